import {
  DescribeStackDriftDetectionStatusCommand,
  DescribeStackResourceDriftsCommand,
  DetectStackDriftCommand,
  type PropertyDifference,
  type StackResourceDrift,
} from '@aws-sdk/client-cloudformation';
import type { AwsClients } from '../aws/clients.ts';
import { allPages } from '../aws/pages.ts';
import { OPERATION_DEADLINE_MS } from '../aws/stacks.ts';
import { pollUntil } from '../aws/wait.ts';

type CloudFormation = Pick<AwsClients, 'cloudformation'>;

/** A resource that is not as its template says. */
export interface DriftedResource {
  logicalId: string;
  physicalId: string | null;
  type: string;
  status: 'MODIFIED' | 'DELETED';
  differences: { path: string; expected: string; actual: string; kind: string }[];
}

export interface StackDrift {
  drifted: DriftedResource[];
  /** Logical ids of resources whose type CloudFormation cannot check. */
  unchecked: string[];
}

/**
 * Has CloudFormation compare a stack's resources with its template.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-drift.html
 */
export async function detectDrift(
  clients: CloudFormation,
  stackName: string,
  signal: AbortSignal,
): Promise<StackDrift> {
  const { cloudformation } = clients;
  const started = await cloudformation.send(new DetectStackDriftCommand({ StackName: stackName }));
  const input = { StackDriftDetectionId: started.StackDriftDetectionId };
  const ended = await pollUntil(
    async () => {
      const found = await cloudformation.send(new DescribeStackDriftDetectionStatusCommand(input));
      return found.DetectionStatus === 'DETECTION_IN_PROGRESS' ? undefined : found;
    },
    { signal, subject: `the drift of ${stackName}`, deadlineMs: OPERATION_DEADLINE_MS },
  );
  const all = await allPages(async (NextToken) => {
    const page = await cloudformation.send(new DescribeStackResourceDriftsCommand({ StackName: stackName, NextToken }));
    return { items: page.StackResourceDrifts, next: page.NextToken };
  });
  // A detection that failed for some resources still tells of the others.
  if (ended.DetectionStatus === 'DETECTION_FAILED' && all.length === 0) {
    throw new Error(
      `the drift of ${stackName} could not be found: ${ended.DetectionStatusReason ?? 'no reason given'}`,
    );
  }
  return driftOf(all);
}

function driftOf(all: readonly StackResourceDrift[]): StackDrift {
  const inOrder = all.toSorted((one, other) =>
    (one.LogicalResourceId ?? '') < (other.LogicalResourceId ?? '') ? -1 : 1,
  );
  const drifted = inOrder.flatMap((found): DriftedResource[] => {
    const { StackResourceDriftStatus: status } = found;
    if (status !== 'MODIFIED' && status !== 'DELETED') return [];
    return [
      {
        logicalId: found.LogicalResourceId ?? '',
        physicalId: found.PhysicalResourceId || null,
        type: found.ResourceType ?? '',
        status,
        differences: (found.PropertyDifferences ?? []).map(differenceOf),
      },
    ];
  });
  const unchecked = inOrder.filter(({ StackResourceDriftStatus }) => StackResourceDriftStatus === 'NOT_CHECKED');
  return { drifted, unchecked: unchecked.map(({ LogicalResourceId }) => LogicalResourceId ?? '') };
}

function differenceOf(difference: PropertyDifference) {
  const { PropertyPath: path = '', ExpectedValue: expected = '', ActualValue: actual = '' } = difference;
  return { path, expected, actual, kind: difference.DifferenceType ?? '' };
}
