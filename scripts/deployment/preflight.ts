import { writtenAccounts } from '../iam/accounts.ts';
import { sdkCalls } from '../iam/calls.ts';
import { grantHome, isGranted, needsOf } from '../iam/needs.ts';
import type { Target } from '../iam/reaching.ts';
import { resourcePattern } from '../iam/resource-pattern.ts';
import type { SdkCall } from '../iam/sdk-call.ts';
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

async function missingGrants(root: string, access: StackAccess): Promise<Finding[]> {
  const calls = await callsByFunction(root, access.template);
  return needsOf(access, (functionId) => calls.get(functionId) ?? null).flatMap((need) => {
    const call = 'call' in need.by ? need.by.call : null;
    // Of what the function is not handed, the deployed stack tells.
    if (call === null || need.isOptional || need.targets.length === 0 || isGranted(need, access)) return [];
    return need.targets.map((target) => missingGrant(need.role, call, target, access));
  });
}

function missingGrant(role: string, call: SdkCall, target: Target, access: StackAccess): Finding {
  const { action } = call;
  const pattern = resourcePattern(action, target, access);
  const { at, fix } = grantHome({ role, action, resource: target.id, pattern }, access);
  return {
    rule: 'missing-grant',
    severity: 'error',
    message: `role ${role} is not granted ${action} on ${pattern}, which ${call.file}:${call.line} ${call.because ? `needs ${call.because}` : 'calls'}`,
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
