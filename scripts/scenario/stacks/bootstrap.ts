import { backingUp } from '../bootstrap/backups.ts';
import { deploying } from '../bootstrap/deploys.ts';
import { groundOf } from '../bootstrap/ground.ts';
import { operating } from '../bootstrap/operators.ts';
import { passing } from '../bootstrap/passing.ts';
import { peoplesStacks } from '../bootstrap/peoples-stacks.ts';
import { planning } from '../bootstrap/plans.ts';
import { restoring } from '../bootstrap/restores.ts';
import { withholding } from '../bootstrap/secrets.ts';
import { serving } from '../bootstrap/serves.ts';
import { trusting } from '../bootstrap/trusts.ts';
import type { Stage } from '../scenario.ts';

/** What the roles of jobs and of people do and are refused. */
export async function scenario(stage: Stage): Promise<void> {
  const ground = await groundOf(stage);
  await operating(ground);
  await trusting(ground);
  await planning(ground, 'plan-pr');
  await planning(ground, 'plan-main');
  await passing(ground);
  await withholding(ground);
  await deploying(ground);
  await peoplesStacks(ground);
  await serving(ground);
  await backingUp(ground);
  await restoring(ground);
}
