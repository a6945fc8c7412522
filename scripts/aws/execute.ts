import { DescribeChangeSetCommand, ExecuteChangeSetCommand } from '@aws-sdk/client-cloudformation';
import { causeOf, type FailureCause, firstCause } from './cause.ts';
import type { ChangeSetRef } from './changesets.ts';
import type { AwsClients } from './clients.ts';
import { isChangeSetAbsent, isInvalidChangeSetStatus, isStackAbsent, isStackMoved } from './errors.ts';
import type { StackEvent } from './events.ts';
import type { Poller } from './poller.ts';
import { isSuccess } from './stack-status.ts';
import type { StackState } from './stacks.ts';
import { sharpened } from './validation.ts';

type CloudFormation = Pick<AwsClients, 'cloudformation'>;

export type Execution =
  /** It ran to its end; `cause` is null when the stack is as the change set wanted it. */
  | { outcome: 'ended'; stack: StackState; cause: FailureCause | null; events: StackEvent[] }
  /** Nothing was executed: somebody else was faster, or the change set is gone. */
  | { outcome: 'refused'; text: string };

export interface Executing {
  poller: Poller;
  report(event: StackEvent): void;
  signal: AbortSignal;
}

/** Executes exactly this change set, reports each event once, and waits until the stack is at rest. */
export async function executeChangeSet(
  clients: CloudFormation,
  changeSet: ChangeSetRef & { type: 'CREATE' | 'UPDATE' },
  { poller, report, signal }: Executing,
): Promise<Execution> {
  const { id, name, stackId, type } = changeSet;
  const command = new ExecuteChangeSetCommand({
    ChangeSetName: id,
    ClientRequestToken: name,
    // A failed creation takes what it made with it, so that the next try does not meet names in use.
    ...(type === 'CREATE' ? { RetainExceptOnCreate: true } : {}),
  });
  const refusal = await clients.cloudformation.send(command).then(
    () => null,
    (error: unknown) => refusalOf(clients, changeSet, error),
  );
  if (refusal !== null) return { outcome: 'refused', text: refusal };
  const { stack, events } = await poller.follow({ stackId, beginning: { token: name } }, report, signal);
  if (stack === null) return { outcome: 'refused', text: 'somebody else deleted the stack meanwhile' };
  if (isSuccess(stack.status)) return { outcome: 'ended', stack, cause: null, events };
  const cause = firstCause(events) ?? causeOf(`the stack ended in ${stack.status}`);
  return { outcome: 'ended', stack, cause: await sharpened(clients, { StackName: stackId }, cause), events };
}

/**
 * Why CloudFormation did not execute it; null when it does: a lost answer makes the SDK ask again, and the second call
 * finds the change set being executed. Anything else is thrown.
 */
async function refusalOf(clients: CloudFormation, { id, name }: ChangeSetRef, error: unknown): Promise<string | null> {
  if (isChangeSetAbsent(error) || isStackAbsent(error)) return `the change set ${name} is gone`;
  if (isStackMoved(error)) return 'somebody else is deploying the stack';
  if (!isInvalidChangeSetStatus(error)) throw error;
  const { ExecutionStatus } = await clients.cloudformation.send(new DescribeChangeSetCommand({ ChangeSetName: id }));
  // The name is the token: only a run of this very plan can have begun it.
  if (/^EXECUTE_(IN_PROGRESS|COMPLETE|FAILED)$/.test(ExecutionStatus ?? '')) return null;
  return `the change set ${name} cannot be executed any more (${ExecutionStatus ?? 'no status'})`;
}
