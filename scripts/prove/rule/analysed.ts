import { codeAccess } from '../../iam/calls.ts';
import { needsOf } from '../../iam/needs.ts';
import { type CodeAccess, serviceOf } from '../../iam/sdk-call.ts';
import { readStackAccess } from '../../iam/stack-access.ts';
import { findCode } from '../../template/code.ts';
import type { Deployment, ProvedStack } from '../deployment.ts';
import type { ObservedCall } from './observed.ts';

/** A call that a function made and that the review's analysis of its code does not know of: a bug of the analysis. */
export interface MissedCall extends ObservedCall {
  /** The functions that run as the role. */
  functions: string[];
}

/** Compares what the functions of the stacks called with what `review` says that they may need. */
export async function missedCalls(
  { root, stacks }: Pick<Deployment, 'root' | 'stacks'>,
  observed: readonly ObservedCall[],
): Promise<MissedCall[]> {
  const known = new Map((await Promise.all(stacks.map((stack) => analysed(root, stack)))).flat());
  const missed = observed.flatMap((call): MissedCall[] => {
    const role = known.get(call.role);
    return role === undefined || isKnown(call.action, role) ? [] : [{ ...call, functions: role.functions }];
  });
  // On whatever it is called: the analysis speaks of actions.
  return [...new Map(missed.map((call) => [`${call.role} ${call.action}`, call])).values()];
}

interface Analysed {
  functions: string[];
  /** In lower case. */
  actions: ReadonlySet<string>;
  /** Services of which the analysis says that it does not see every call; `*`: of any. */
  unseen: ReadonlySet<string>;
}

function isKnown(action: string, { actions, unseen }: Analysed): boolean {
  return actions.has(action.toLowerCase()) || unseen.has('*') || unseen.has(serviceOf(action));
}

/** What the roles of a stack's functions need by the code, by the roles' names. */
async function analysed(root: string, { stack, symbols }: ProvedStack): Promise<[string, Analysed][]> {
  const access = await readStackAccess(root, stack);
  const code = findCode(access.template);
  const found = new Map<string, CodeAccess | null>();
  for (const { logicalId, functionName } of code) {
    found.set(logicalId, await codeAccess(root, `functions/${functionName}/handler.ts`));
  }
  const needs = needsOf(access, (id) => found.get(id)?.calls ?? null);
  return [...new Set(needs.map(({ role }) => role))].map((role) => {
    const own = needs.filter((need) => need.role === role);
    const ids = new Set(own.map(({ functionId }) => functionId));
    const functions = code.filter(({ logicalId }) => ids.has(logicalId)).map(({ functionName }) => functionName);
    const actions = new Set(own.map(({ action }) => action.toLowerCase()));
    const unseen = new Set([...ids].flatMap((id) => [...(found.get(id)?.unseen ?? [])]));
    return [symbols.get(role) ?? role, { functions, actions, unseen }];
  });
}
