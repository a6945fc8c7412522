import type { CloudFormationClient, CreateChangeSetInput, OperationEvent } from '@aws-sdk/client-cloudformation';
import { awsError } from './fake-errors.ts';
import type { FakeStack } from './fake-stack.ts';

export interface FakeCloudFormation {
  client: CloudFormationClient;
  /** Operations in the order they came. */
  calls: string[];
  /** All stacks that ever were, deleted ones too. */
  stacks: FakeStack[];
  /** The stack that goes by this name now. */
  stack(name: string): FakeStack | undefined;
  addStack(name: string, status: string, steps?: (stack: FakeStack) => (() => void)[]): FakeStack;
  failNext(operation: string, error: Error, times?: number): void;
  loseAnswer(operation: string): void;
  /** Resources whose creation or update fails, with the reason; `rollback` makes rolling back fail too. */
  breaks: Map<string, string>;
  /** What DescribeEvents tells of failed validation. */
  validation: OperationEvent[];
}

export interface FakeOptions {
  region?: string;
  accountId?: string;
  pageSize?: number;
  /** Looks until a change set is worked out. */
  pending?: number;
  /** The template that a TemplateURL leads to. */
  fetchTemplate?: (url: string) => string;
}

/** The fake without the client that stands before it. */
export type Fake = Omit<FakeCloudFormation, 'client'>;

export interface Input extends Omit<CreateChangeSetInput, 'StackName' | 'ChangeSetName'> {
  StackName: string;
  ChangeSetName: string;
  ClientRequestToken: string;
  EnableTerminationProtection: boolean;
  NextToken: string | undefined;
}

export type Handler = (input: Input) => unknown;

export function existing(fake: Fake, nameOrId: string): FakeStack {
  const stack = fake.stack(nameOrId) ?? fake.stacks.find(({ id }) => id === nameOrId);
  if (!stack) throw invalid(`Stack with id ${nameOrId} does not exist`);
  return stack;
}

export function described(stack: FakeStack) {
  return {
    StackName: stack.name,
    StackId: stack.id,
    StackStatus: stack.status,
    EnableTerminationProtection: stack.protected,
    Outputs: Object.entries(stack.outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
  };
}

export function invalid(message: string): Error {
  return awsError('ValidationError', message);
}

export function pager(size: number) {
  return <T>(items: T[], token: string | undefined): [T[], string | undefined] => {
    const start = Number(token ?? 0);
    const next = start + size;
    return [items.slice(start, next), next < items.length ? String(next) : undefined];
  };
}
