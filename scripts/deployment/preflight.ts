import { writtenAccounts } from '../iam/accounts.ts';
import { type SdkCall, sdkCalls } from '../iam/calls.ts';
import { type GrantHome, grantHome, isGranted, type Need, needsOf, resourcePattern } from '../iam/needs.ts';
import { readStackAccess, type StackAccess } from '../iam/stack-access.ts';
import { checkCodeExists, findCode } from '../template/code.ts';
import { byPosition, type Finding } from '../template/finding.ts';
import type { Source } from '../template/source.ts';

/**
 * What would go wrong after a deploy and can be seen before it: account ids that are written down, and functions whose
 * role lacks a grant that their code needs.
 * @param accountId the account deployed to, or null when it is not known
 */
export async function preflight(root: string, stacks: string[], accountId: string | null): Promise<Finding[]> {
  const checked = await Promise.all(stacks.map((stack) => checkStack(root, stack, accountId)));
  const findings = new Map(checked.flat().map((finding) => [JSON.stringify(finding), finding]));
  return [...findings.values()].sort(byPosition);
}

async function checkStack(root: string, stack: string, accountId: string | null): Promise<Finding[]> {
  const access = await readStackAccess(root, stack);
  const sources = [access.template, ...access.documents];
  const written = sources.flatMap((source) => writtenAccounts(source, accountId));
  return [...written, ...(await missingGrants(root, access))];
}

async function missingGrants(root: string, { template, policies }: StackAccess): Promise<Finding[]> {
  const calls = await callsByFunction(root, template);
  return needsOf(template, (functionId) => calls.get(functionId) ?? [])
    .filter((need, _, needs) => !needs.some((other) => isSameCall(need, other) && isGranted(other, policies)))
    .map((need) => missingGrant(need, grantHome(need, policies, template)));
}

/** A function that is handed two tables need not make each call on both: which one, only its code knows. */
function isSameCall(a: Need, b: Need): boolean {
  return a.functionId === b.functionId && a.action === b.action;
}

function missingGrant(need: Need, { at, fix }: GrantHome): Finding {
  const { role, action, call } = need;
  return {
    rule: 'missing-grant',
    severity: 'error',
    message: `role ${role} is not granted ${action} on ${resourcePattern(need)}, which ${call.file}:${call.line} calls`,
    fix,
    logicalId: role,
    ...at,
  };
}

async function callsByFunction(root: string, template: Source): Promise<Map<string, SdkCall[]>> {
  const calls = findCode(template).map(async (reference) => {
    const { logicalId, functionName } = reference;
    await checkCodeExists(root, template, reference);
    return [logicalId, await sdkCalls(root, `functions/${functionName}/handler.ts`)] as const;
  });
  return new Map(await Promise.all(calls));
}
