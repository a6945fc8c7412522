import { DescribeChangeSetCommand, ExecuteChangeSetCommand } from '@aws-sdk/client-cloudformation';
import { causeOf, type FailureCause, firstCause } from './cause.ts';
import type { ChangeSetRef } from './changesets.ts';
import type { AwsClients } from './clients.ts';
import { isInvalidChangeSetStatus } from './errors.ts';
import { newEvents, type StackEvent } from './events.ts';
import { isInProgress, isSuccess } from './stack-status.ts';
import { describeStack, OPERATION_DEADLINE_MS, type StackState } from './stacks.ts';
import { sharpened } from './validation.ts';
import { pollUntil } from './wait.ts';

type CloudFormation = Pick<AwsClients, 'cloudformation'>;

export interface Execution {
  stack: StackState;
  /** Null when the stack is as the change set wanted it. */
  cause: FailureCause | null;
}

/** Executes exactly this change set, reports each event once, and waits until the stack is at rest. */
export async function executeChangeSet(
  clients: CloudFormation,
  changeSet: ChangeSetRef & { type: 'CREATE' | 'UPDATE' },
  report: (event: StackEvent) => void,
  signal: AbortSignal,
): Promise<Execution> {
  const { id, name, stackId, type } = changeSet;
  const command = new ExecuteChangeSetCommand({
    ChangeSetName: id,
    ClientRequestToken: name,
    // A failed creation takes what it made with it, so that the next try does not meet names in use.
    ...(type === 'CREATE' ? { RetainExceptOnCreate: true } : {}),
  });
  await clients.cloudformation.send(command).catch((error) => unlessStarted(clients, changeSet, error));
  const { stack, events } = await follow(clients, stackId, name, report, signal);
  if (isSuccess(stack.status)) return { stack, cause: null };
  const cause = firstCause(events) ?? causeOf(`the stack ended in ${stack.status}`);
  return { stack, cause: await sharpened(clients, { StackName: stackId }, cause) };
}

/** A lost answer makes the SDK ask again, and the second call finds the change set being executed. */
async function unlessStarted({ cloudformation }: CloudFormation, { id }: ChangeSetRef, error: unknown): Promise<void> {
  if (!isInvalidChangeSetStatus(error)) throw error;
  const { ExecutionStatus } = await cloudformation.send(new DescribeChangeSetCommand({ ChangeSetName: id }));
  if (!/^EXECUTE_(IN_PROGRESS|COMPLETE|FAILED)$/.test(ExecutionStatus ?? '')) throw error;
}

async function follow(
  clients: CloudFormation,
  stackId: string,
  token: string,
  report: (event: StackEvent) => void,
  signal: AbortSignal,
): Promise<{ stack: StackState; events: StackEvent[] }> {
  const seen = new Set<string>();
  const events: StackEvent[] = [];
  const waiting = { signal, subject: `stack ${stackId} to be deployed`, deadlineMs: OPERATION_DEADLINE_MS };
  const stack = await pollUntil(async () => {
    const fresh = await newEvents(clients, stackId, token, seen);
    events.push(...fresh);
    fresh.forEach(report);
    if (!hasEnded(events)) return undefined;
    const found = await describeStack(clients, stackId);
    if (found === null) throw new Error(`stack ${stackId} went away while it was deployed`);
    return isInProgress(found.status) ? undefined : found;
  }, waiting);
  return { stack, events };
}

/** Told by the events alone: right after the call a stack may still be shown as it was before. */
function hasEnded(events: readonly StackEvent[]): boolean {
  const last = events.findLast(({ ofStack }) => ofStack);
  return last !== undefined && !isInProgress(last.status);
}
