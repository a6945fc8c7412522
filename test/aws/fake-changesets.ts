import { scopeOf, templateFacts } from '../../scripts/deployment/template-facts.ts';
import { changesBetween, withoutValues } from './fake-changes.ts';
import { awsError } from './fake-errors.ts';
import { childOf, execute, isNested, nestedSet } from './fake-execution.ts';
import type { FakeChangeSet, FakeStack, FakeTemplate } from './fake-stack.ts';
import { shownParameters } from './fake-stacks.ts';
import {
  existing,
  type Fake,
  type FakeOptions,
  type Handlers,
  type Input,
  invalid,
  pager,
  placeOf,
  regionOf,
} from './fake-state.ts';

export function changeSetHandlers(fake: Fake, options: FakeOptions): Handlers {
  const paged = pager(options.pageSize ?? 100);
  return {
    CreateChangeSet: (input) => createChangeSet(fake, options, input),
    DescribeChangeSet: (input) => describeChangeSet(fake, options, input),
    ListChangeSets: ({ StackName, NextToken }) => {
      const stack = existing(fake, StackName);
      const [found, next] = paged(stack.changeSets, NextToken);
      return { Summaries: found.map((set) => summary(stack, set)), NextToken: next };
    },
    DeleteChangeSet: ({ ChangeSetName, StackName }) => {
      const found = findChangeSet(fake, ChangeSetName, StackName);
      // The deletion of what is not there succeeds.
      if (!found) return {};
      refuseExecution(found.set, 'deleted', /^EXECUTE_IN_PROGRESS$/);
      for (const stack of fake.stacks) {
        stack.changeSets = stack.changeSets.filter((set) => set !== found.set && set.parent !== found.set);
      }
      return {};
    },
    ExecuteChangeSet: ({ ChangeSetName, StackName, ClientRequestToken, ...wishes }) => {
      const { stack, set } = known(fake, ChangeSetName, StackName);
      refuseExecution(set, 'executed', /^(?!AVAILABLE$)/);
      if (stack.status.endsWith('_IN_PROGRESS') && stack.status !== 'REVIEW_IN_PROGRESS') throw notUpdatable(stack);
      set.token = ClientRequestToken;
      execute(fake, options, stack, set, wishes);
      // https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ExecuteChangeSet.html: the others go.
      stack.changeSets = [set];
      return {};
    },
    GetTemplate: ({ ChangeSetName, StackName }) => {
      const { template } = ChangeSetName ? known(fake, ChangeSetName, StackName).set : existing(fake, StackName);
      return { TemplateBody: JSON.stringify(template), StagesAvailable: ['Original', 'Processed'] };
    },
  };
}

function describeChangeSet(fake: Fake, options: FakeOptions, input: Input) {
  const { stack, set } = known(fake, input.ChangeSetName, input.StackName);
  if (set.pending > 0) {
    set.pending--;
    return { ...summary(stack, set), Status: 'CREATE_IN_PROGRESS', ExecutionStatus: 'UNAVAILABLE' };
  }
  const all = input.IncludePropertyValues
    ? set.changes.filter(({ ResourceChange: { LogicalResourceId: id = '' } }) => !fake.droppedWithValues.has(id))
    : set.changes.map(withoutValues);
  const [Changes, NextToken] = pager(options.pageSize ?? 100)(all, input.NextToken);
  return {
    ...summary(stack, set),
    ...{ Changes, NextToken, Capabilities: set.input.Capabilities, Parameters: shownParameters(set) },
    Tags: Object.entries(set.tags).map(([Key, Value]) => ({ Key, Value })),
    ...{ RollbackConfiguration: set.input.RollbackConfiguration, OnStackFailure: set.input.OnStackFailure },
  };
}

function summary(stack: FakeStack, set: FakeChangeSet) {
  return {
    ...{ ChangeSetName: set.name, ChangeSetId: set.id, StackName: stack.name, StackId: stack.id },
    ...{ Status: set.status, StatusReason: set.reason, ExecutionStatus: set.executionStatus },
    ...{ CreationTime: set.createdAt, Description: set.input.Description },
    ...(set.parent ? { ParentChangeSetId: set.parent.id } : {}),
    ImportExistingResources: set.input.ImportExistingResources,
  };
}

function findChangeSet(fake: Fake, idOrName: string, stackName?: string) {
  const stacks = stackName && !idOrName.startsWith('arn:') ? [existing(fake, stackName)] : fake.stacks;
  for (const stack of stacks) {
    const set = stack.changeSets.find(({ id, name }) => id === idOrName || name === idOrName);
    if (set) return { stack, set };
  }
  return undefined;
}

function known(fake: Fake, idOrName: string, stackName?: string) {
  const found = findChangeSet(fake, idOrName, stackName);
  if (!found) throw awsError('ChangeSetNotFoundException', `ChangeSet [${idOrName}] does not exist`, 404);
  return found;
}

function refuseExecution({ id, executionStatus }: FakeChangeSet, what: string, statuses: RegExp): void {
  if (!statuses.test(executionStatus)) return;
  const message = `ChangeSet [${id}] cannot be ${what} in its current execution status of [${executionStatus}]`;
  throw awsError('InvalidChangeSetStatusException', message);
}

function createChangeSet(fake: Fake, options: FakeOptions, input: Input) {
  const { StackName: name, ChangeSetName: setName, ChangeSetType: type = 'UPDATE', TemplateURL: url } = input;
  const present = fake.stack(name) ?? fake.stacks.find(({ id, status }) => id === name && status !== 'DELETE_COMPLETE');
  if (present?.changeSets.some((set) => set.name === setName)) {
    throw awsError('AlreadyExistsException', `ChangeSet ${setName} already exists`);
  }
  refuseByState(present, name, setName, type);
  const template: FakeTemplate = JSON.parse(input.TemplateBody ?? options.fetchTemplate?.(url ?? '') ?? 'null');
  refuseCapabilities(template, input.Capabilities ?? []);
  const parameters = parametersOf(input, present);
  const place = present ? placeOf(present) : { ...regionOf(options), stackName: name };
  refuseMissingImports(fake, template, scopeOf({ ...template }, parameters, place));
  const stack = present ?? fake.addStack(name, 'REVIEW_IN_PROGRESS');
  const set = newSet(fake, options, stack, input, template, parameters);
  stack.changeSets.push(set);
  return { Id: set.id, StackId: stack.id };
}

function parametersOf({ Parameters = [] }: Input, present: FakeStack | undefined): Record<string, string> {
  const entries = Parameters.map(
    ({ ParameterKey: key = '', ParameterValue: value = '', UsePreviousValue: previous }) => [
      key,
      previous ? (present?.parameters[key] ?? '') : value,
    ],
  );
  return Object.fromEntries(entries);
}

function newSet(
  fake: Fake,
  options: FakeOptions,
  stack: FakeStack,
  input: Input,
  template: FakeTemplate,
  parameters: Record<string, string>,
): FakeChangeSet {
  const changes = changesBetween(stack.template, template, stack.name);
  const set: FakeChangeSet = {
    name: input.ChangeSetName,
    id: `${stack.id.replace(':stack/', ':changeSet/')}/${input.ChangeSetName}`,
    ...{ token: '', input, createdAt: fake.now(), template, parameters, changes, parent: null },
    tags: Object.fromEntries((input.Tags ?? []).map(({ Key, Value }) => [Key, Value])),
    type: input.ChangeSetType === 'CREATE' ? 'CREATE' : 'UPDATE',
    ...{ status: 'CREATE_COMPLETE', executionStatus: 'AVAILABLE', reason: undefined },
    pending: options.pending ?? 0,
  };
  if (input.IncludeNestedStacks) addNested(fake, options, stack, set);
  const none = "The submitted information didn't contain changes. Submit different information to create a change set.";
  const reason = fake.breaks.get('change set') ?? (set.changes.length === 0 ? none : undefined);
  return reason === undefined ? set : { ...set, status: 'FAILED', executionStatus: 'UNAVAILABLE', reason };
}

/** Gives each nested stack that changes a change set of its own, to which the change of its resource leads. */
function addNested(fake: Fake, options: FakeOptions, stack: FakeStack, set: FakeChangeSet): void {
  for (const id of Object.keys(set.template.Resources).filter((id) => isNested(set.template, id))) {
    const child = childOf(fake, stack, id);
    const own = nestedSet(fake, options, child, set, id);
    if (own.changes.length === 0) continue;
    child.changeSets.push(own);
    const found = set.changes.find(({ ResourceChange }) => ResourceChange.LogicalResourceId === id);
    const base = { LogicalResourceId: id, ResourceType: 'AWS::CloudFormation::Stack', PhysicalResourceId: child.id };
    const change = found?.ResourceChange ?? { ...base, Action: 'Modify', Replacement: 'False' };
    const others = set.changes.filter((other) => other !== found);
    set.changes = [...others, { Type: 'Resource', ResourceChange: { ...change, ChangeSetId: own.id } }];
  }
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html has what each status allows. */
const UPDATABLE = /^((CREATE|UPDATE|UPDATE_ROLLBACK|IMPORT|IMPORT_ROLLBACK)_COMPLETE|(CREATE|UPDATE)_FAILED)$/;

function refuseByState(stack: FakeStack | undefined, name: string, setName: string, type: string): void {
  if (type === 'UPDATE') {
    if (!stack) throw invalid(`Stack [${name}] does not exist`);
    if (!UPDATABLE.test(stack.status)) throw notUpdatable(stack);
  } else if (stack && stack.status !== 'REVIEW_IN_PROGRESS') {
    throw invalid(`Stack [${name}] already exists and cannot be created again with the changeSet [${setName}].`);
  }
}

function notUpdatable({ id, status }: FakeStack): Error {
  return invalid(`Stack:${id} is in ${status} state and can not be updated.`);
}

function refuseCapabilities({ Resources }: FakeTemplate, given: readonly string[]): void {
  const identities = Object.values(Resources).filter(({ Type }) =>
    /^AWS::IAM::(Role|User|Group|Policy|ManagedPolicy)$/.test(Type),
  );
  const isNamed = identities.some(({ Properties = {} }) =>
    /"(Role|User|Group|ManagedPolicy)Name"/.test(JSON.stringify(Properties)),
  );
  const wanted = isNamed ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM';
  if (identities.length === 0 || given.includes('CAPABILITY_NAMED_IAM') || given.includes(wanted)) return;
  throw awsError('InsufficientCapabilitiesException', `Requires capabilities : [${wanted}]`);
}

function refuseMissingImports(fake: Fake, template: FakeTemplate, scope: Parameters<typeof templateFacts>[1]): void {
  const exported = new Set(fake.stacks.flatMap((stack) => Object.keys(stack.exports)));
  const missing = templateFacts({ ...template }, scope).imports.find((name) => !exported.has(name));
  if (missing) throw invalid(`No export named ${missing} found.`);
}
