import { digestOfAll } from '../change/digest.ts';
import type { DeploymentOptions } from '../opening.ts';
import type { DeploymentPlan, PlannedAccess, StackPlan } from '../plan.ts';

/** The plans of the stacks as one document. */
export function planOf(
  { environment, wishes, env = process.env }: Pick<DeploymentOptions, 'environment' | 'wishes' | 'env'>,
  accountId: string,
  stacks: StackPlan[],
  access: PlannedAccess | null,
): DeploymentPlan {
  return {
    formatVersion: 1,
    environment: environment.name,
    accountId,
    madeAt: new Date().toISOString(),
    commit: /^[0-9a-f]{7,64}$/.exec(env.GITHUB_SHA ?? '')?.[0] ?? null,
    purpose: wishes?.purpose ?? 'main',
    stacks,
    access,
    digest: digestOfAll(stacks),
  };
}
