import { plain } from '../cli/plain.ts';
import { roleNameOf } from '../embedded/calls.ts';
import { grantHome } from '../iam/needs.ts';
import { resourcePattern } from '../iam/resource-pattern.ts';
import { readStackAccess } from '../iam/stack-access.ts';
import { isDenied } from '../scenario/refusal.ts';
import type { StepReport } from '../scenario/report.ts';

/** Physical ids of a stack's resources to logical ids. */
export type PhysicalIds = ReadonlyMap<string, string>;

/** For each call that was denied in a failed step: where the grant would go. */
export async function grantAdvice(
  root: string,
  stack: string,
  step: StepReport,
  physicalIds: PhysicalIds,
): Promise<string[]> {
  const access = await readStackAccess(root, stack);
  const advice = step.checks.filter(isDenied).flatMap(({ principal, action, resource }) => {
    const roleName = roleNameOf(principal) ?? '';
    const role = physicalIds.get(roleName);
    const target = resourceOf(resource, physicalIds);
    if (role === undefined || target === undefined) return [];
    const pattern = resourcePattern(action, { id: target, text: resource }, access);
    const { at, fix } = grantHome({ role, action, resource: target, pattern }, access);
    return [plain(`${at.file}:${at.line}:${at.column}: role ${roleName} was denied ${action} on ${resource}; ${fix}`)];
  });
  return [...new Set(advice)];
}

/** The logical id of the resource that an ARN is of or lies in: a bucket for its object's ARN. */
function resourceOf(arn: string, physicalIds: PhysicalIds): string | undefined {
  const names = arn.split(':').slice(5).join(':').split(/[/:]/);
  return physicalIds.get(arn) ?? names.map((name) => physicalIds.get(name)).find((id) => id !== undefined);
}
