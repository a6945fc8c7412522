import { applyChangeSet, deleteFailedStack, protectIfWanted } from './apply.ts';
import type { StackResult, StackStatus } from './events.ts';
import { failureOf } from './failure.ts';
import type { StackPlan } from './plan.ts';
import { discardPlan, type Planned, planStack, type StackJob } from './plan-stack.ts';
import type { PreparedStack } from './prepare.ts';

export interface StackOutcome {
  result: StackResult;
  /** Null when the stack never got as far as a plan. */
  plan: StackPlan | null;
}

/** Plans one stack and, unless it is a dry run, makes it so. Only a bug or an interruption rejects. */
export async function deployStack(job: StackJob): Promise<StackOutcome> {
  let plan: StackPlan | null = null;
  try {
    const planned = await planAndTell(job);
    plan = planned.plan;
    if (job.dryRun) return { plan, result: await endDryRun(job, planned) };
    const ready = plan.action === 'recreate' ? await planAnew(job, planned) : planned;
    plan = ready.plan;
    return { plan, result: await finish(job, ready) };
  } catch (error) {
    job.signal.throwIfAborted();
    const cause = failureOf(error, job.clients.endpoint);
    if (cause === null) throw error;
    return { plan, result: { ...resultOf(job.target, 'failed'), cause, changes: plan?.changes ?? [] } };
  }
}

async function planAndTell(job: StackJob): Promise<Planned> {
  const planned = await planStack(job);
  job.report({ type: 'planned', plan: planned.plan });
  return planned;
}

async function planAnew(job: StackJob, { current }: Planned): Promise<Planned> {
  if (current) await deleteFailedStack(job, current);
  return planAndTell(job);
}

async function endDryRun(job: StackJob, { plan, current }: Planned): Promise<StackResult> {
  await discardPlan(job.clients, plan);
  const status = plan.action === 'none' ? 'unchanged' : 'planned';
  return { ...resultOf(job.target, status), changes: plan.changes, outputs: current?.outputs ?? {} };
}

async function finish(job: StackJob, { plan, current }: Planned): Promise<StackResult> {
  const { changes, changeSet } = plan;
  if (changeSet === null) {
    if (current) await protectIfWanted(job, current);
    return { ...resultOf(job.target, 'unchanged'), outputs: current?.outputs ?? {} };
  }
  const { stack, cause } = await applyChangeSet(job, plan, changeSet);
  if (cause) return { ...resultOf(job.target, 'failed'), changes, cause };
  return { ...resultOf(job.target, plan.action === 'create' ? 'created' : 'updated'), changes, outputs: stack.outputs };
}

export function resultOf(
  target: Pick<PreparedStack, 'stack' | 'stackName' | 'region'>,
  status: StackStatus,
): StackResult {
  const { stack, stackName, region } = target;
  const nothing = { outputs: {}, changes: [], cause: null, reason: null, blockedBy: [], heldBy: [], invocations: [] };
  return { stack, stackName, region, status, ...nothing };
}
