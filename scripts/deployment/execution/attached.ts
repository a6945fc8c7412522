import { deepCause } from '../../aws/cause/deep.ts';
import { causeOf, firstCause } from '../../aws/cause.ts';
import { isSuccess } from '../../aws/stack-status.ts';
import type { StackState } from '../../aws/stacks.ts';
import type { StackResult } from '../events.ts';
import { type StackJob, teller } from '../job.ts';
import type { StackPlan } from '../plan.ts';
import { afterStack } from './after-stack.ts';
import { resultOf } from './result.ts';

/** Follows what an earlier run of the same plan began, to its end, and finishes what that run could not. */
export async function attached(job: StackJob, plan: StackPlan, stack: StackState): Promise<StackResult> {
  const { clients, poller, target, signal, report } = job;
  report({ type: 'waiting', stack: target.stack, stackName: target.stackName, status: stack.status });
  const { changes, changeSet } = plan;
  const operation = { stackId: stack.id, beginning: { token: changeSet?.name ?? '' } };
  const followed = await poller.follow(operation, teller(job), signal);
  if (followed.stack === null || !isSuccess(followed.stack.status)) {
    const ended = causeOf(`the stack ended in ${followed.stack?.status ?? 'DELETE_COMPLETE'}`);
    const cause = await deepCause(clients, followed.events, firstCause(followed.events) ?? ended);
    return { ...resultOf(target, 'failed'), changes, cause };
  }
  const status = changeSet?.type === 'CREATE' ? 'created' : 'updated';
  return afterStack(job, { ...resultOf(target, status), changes }, followed.stack);
}
