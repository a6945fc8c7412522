import { deepCause } from '../../aws/cause/deep.ts';
import { causeOf } from '../../aws/cause.ts';
import { executeChangeSet } from '../../aws/execute.ts';
import type { StackResult } from '../events.ts';
import { failureOf, MOVED_LIMIT, StackFailure } from '../failure.ts';
import { type StackJob, teller } from '../job.ts';
import type { StackPlan } from '../plan.ts';
import { discardPlan } from '../planning/discard.ts';
import { heldBy } from '../planning/holds.ts';
import { type Planned, planStack } from '../planning/plan-stack.ts';
import { afterStack } from './after-stack.ts';
import { deleteFailedStack } from './apply.ts';
import { resultOf } from './result.ts';

export interface StackOutcome {
  result: StackResult;
  /** Null when the stack never got as far as a plan. */
  plan: StackPlan | null;
}

/** Plans one stack and makes it so. Only a bug or an interruption rejects. */
export async function deployStack(job: StackJob): Promise<StackOutcome> {
  let plan: StackPlan | null = null;
  try {
    for (let attempt = 1; attempt <= MOVED_LIMIT; attempt++) {
      const planned = await planStack(job);
      plan = planned.plan;
      job.report({ type: 'planned', plan });
      const result = await carryOut(job, planned);
      if (result !== null) return { plan, result };
    }
    throw new StackFailure(causeOf(`somebody else kept deploying ${job.target.stackName} meanwhile: try again`));
  } catch (error) {
    job.signal.throwIfAborted();
    const cause = failureOf(error, job.clients.endpoint);
    if (cause === null) throw error;
    return { plan, result: { ...resultOf(job.target, 'failed'), cause, changes: plan?.changes ?? [] } };
  }
}

/** Null: the stack has to be planned again. */
async function carryOut(job: StackJob, { plan, current }: Planned): Promise<StackResult | null> {
  const { changes, changeSet, action } = plan;
  if (action === 'recreate' && current) {
    await deleteFailedStack(job, current);
    return null;
  }
  if (action === 'predicted') throw new StackFailure(causeOf(needText(plan)));
  const held = heldBy(plan);
  if (held.length > 0) {
    await discardPlan(job.clients, plan);
    return { ...resultOf(job.target, 'held'), changes, heldBy: held };
  }
  if (changeSet === null) return afterStack(job, resultOf(job.target, 'unchanged'), current);
  return executed(job, plan);
}

/** What says already what to do is left as it is. */
export function needText({ reason }: StackPlan): string {
  return reason?.includes(': ') ? reason : `${reason}: deploy what it needs first`;
}

/** Executes the change set of a plan; null when somebody else was faster. */
export async function executed(job: StackJob, plan: StackPlan): Promise<StackResult | null> {
  const { changes, changeSet } = plan;
  if (changeSet === null) return null;
  const { clients, poller, signal } = job;
  if (signal.aborted) {
    // What was interrupted before CloudFormation took the change set leaves none behind.
    await discardPlan(clients, plan).catch(() => {});
    throw signal.reason;
  }
  const execution = await executeChangeSet(clients, changeSet, { poller, signal, report: teller(job) });
  if (execution.outcome === 'refused') {
    job.report({ type: 'note', stack: job.target.stack, text: `${execution.text}: planning again` });
    // The stack is somebody else's now, though our change set brought it into being.
    await discardPlan(job.clients, { ...plan, changeSet: { ...changeSet, broughtStack: false } });
    return null;
  }
  if (execution.cause) {
    const cause = await deepCause(job.clients, execution.events, execution.cause);
    return { ...resultOf(job.target, 'failed'), changes, cause };
  }
  const status = changeSet.type === 'CREATE' ? 'created' : 'updated';
  return afterStack(job, { ...resultOf(job.target, status), changes }, execution.stack);
}
