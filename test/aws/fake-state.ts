import type {
  CloudFormationClient,
  ContinueUpdateRollbackInput,
  CreateChangeSetInput,
  DeleteStackInput,
  DescribeChangeSetInput,
  DescribeStackResourceDriftsInput,
  ExecuteChangeSetInput,
  ListStacksInput,
  OperationEvent,
} from '@aws-sdk/client-cloudformation';
import { scopeOf, templateFacts } from '../../scripts/deployment/template-facts.ts';
import { awsError } from './fake-errors.ts';
import type { FakeStack, FakeTemplate } from './fake-stack.ts';

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
  /** Resources that cannot be deleted, by logical id, with the reason of the service that refuses. */
  held: Map<string, string>;
  /** Resources that a description of a change set with property values leaves out, by logical id. */
  droppedWithValues: Set<string>;
  /** The template of a nested stack by the logical id of its resource, where no TemplateURL leads to one. */
  nested: Map<string, FakeTemplate>;
  /** What DescribeEvents tells of failed validation. */
  validation: OperationEvent[];
  /** Later than every time it gave before. */
  now(): Date;
}

export interface FakeOptions {
  region?: string;
  accountId?: string;
  pageSize?: number;
  /** Looks until a change set is worked out or a drift detection has ended. */
  pending?: number;
  /** The template that a TemplateURL leads to. */
  fetchTemplate?: (url: string) => string;
  /** Default: the clock of the computer. */
  now?: () => Date;
}

/** The fake without the client that stands before it. */
export type Fake = Omit<FakeCloudFormation, 'client'>;

/** The inputs of all calls in one: what a call does not take is not there. */
export interface Input
  extends Omit<CreateChangeSetInput, 'StackName' | 'ChangeSetName'>,
    Omit<Partial<DescribeChangeSetInput & ExecuteChangeSetInput & DeleteStackInput>, 'StackName' | 'ChangeSetName'>,
    Omit<ContinueUpdateRollbackInput & DescribeStackResourceDriftsInput & ListStacksInput, 'StackName' | 'NextToken'> {
  StackName: string;
  ChangeSetName: string;
  ClientRequestToken: string;
  EnableTerminationProtection: boolean;
  NextToken: string | undefined;
  ExportName: string;
  StackDriftDetectionId: string;
  StackPolicyBody?: string;
}

type Handler = (input: Input) => unknown;
export type Handlers = Record<string, Handler>;

/** The stack of this name, or of this ARN: that one also when it was deleted. */
export function existing(fake: Fake, nameOrId: string): FakeStack {
  const stack = fake.stack(nameOrId) ?? fake.stacks.find(({ id }) => id === nameOrId);
  if (!stack) throw invalid(`Stack with id ${nameOrId} does not exist`);
  return stack;
}

/** As `existing`, for the calls that change a stack: they word its absence otherwise. */
export function living(fake: Fake, nameOrId: string): FakeStack {
  const stack = fake.stack(nameOrId) ?? fake.stacks.find(({ id }) => id === nameOrId);
  if (!stack || stack.status === 'DELETE_COMPLETE') throw invalid(`Stack [${nameOrId}] does not exist`);
  return stack;
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

export function regionOf({ region = 'us-east-1', accountId = '111122223333' }: FakeOptions) {
  return { partition: 'aws', region, accountId };
}

export function placeOf({ id, name }: FakeStack) {
  const [, partition = '', , region = '', accountId = ''] = id.split(':');
  return { partition, region, accountId, stackName: name };
}

/** The stack that a resource of the given one stands for. */
export function nestedStack(fake: Fake, stack: FakeStack, logicalId: string): FakeStack | undefined {
  return fake.stacks.find(
    ({ parent, nestedAs, status }) => parent === stack && nestedAs === logicalId && status !== 'DELETE_COMPLETE',
  );
}

/** The stacks that import this export, but for the one that is named. */
export function importersOf(fake: Fake, exportName: string, except?: FakeStack): string[] {
  const others = fake.stacks.filter((stack) => stack !== except && stack.status !== 'DELETE_COMPLETE');
  return others.filter((stack) => importsOf(stack).includes(exportName)).map(({ name }) => name);
}

function importsOf(stack: FakeStack): string[] {
  return templateFacts({ ...stack.template }, scopeOf({ ...stack.template }, stack.parameters, placeOf(stack))).imports;
}
