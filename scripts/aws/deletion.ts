import type { AwsClients } from './clients.ts';
import { newestEvent, type StackEvent } from './events.ts';
import type { Poller } from './poller.ts';
import { startDeletion } from './stacks.ts';

export interface Deleting {
  poller: Poller;
  report(event: StackEvent): void;
  signal: AbortSignal;
  /** Logical ids of resources that stay; only a stack whose deletion has failed takes them. */
  retain?: readonly string[];
}

/**
 * Deletes the stack of this ARN and follows that to its end.
 * @returns the final status: `DELETE_COMPLETE`, `DELETE_FAILED`, or the one that it had when CloudFormation gave up at once
 */
export async function deleteStack(
  clients: Pick<AwsClients, 'cloudformation'>,
  stackId: string,
  { poller, report, signal, retain = [] }: Deleting,
): Promise<string> {
  const after = await newestEvent(clients, stackId);
  await startDeletion(clients, stackId, retain);
  const { stack } = await poller.follow({ stackId, beginning: { after } }, report, signal);
  return stack?.status ?? 'DELETE_COMPLETE';
}
