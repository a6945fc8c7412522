import { failedResources } from '../../aws/resources.ts';
import { isInProgress } from '../../aws/stack-status.ts';
import { describeStack, type StackState } from '../../aws/stacks.ts';
import { type StackJob, teller } from '../job.ts';

/** The stack, after whatever is under way on it has ended; its progress is shown as if it were our own. */
export async function stackAtRest(job: StackJob): Promise<StackState | null> {
  const { clients, poller, target, signal, report } = job;
  const { stack, stackName } = target;
  const found = await describeStack(clients, stackName);
  if (found === null || !isInProgress(found.status)) return found;
  report({ type: 'waiting', stack, stackName, status: found.status });
  await poller.follow({ stackId: found.id, beginning: 'latest' }, teller(job), signal);
  // By name: after a deletion the name is free, or somebody has taken it again.
  return describeStack(clients, stackName);
}

/** A stack that only a person can bring on: its state, what to do, and what holds it. */
export async function stuckText(
  { clients, target }: StackJob,
  stack: StackState | null,
  advice: string,
): Promise<string> {
  const held = stack === null ? [] : await failedResources(clients, stack.id).catch(() => []);
  const names = held.map(({ logicalId, reason }) => `${logicalId}${reason ? ` (${reason})` : ''}`);
  return `stack ${target.stackName} is in ${stack?.status}: ${advice}${names.length > 0 ? `; what holds it: ${names.join(', ')}` : ''}`;
}
