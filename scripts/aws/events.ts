import { DescribeStackEventsCommand, type StackEvent as SdkEvent } from '@aws-sdk/client-cloudformation';
import type { AwsClients } from './clients.ts';

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

type CloudFormation = Pick<AwsClients, 'cloudformation'>;

/**
 * The events since the operation with this client request token began that `seen` does not hold yet, oldest first; adds
 * them to `seen`. The event that starts an operation carries its token, so no clock counts; who cancels it goes on
 * under a token of their own.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_StackEvent.html
 */
export async function newEvents(
  { cloudformation }: CloudFormation,
  stackId: string,
  token: string,
  seen: Set<string>,
): Promise<StackEvent[]> {
  // By id: an event that arrives between two pages can push another one onto both.
  const fresh = new Map<string, StackEvent>();
  let next: string | undefined;
  do {
    const page = await cloudformation.send(new DescribeStackEventsCommand({ StackName: stackId, NextToken: next }));
    next = page.NextToken;
    for (const sdkEvent of page.StackEvents ?? []) {
      const event = eventOf(sdkEvent);
      if (seen.has(event.id)) return noted([...fresh.values()], seen);
      fresh.set(event.id, event);
      if (sdkEvent.ClientRequestToken === token && startsOperation(event)) return noted([...fresh.values()], seen);
    }
  } while (next);
  // The operation's first event is not there yet: all of these are older.
  return [];
}

function noted(newestFirst: StackEvent[], seen: Set<string>): StackEvent[] {
  for (const { id } of newestFirst) seen.add(id);
  return newestFirst.reverse();
}

function startsOperation({ ofStack, status }: StackEvent): boolean {
  return ofStack && (status === 'CREATE_IN_PROGRESS' || status === 'UPDATE_IN_PROGRESS');
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
