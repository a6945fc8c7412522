import { causeOf } from '../../aws/cause.ts';
import { isAccessDenied } from '../../aws/errors.ts';
import { describeStack } from '../../aws/stacks.ts';
import { UserError } from '../../cli/errors.ts';
import { movedFrom } from '../change/described.ts';
import { digestOf, digestOfAll } from '../change/digest.ts';
import type { DeployResult } from '../events.ts';
import { failureOf, StackFailure } from '../failure.ts';
import type { StackJob } from '../job.ts';
import { type DeploymentOptions, openDeployment } from '../opening.ts';
import type { DeploymentPlan, StackPlan } from '../plan.ts';
import { discardPlan } from '../planning/discard.ts';
import { heldBy } from '../planning/holds.ts';
import { refuseOtherAccount, refuseOtherEnvironment } from '../planning/plan-place.ts';
import { planStack } from '../planning/plan-stack.ts';
import { type Standing, standingOf } from '../planning/still-holds.ts';
import { afterStack } from './after-stack.ts';
import { deleteFailedStack } from './apply.ts';
import { attached } from './attached.ts';
import { carryOutAll, deployResult } from './deploy.ts';
import { executed, needText, type StackOutcome } from './deploy-stack.ts';
import { resultOf } from './result.ts';

export interface PlanOutcome {
  /** What is not as it was when the plan was made, a line each; then nothing was executed. */
  moved: string[];
  result: DeployResult;
}

/**
 * Executes exactly the change sets that were reviewed, by their ARNs. Before the first one, every stack of the plan is
 * compared with the account; if anything has moved, nothing is executed. A run that was interrupted is taken up again.
 */
export async function executePlan(options: DeploymentOptions, plan: DeploymentPlan): Promise<PlanOutcome> {
  refuseForeign(options, plan);
  const opened = await openDeployment({ ...options, stacks: plan.stacks.map(({ stack }) => stack) });
  const { account, findings } = opened;
  refuseOtherAccount(plan, account);
  if (findings.length > 0) return { moved: [], result: deployResult(options, opened, [], findings) };
  options.report({
    ...{ type: 'started', mode: 'execute', environment: plan.environment, accountId: account.accountId },
    ...{ arn: account.arn, stacks: plan.stacks.map(({ stack }) => stack) },
  });
  const standings = await Promise.all(
    plan.stacks.map(async (one) => [one.stack, await standingOf(opened.jobOf(one.stack), one)] as const),
  );
  const moved = standings.flatMap(([, one]) => (one.kind === 'moved' ? one.moved : []));
  if (moved.length > 0) return { moved, result: deployResult(options, opened, [], []) };
  const byStack = new Map(standings);
  const planOf = new Map(plan.stacks.map((one) => [one.stack, one]));
  const outcomes = await carryOutAll(options, opened, (stack) =>
    carryOut(opened.jobOf(stack), planOf.get(stack) as StackPlan, byStack.get(stack) as Standing),
  );
  return { moved: [], result: deployResult(options, opened, outcomes, []) };
}

function refuseForeign({ environment }: DeploymentOptions, plan: DeploymentPlan): void {
  if (plan.purpose !== 'main') {
    throw new UserError('this plan was made for a pull request, and those are never executed: plan again on main');
  }
  refuseOtherEnvironment(plan, environment.name);
  const isWhole = plan.stacks.every((stack) => digestOf(stack) === stack.digest);
  if (isWhole && digestOfAll(plan.stacks) === plan.digest) return;
  throw new UserError('the plan was changed after it was made (its digest does not fit): plan again');
}

async function carryOut(job: StackJob, plan: StackPlan, now: Standing): Promise<StackOutcome> {
  try {
    if (now.kind === 'begun') return { plan, result: await attached(job, plan, now.stack) };
    const held = heldBy(plan);
    if (held.length > 0)
      return { plan, result: { ...resultOf(job.target, 'held'), changes: plan.changes, heldBy: held } };
    if (plan.changeSet !== null) return { plan, result: (await executed(job, plan)) ?? stale(job, plan) };
    if (plan.action === 'none') return { plan, result: await unchanged(job) };
    return await foreseen(job, plan);
  } catch (error) {
    job.signal.throwIfAborted();
    const cause = failureOf(error, job.clients.endpoint);
    if (cause === null) throw error;
    return { plan, result: { ...resultOf(job.target, 'failed'), cause, changes: plan.changes } };
  }
}

/** Who executes plans need not be able to make them: what could not be planned before is planned by who may. */
function late({ target }: StackJob, plan: StackPlan): StackOutcome {
  const why = `it could not be planned before what it needs was deployed: plan again, in GitHub run the workflow again`;
  return { plan, result: { ...resultOf(target, 'held'), changes: plan.changes, heldBy: [why] } };
}

function stale(job: StackJob, { changes }: StackPlan): StackOutcome['result'] {
  const why = `somebody else deployed ${job.target.stackName} meanwhile: plan again`;
  return { ...resultOf(job.target, 'held'), changes, heldBy: [why] };
}

async function unchanged(job: StackJob): Promise<StackOutcome['result']> {
  return afterStack(job, resultOf(job.target, 'unchanged'), await describeStack(job.clients, job.target.stackName));
}

/**
 * A stack whose change set could not be made before: it is made now, and executed if it does what was foreseen.
 * Otherwise a person sees it first.
 */
async function foreseen(job: StackJob, plan: StackPlan): Promise<StackOutcome> {
  const current = await describeStack(job.clients, job.target.stackName);
  if (plan.action === 'recreate' && current?.status === 'ROLLBACK_COMPLETE') await deleteFailedStack(job, current);
  const planned = await planStack(job).catch((error: unknown) => {
    if (isAccessDenied(error) || failureOf(error, job.clients.endpoint)?.denied != null) return null;
    throw error;
  });
  if (planned === null) return late(job, plan);
  const { plan: real } = planned;
  job.report({ type: 'planned', plan: real });
  if (real.action === 'predicted') throw new StackFailure(causeOf(needText(real)));
  const moved = [...templateMoved(job, plan), ...movedFrom(plan.changes, real.changes)];
  const isAgreed = (id: string) => plan.dataAtRisk.some((risk) => risk.logicalId === id && risk.isAllowed);
  const dataAtRisk = real.dataAtRisk.map((risk) => ({
    ...risk,
    isAllowed: risk.isAllowed || isAgreed(risk.logicalId),
  }));
  const held = [...moved.map((line) => `${line}: plan again`), ...heldBy({ ...real, dataAtRisk })];
  if (held.length > 0) {
    await discardPlan(job.clients, real);
    return { plan: real, result: { ...resultOf(job.target, 'held'), changes: real.changes, heldBy: held } };
  }
  if (real.changeSet === null) return { plan: real, result: await unchanged(job) };
  return { plan: real, result: (await executed(job, real)) ?? stale(job, real) };
}

/** Where the code's bucket was missing, the reviewed template could not name the versions of its objects. */
function templateMoved({ target }: StackJob, plan: StackPlan): string[] {
  if (target.templateSha256 === plan.templateSha256) return [];
  return [`the template of ${target.stack} is not the reviewed one: deploy from the commit that was planned`];
}
