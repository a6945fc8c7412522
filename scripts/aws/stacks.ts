import {
  DeleteStackCommand,
  DescribeStacksCommand,
  ListExportsCommand,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import type { AwsClients } from './clients.ts';
import { isStackAbsent } from './errors.ts';
import { allPages } from './pages.ts';

export interface StackState {
  name: string;
  /** The ARN: it goes on naming this very stack after the name is used again. */
  id: string;
  status: string;
  /** When its last operation began, ISO 8601; null for a stack under review, which had none. */
  updatedAt: string | null;
  /** Those with NoEcho are `****`. */
  parameters: Record<string, string>;
  tags: Record<string, string>;
  outputs: Record<string, string>;
  terminationProtection: boolean;
}

type CloudFormation = Pick<AwsClients, 'cloudformation'>;

/** An hour: a CloudFront distribution or a database takes its time, and CI ends jobs by itself. */
export const OPERATION_DEADLINE_MS = 60 * 60_000;

/** The stack by name or ARN, or null when there is none; by its ARN also when it was deleted. */
export async function describeStack({ cloudformation }: CloudFormation, nameOrId: string): Promise<StackState | null> {
  try {
    const { Stacks } = await cloudformation.send(new DescribeStacksCommand({ StackName: nameOrId }));
    return Stacks?.[0] ? stateOf(Stacks[0]) : null;
  } catch (error) {
    if (isStackAbsent(error)) return null;
    throw error;
  }
}

function stateOf(stack: Stack): StackState {
  return {
    name: stack.StackName ?? '',
    id: stack.StackId ?? '',
    status: stack.StackStatus ?? '',
    updatedAt: (stack.LastUpdatedTime ?? stack.CreationTime)?.toISOString() ?? null,
    parameters: Object.fromEntries((stack.Parameters ?? []).map((p) => [p.ParameterKey, p.ParameterValue ?? ''])),
    tags: Object.fromEntries((stack.Tags ?? []).map(({ Key, Value }) => [Key, Value ?? ''])),
    outputs: Object.fromEntries((stack.Outputs ?? []).map((output) => [output.OutputKey, output.OutputValue ?? ''])),
    terminationProtection: stack.EnableTerminationProtection ?? false,
  };
}

/** Starts the deletion of the stack of this ARN. Only one whose deletion has failed can leave resources behind. */
export async function startDeletion(
  { cloudformation }: CloudFormation,
  id: string,
  retain: readonly string[] = [],
): Promise<void> {
  const RetainResources = retain.length > 0 ? [...retain] : undefined;
  await cloudformation.send(new DeleteStackCommand({ StackName: id, RetainResources }));
}

export interface ListedExport {
  name: string;
  value: string;
  /** The ARN of the stack that exports it. */
  stackId: string;
}

/** What stacks of this region export now. */
export async function listExports({ cloudformation }: CloudFormation): Promise<ListedExport[]> {
  const exports = await allPages(async (NextToken) => {
    const page = await cloudformation.send(new ListExportsCommand({ NextToken }));
    return { items: page.Exports, next: page.NextToken };
  });
  return exports.map(({ Name, Value, ExportingStackId }) => ({
    ...{ name: Name ?? '', value: Value ?? '', stackId: ExportingStackId ?? '' },
  }));
}

/** The names that stacks of this region export now. */
export async function exportNames(clients: CloudFormation): Promise<Set<string>> {
  return new Set((await listExports(clients)).map(({ name }) => name));
}
