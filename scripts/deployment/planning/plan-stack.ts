import { BucketAbsent } from '../../aws/artifacts.ts';
import { causeOf } from '../../aws/cause.ts';
import { changeSetName } from '../../aws/changeset-name.ts';
import { type ChangeSet, type ChangeSetRef, createChangeSet, reviewedChangeSet } from '../../aws/changesets.ts';
import { templateOf } from '../../aws/deployed-template.ts';
import { isStackMoved } from '../../aws/errors.ts';
import { keptResources } from '../../aws/resources.ts';
import { nextStep } from '../../aws/stack-status.ts';
import type { StackState } from '../../aws/stacks.ts';
import { sharpened } from '../../aws/validation.ts';
import { placedTarget } from '../artifacts/placed-target.ts';
import { MOVED_LIMIT, StackFailure, StackMoved } from '../failure.ts';
import type { StackJob } from '../job.ts';
import type { StackPlan } from '../plan.ts';
import { templateAt } from '../template-at.ts';
import { assessed, assessingOf, predictionOf, sidesOf, type Template } from './assess.ts';
import { stackAtRest, stuckText } from './at-rest.ts';
import { discardPlan } from './discard.ts';
import { emptyPlan, stateOf } from './empty-plan.ts';
import { notYet } from './not-yet.ts';

export interface Planned {
  plan: StackPlan;
  /** The stack as it is now; null when it does not exist. */
  current: StackState | null;
  /** Its template, where the plan needed it and it is one that can be read; null otherwise. */
  deployed: Template | null;
}

/** Makes the stack's change set and says what it would do. Nothing of the stack itself changes. */
export async function planStack(job: StackJob): Promise<Planned> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await planOnce(job);
    } catch (error) {
      if (!(error instanceof StackMoved) || attempt === MOVED_LIMIT) throw error;
      job.report({ type: 'note', stack: job.target.stack, text: `${error.message}: planning again` });
    }
  }
}

async function planOnce(job: StackJob): Promise<Planned> {
  const current = await stackAtRest(job);
  const step = nextStep(current?.status ?? null);
  if (step.kind === 'stuck') throw new StackFailure(causeOf(await stuckText(job, current, step.advice)));
  if (step.kind === 'recreate' && current) return recreatePlan(job, current);
  const reason = await notYet(job, current);
  if (reason !== null) return predictedPlan(job, current, reason);
  try {
    const placed = { ...job, target: await placedTarget(job) };
    return await changeSetPlan(placed, current, step.kind === 'update' ? 'UPDATE' : 'CREATE');
  } catch (error) {
    if (!(error instanceof BucketAbsent)) throw error;
    return predictedPlan(job, current, error.message);
  }
}

async function recreatePlan(job: StackJob, current: StackState): Promise<Planned> {
  const kept = await keptResources(job.clients, current.id);
  if (kept.length > 0) {
    throw new StackFailure(
      causeOf(
        `stack ${current.name} is in ROLLBACK_COMPLETE and ${kept.join(', ')} of it was kept: look at what it holds, delete or rename it, then delete the stack`,
      ),
    );
  }
  const reason = 'its creation failed earlier (ROLLBACK_COMPLETE): it is deleted and made again';
  const { plan } = await predictedPlan(job, null, reason);
  return { plan: { ...plan, action: 'recreate', state: stateOf(current) }, current, deployed: null };
}

/** What the templates say would change, where CloudFormation cannot say it yet. */
async function predictedPlan(job: StackJob, current: StackState | null, reason: string): Promise<Planned> {
  const isThere = current !== null && current.status !== 'REVIEW_IN_PROGRESS';
  const deployed = isThere ? await templateOf(job.clients, { stackName: current.id }) : null;
  const [sides, assessing] = [sidesOf(job, current, deployed), assessingOf(job)];
  const changes = predictionOf(sides, assessing);
  const plan: StackPlan = { ...emptyPlan(job, current), action: 'predicted', reason, changes };
  return { plan: assessed(plan, sides, assessing), current, deployed };
}

async function changeSetPlan(job: StackJob, current: StackState | null, type: 'CREATE' | 'UPDATE'): Promise<Planned> {
  const ref = await makeChangeSet(job, type).catch(asMoved);
  const changeSet = { ...ref, type, broughtStack: current === null };
  const empty = emptyPlan(job, current);
  const plan: StackPlan = { ...empty, action: type === 'CREATE' ? 'create' : 'update', changeSet };
  try {
    const reviewed = await reviewedChangeSet(job.clients, ref, job.signal, { values: type === 'UPDATE' });
    if (reviewed.outcome === 'failed') throw await changeSetFailure(job, reviewed);
    if (reviewed.outcome === 'ready') {
      const deployed = type === 'UPDATE' && current ? await templateOf(job.clients, { stackName: current.id }) : null;
      const sides = type === 'UPDATE' ? sidesOf(job, current, deployed) : null;
      const told = assessed({ ...plan, changes: reviewed.changes }, sides, assessingOf(job));
      return { plan: told, current, deployed };
    }
  } catch (error) {
    await discardPlan(job.clients, plan).catch(() => {});
    return asMoved(error);
  }
  await discardPlan(job.clients, plan);
  return { plan: assessed(empty, null, assessingOf(job)), current, deployed: null };
}

function asMoved(error: unknown): never {
  throw isStackMoved(error) ? new StackMoved('somebody else deployed the stack meanwhile', { cause: error }) : error;
}

async function makeChangeSet(job: StackJob, type: 'CREATE' | 'UPDATE'): Promise<ChangeSetRef> {
  const { clients, environment, target, wishes, env } = job;
  const isOfPull = wishes.purpose === 'pull-request';
  return createChangeSet(clients, {
    name: changeSetName(isOfPull ? `${environment.prefix}-pr` : environment.prefix, env),
    stackName: target.stackName,
    type,
    template: await templateAt(clients, target, isOfPull ? 'pr' : 'main'),
    parameters: target.parameters,
    tags: target.tags,
    // A pull request's plan may pass no role; CloudFormation then uses the one that the stack has.
    ...(target.roleArn === null || isOfPull ? {} : { roleArn: target.roleArn }),
    ...(target.rollback === null ? {} : { rollback: target.rollback }),
    ...(wishes.importExisting ? { importExisting: true } : {}),
    ...(wishes.revertDrift && type === 'UPDATE' ? { revertDrift: true } : {}),
  });
}

async function changeSetFailure({ clients }: StackJob, { id, reason }: ChangeSet): Promise<StackFailure> {
  const cause = causeOf(reason ?? 'the change set failed without a reason');
  return new StackFailure(await sharpened(clients, { ChangeSetName: id }, cause));
}
