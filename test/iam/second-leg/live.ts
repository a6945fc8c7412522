import { fail } from 'node:assert/strict';
import type { Decision } from '../../../scripts/iam/decide/evaluate.ts';
import type { Caller, Context } from './callers.ts';
import { type Answer, engineDecision } from './engine.ts';
import type { World } from './world.ts';

/** One call by one caller, and what is attached to the resource. */
export interface LiveCase {
  title: string;
  caller: Caller;
  action: string;
  resource: string;
  resourcePolicy?: object | null;
  /** What the request adds to the caller's context, in AWS. */
  context?: Context;
  send(): Promise<unknown>;
}

interface Found {
  title: string;
  engine: Answer;
  embedded: Decision;
}

/** Calls one after the other, so that the record's entries are theirs. */
export async function ask(at: World, cases: LiveCase[]): Promise<Found[]> {
  const found: Found[] = [];
  for (const one of cases)
    found.push({ title: one.title, engine: decided(at, one), embedded: await answered(at, one) });
  return found;
}

/** Every resource is the account's own. */
function decided({ aws }: World, { caller, action, resource, resourcePolicy, context }: LiveCase): Answer {
  const resourceAccount = aws.accountId;
  const { identity, boundary, session, principal, account } = caller;
  return engineDecision(
    { identity, boundary, session, resource: resourcePolicy },
    {
      principal,
      principalAccount: account,
      action,
      resource,
      resourceAccount,
      context: { ...caller.context, 'aws:ResourceAccount': resourceAccount, ...context },
    },
  );
}

/** The call's status says whether it was allowed, the record why not. */
async function answered({ aws }: World, { title, action, send }: LiveCase): Promise<Decision> {
  const mark = aws.calls.mark();
  const error = await send().then(
    () => null,
    (reason: Error) => reason,
  );
  const refused = error !== null && /^AccessDenied/.test(error.name);
  const checks = aws.calls.since(mark).flatMap((call) => call.checks);
  if (!checks.some((check) => check.action === action)) fail(`${title}: ${action} was not asked for: ${error}`);
  const denials = checks.filter(({ decision }) => decision !== 'Allowed');
  // Of an object that is not there it is asked whether the caller may list the bucket, once reading it is allowed.
  const denial = denials.find((check) => check.action === action);
  if (refused && denial === undefined && denials.every((check) => check.action === 's3:ListBucket')) return 'Allowed';
  if (refused !== (denial !== undefined)) fail(`${title}: ${error ?? 'no error'}, but ${JSON.stringify(checks)}`);
  if (denial?.decision === 'Unauthenticated') fail(`${title}: ${error}`);
  return denial?.decision ?? 'Allowed';
}
