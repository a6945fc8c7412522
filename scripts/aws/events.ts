import { DescribeStackEventsCommand, type StackEvent as SdkEvent } from '@aws-sdk/client-cloudformation';
import type { AwsClients } from './clients.ts';
import { isInProgress } from './stack-status.ts';

export interface StackEvent {
  id: string;
  /** ISO 8601, or an empty string when AWS gave none. */
  at: string;
  logicalId: string;
  physicalId: string | null;
  type: string;
  status: string;
  reason: string | null;
  /** The event is about the stack itself, not one of its resources. */
  ofStack: boolean;
}

/** Where the events of an operation begin. */
export type Beginning =
  /** With the start of the operation of this client request token. */
  | { token: string }
  /** After this event, by id; null: with the first there is. */
  | { after: string | null }
  /** With the start of whatever goes on, or went on last. */
  | 'latest';

type CloudFormation = Pick<AwsClients, 'cloudformation'>;

/**
 * The events since the beginning that `seen` does not hold yet, oldest first; adds them to `seen`. The event that starts
 * an operation carries its token, so no clock counts; who cancels it goes on under a token of their own.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_StackEvent.html
 */
export async function newEvents(
  clients: CloudFormation,
  stackId: string,
  beginning: Beginning,
  seen: Set<string>,
): Promise<StackEvent[]> {
  // By id: an event that arrives between two pages can push another one onto both.
  const fresh = new Map<string, StackEvent>();
  const isBefore = limitOf(beginning, () => fresh.size > 0);
  for await (const sdkEvent of newestFirst(clients, stackId)) {
    const event = eventOf(sdkEvent);
    if (seen.has(event.id) || isBefore(event)) return noted([...fresh.values()], seen);
    fresh.set(event.id, event);
    if (isStartOf(beginning, sdkEvent, event)) return noted([...fresh.values()], seen);
  }
  // Of an operation whose first event is not there yet, all of these are older.
  return isToken(beginning) ? [] : noted([...fresh.values()], seen);
}

/** The id of the newest event: what comes after it belongs to what is done next. Null: there is none. */
export async function newestEvent(clients: CloudFormation, stackId: string): Promise<string | null> {
  for await (const { EventId } of newestFirst(clients, stackId)) return EventId ?? null;
  return null;
}

/** The client request token of the operation that is under way, or was last; null when it had none. */
export async function latestToken(clients: CloudFormation, stackId: string): Promise<string | null> {
  for await (const event of newestFirst(clients, stackId)) {
    if (startsOperation(eventOf(event))) return event.ClientRequestToken ?? null;
  }
  return null;
}

async function* newestFirst({ cloudformation }: CloudFormation, stackId: string): AsyncGenerator<SdkEvent> {
  let next: string | undefined;
  do {
    const page = await cloudformation.send(new DescribeStackEventsCommand({ StackName: stackId, NextToken: next }));
    next = page.NextToken;
    yield* page.StackEvents ?? [];
  } while (next);
}

function isToken(beginning: Beginning): beginning is { token: string } {
  return beginning !== 'latest' && 'token' in beginning;
}

/** Whether an event, newest first, is one of before. `latest` ends where the stack was last at rest. */
function limitOf(beginning: Beginning, hasNewer: () => boolean): (event: StackEvent) => boolean {
  if (beginning === 'latest') return ({ ofStack, status }) => hasNewer() && ofStack && !isInProgress(status);
  return 'after' in beginning ? ({ id }) => id === beginning.after : () => false;
}

function isStartOf(beginning: Beginning, { ClientRequestToken }: SdkEvent, event: StackEvent): boolean {
  return isToken(beginning) && ClientRequestToken === beginning.token && startsOperation(event);
}

function noted(newestFirst: StackEvent[], seen: Set<string>): StackEvent[] {
  for (const { id } of newestFirst) seen.add(id);
  return newestFirst.reverse();
}

function startsOperation({ ofStack, status }: StackEvent): boolean {
  return ofStack && /^(CREATE|UPDATE|DELETE|IMPORT)_IN_PROGRESS$/.test(status);
}

function eventOf(event: SdkEvent): StackEvent {
  return {
    id: event.EventId ?? '',
    at: event.Timestamp?.toISOString() ?? '',
    logicalId: event.LogicalResourceId ?? '',
    physicalId: event.PhysicalResourceId || null,
    type: event.ResourceType ?? '',
    status: event.ResourceStatus ?? '',
    reason: event.ResourceStatusReason || null,
    ofStack: event.PhysicalResourceId !== undefined && event.PhysicalResourceId === event.StackId,
  };
}
