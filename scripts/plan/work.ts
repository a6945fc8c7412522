import { servingBuckets } from '../deployment/after/serving-buckets.ts';
import type { DeploymentPlan } from '../deployment/plan.ts';
import { readTemplate } from '../template/repository.ts';

/**
 * Whether executing the plan may do anything. The files that a bucket serves are in no change set, so a stack that serves
 * some may always have work.
 */
export async function hasWork(root: string, { stacks }: DeploymentPlan): Promise<boolean> {
  if (stacks.some(({ action }) => action !== 'none')) return true;
  const serving = await Promise.all(stacks.map(async ({ stack }) => servingBuckets(await readTemplate(root, stack))));
  return serving.some((buckets) => buckets.length > 0);
}
