import { backingUp } from '../bootstrap/backups.ts';
import { guarding } from '../bootstrap/buckets.ts';
import { changingNothing } from '../bootstrap/changes-nothing.ts';
import { deploying } from '../bootstrap/deploys.ts';
import { type Ground, groundOf } from '../bootstrap/ground.ts';
import { looking } from '../bootstrap/looks.ts';
import { operating } from '../bootstrap/operators.ts';
import { passing } from '../bootstrap/passing.ts';
import { peoplesStacks } from '../bootstrap/peoples-stacks.ts';
import { planning } from '../bootstrap/plans.ts';
import { restoring } from '../bootstrap/restores.ts';
import { withholding } from '../bootstrap/secrets.ts';
import { serving } from '../bootstrap/serves.ts';
import { PURPOSES, trusting } from '../bootstrap/trusts.ts';
import type { Stage } from '../scenario.ts';

/** What the roles of jobs and of people do and are refused, and what nobody does to the buckets. */
export async function scenario(stage: Stage): Promise<void> {
  const ground = await groundOf(stage);
  await operating(ground);
  await guarding(ground);
  if (ground.jobs.repository !== '') return ofJobs(ground);
  await stage.step('no repository is named, so that there are no jobs', async ({ note }) => {
    note('GitHubRepository is empty: the roles of jobs are not made, and what they do is left out');
  });
}

async function ofJobs(ground: Ground): Promise<void> {
  await trusting(ground);
  await planning(ground, 'plan-pr');
  await planning(ground, 'plan-main');
  await passing(ground);
  await withholding(ground);
  await changingNothing(ground, PURPOSES);
  await deploying(ground);
  await peoplesStacks(ground);
  await serving(ground);
  await backingUp(ground);
  await restoring(ground);
  await looking(ground);
}
