import { resolveText, type Scope } from '../../scripts/deployment/resolve.ts';
import { scopeOf, templateFacts } from '../../scripts/deployment/template-facts.ts';
import { awsError } from './fake-errors.ts';
import { addEvent, changesBetween, type FakeChangeSet, type FakeStack, operationSteps } from './fake-stack.ts';
import { existing, type Fake, type FakeOptions, type Handler, type Input, invalid, pager } from './fake-state.ts';

export function changeSetHandlers(fake: Fake, options: FakeOptions): Record<string, Handler> {
  const paged = pager(options.pageSize ?? 100);
  const find = (idOrName: string) => findChangeSet(fake, idOrName);
  return {
    CreateChangeSet: (input) => createChangeSet(fake, options, input),
    DescribeChangeSet: ({ ChangeSetName, NextToken }) => {
      const { stack, set } = find(ChangeSetName);
      if (set.pending > 0) {
        set.pending--;
        return { ChangeSetId: set.id, StackId: stack.id, Status: 'CREATE_IN_PROGRESS' };
      }
      const [Changes, next] = paged(set.changes, NextToken);
      const { id, status, reason, executionStatus } = set;
      const answer = { ChangeSetId: id, StackId: stack.id, Status: status, ExecutionStatus: executionStatus };
      return { ...answer, StatusReason: reason, Changes, NextToken: next };
    },
    ListChangeSets: ({ StackName, NextToken }) => {
      const [Summaries, next] = paged(
        existing(fake, StackName).changeSets.map(({ id }) => ({ ChangeSetId: id })),
        NextToken,
      );
      return { Summaries, NextToken: next };
    },
    DeleteChangeSet: ({ ChangeSetName }) => {
      const { stack, set } = find(ChangeSetName);
      stack.changeSets = stack.changeSets.filter((other) => other !== set);
      return {};
    },
    ExecuteChangeSet: ({ ChangeSetName, ClientRequestToken }) => {
      const { stack, set } = find(ChangeSetName);
      if (set.executionStatus !== 'AVAILABLE') {
        throw awsError('InvalidChangeSetStatusException', `ChangeSet [${set.id}] is in ${set.executionStatus} status`);
      }
      execute(fake, stack, { ...set, token: ClientRequestToken });
      set.executionStatus = 'EXECUTE_IN_PROGRESS';
      return {};
    },
  };
}

function findChangeSet(fake: Fake, idOrName: string) {
  for (const stack of fake.stacks) {
    const set = stack.changeSets.find(({ id, name }) => id === idOrName || name === idOrName);
    if (set) return { stack, set };
  }
  throw awsError('ChangeSetNotFoundException', `ChangeSet [${idOrName}] does not exist`, 404);
}

function createChangeSet(fake: Fake, options: FakeOptions, input: Input) {
  const { StackName: name, ChangeSetName: setName, ChangeSetType: type = 'UPDATE', TemplateURL: url } = input;
  const present = fake.stack(name);
  if (present?.changeSets.some((set) => set.name === setName)) {
    throw awsError('AlreadyExistsException', `ChangeSet ${setName} already exists`);
  }
  refuseByState(present, name, setName, type);
  const template = JSON.parse(input.TemplateBody ?? options.fetchTemplate?.(url ?? '') ?? 'null');
  const parameters = Object.fromEntries((input.Parameters ?? []).map((p) => [p.ParameterKey, p.ParameterValue]));
  const tags = Object.fromEntries((input.Tags ?? []).map(({ Key, Value }) => [Key, Value]));
  const stack = present ?? fake.addStack(name, 'REVIEW_IN_PROGRESS');
  refuseMissingImports(fake, template, scopeOf(template, parameters, placeOf(stack)));
  const changes = changesBetween(stack.template, template);
  const none = "The submitted information didn't contain changes. Submit different information to create a change set.";
  const set: FakeChangeSet = {
    name: setName,
    id: `${stack.id.replace(':stack/', ':changeSet/')}/${setName}`,
    token: '',
    template,
    parameters,
    tags,
    type: type === 'CREATE' ? 'CREATE' : 'UPDATE',
    status: fake.breaks.has('change set') || changes.length === 0 ? 'FAILED' : 'CREATE_COMPLETE',
    executionStatus: changes.length === 0 ? 'UNAVAILABLE' : 'AVAILABLE',
    reason: fake.breaks.get('change set') ?? (changes.length === 0 ? none : undefined),
    changes,
    pending: options.pending ?? 0,
  };
  stack.changeSets.push(set);
  return { Id: set.id, StackId: stack.id };
}

function refuseByState(stack: FakeStack | undefined, name: string, setName: string, type: string): void {
  if (type === 'UPDATE') {
    if (!stack) throw invalid(`Stack [${name}] does not exist`);
    if (!/^(CREATE|UPDATE|UPDATE_ROLLBACK)_COMPLETE$/.test(stack.status)) {
      throw invalid(`Stack:${stack.id} is in ${stack.status} state and can not be updated.`);
    }
  } else if (stack && stack.status !== 'REVIEW_IN_PROGRESS') {
    throw invalid(`Stack [${name}] already exists and cannot be created again with the changeSet [${setName}].`);
  }
}

function refuseMissingImports(fake: Fake, template: object, scope: Scope) {
  const exported = new Set(fake.stacks.flatMap((stack) => Object.keys(stack.exports)));
  const missing = templateFacts({ ...template }, scope).imports.find((name) => !exported.has(name));
  if (missing) throw invalid(`No export named ${missing} found.`);
}

function execute(fake: Fake, stack: FakeStack, set: FakeChangeSet): void {
  stack.status = `${set.type}_IN_PROGRESS`;
  addEvent(stack, set.token, stack.name, stack.status, 'User Initiated');
  const finish = () => {
    if (!/^(CREATE|UPDATE)_COMPLETE$/.test(stack.status)) return;
    const { template, parameters, tags } = set;
    const scope = scopeOf({ ...template }, parameters, placeOf(stack));
    const outputs = Object.entries(template.Outputs ?? {});
    const exported = outputs.flatMap(([, { Value, Export }]) =>
      Export ? [[resolveText(Export.Name, scope), Value]] : [],
    );
    Object.assign(stack, { template, parameters, tags, exports: Object.fromEntries(exported) });
    stack.outputs = Object.fromEntries(outputs.map(([key, { Value }]) => [key, resolveText(Value, scope) ?? 'made']));
  };
  const steps = operationSteps(stack, set, fake.breaks);
  const last = steps.pop();
  const end = () => {
    last?.();
    finish();
  };
  stack.steps = [...steps, end];
}

function placeOf({ id, name }: FakeStack) {
  const [, partition = '', , region = '', accountId = ''] = id.split(':');
  return { partition, region, accountId, stackName: name };
}
