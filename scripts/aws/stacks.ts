import {
  DeleteStackCommand,
  DescribeStacksCommand,
  ListExportsCommand,
  type Stack,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation';
import type { AwsClients } from './clients.ts';
import { isStackAbsent } from './errors.ts';
import { allPages } from './pages.ts';
import { isInProgress } from './stack-status.ts';
import { pollUntil } from './wait.ts';

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

/** Waits until no operation runs on the stack; null when it is gone by then. */
export function waitForRest(clients: CloudFormation, id: string, signal: AbortSignal): Promise<StackState | null> {
  return pollUntil(
    async () => {
      const stack = await describeStack(clients, id);
      return stack && isInProgress(stack.status) ? undefined : stack;
    },
    { signal, subject: `the operation on stack ${id}`, deadlineMs: OPERATION_DEADLINE_MS },
  );
}

/** Starts the deletion of the stack of this ARN. */
export async function startDeletion({ cloudformation }: CloudFormation, id: string): Promise<void> {
  await cloudformation.send(new DeleteStackCommand({ StackName: id }));
}

/** Deletes the stack of this ARN and waits until that has ended; gives the final status. */
export async function deleteStack(clients: CloudFormation, id: string, signal: AbortSignal): Promise<string> {
  await startDeletion(clients, id);
  return pollUntil(
    async () => {
      const stack = await describeStack(clients, id);
      if (stack === null || /^DELETE_(COMPLETE|FAILED)$/.test(stack.status)) return stack?.status ?? 'DELETE_COMPLETE';
      return undefined;
    },
    { signal, subject: `stack ${id} to be deleted`, deadlineMs: OPERATION_DEADLINE_MS },
  );
}

export async function protectStack({ cloudformation }: CloudFormation, name: string): Promise<void> {
  await cloudformation.send(
    new UpdateTerminationProtectionCommand({ StackName: name, EnableTerminationProtection: true }),
  );
}

/** The names that stacks of this region export now. */
export async function exportNames({ cloudformation }: CloudFormation): Promise<Set<string>> {
  const exports = await allPages(async (NextToken) => {
    const page = await cloudformation.send(new ListExportsCommand({ NextToken }));
    return { items: page.Exports, next: page.NextToken };
  });
  return new Set(exports.flatMap(({ Name }) => (Name ? [Name] : [])));
}
