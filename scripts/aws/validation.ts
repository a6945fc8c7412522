import { DescribeEventsCommand, type OperationEvent } from '@aws-sdk/client-cloudformation';
import { causeOf, type FailureCause, pointsToEvents } from './cause.ts';
import type { AwsClients } from './clients.ts';
import { allPages } from './pages.ts';

type Target = { StackName: string } | { ChangeSetName: string };

/**
 * The given cause, or the better one that CloudFormation keeps elsewhere when the reason only points there: a failed
 * validation before deployment is told by DescribeEvents alone.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/validate-stack-deployments.html
 */
export async function sharpened(
  clients: Pick<AwsClients, 'cloudformation'>,
  target: Target,
  cause: FailureCause,
): Promise<FailureCause> {
  if (!pointsToEvents(cause.message)) return cause;
  // The caller may lack this one right; the cause at hand is still true.
  const events = await failedEvents(clients, target).catch(() => []);
  const first = events.find(({ ValidationStatusReason }) => ValidationStatusReason);
  return first ? validationFailure(first) : cause;
}

function failedEvents({ cloudformation }: Pick<AwsClients, 'cloudformation'>, target: Target) {
  return allPages(async (NextToken) => {
    const input = { ...target, Filters: { FailedEvents: true }, NextToken };
    const page = await cloudformation.send(new DescribeEventsCommand(input));
    return { items: page.OperationEvents, next: page.NextToken };
  });
}

function validationFailure(event: OperationEvent): FailureCause {
  const place = event.ValidationPath ? ` (${event.ValidationPath})` : '';
  const { LogicalResourceId: logicalId, ResourceType: type = '' } = event;
  return causeOf(`${event.ValidationStatusReason}${place}`, logicalId ? { logicalId, type } : null);
}
