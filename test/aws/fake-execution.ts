import { resolveText } from '../../scripts/deployment/resolve.ts';
import { scopeOf } from '../../scripts/deployment/template-facts.ts';
import { changesBetween } from './fake-changes.ts';
import { exportInUse, nestedDeletion } from './fake-deletion.ts';
import { type Operation, operationSteps } from './fake-operations.ts';
import {
  become,
  type FakeChangeSet,
  type FakeStack,
  type FakeTemplate,
  NESTED_TYPE,
  NOTHING,
  resourcesOf,
} from './fake-stack.ts';
import { type Fake, type FakeOptions, type Input, nestedStack, placeOf } from './fake-state.ts';

type Wishes = Partial<Pick<Input, 'DisableRollback' | 'RetainExceptOnCreate'>>;

/** Starts what a change set wants; the steps of its stack do the rest. */
export function execute(fake: Fake, options: FakeOptions, stack: FakeStack, set: FakeChangeSet, wishes: Wishes): void {
  set.executionStatus = 'EXECUTE_IN_PROGRESS';
  const { RoleARN, RollbackConfiguration, OnStackFailure } = set.input;
  stack.updatedAt = fake.now();
  stack.roleArn = RoleARN ?? stack.roleArn;
  stack.rollback = RollbackConfiguration ?? stack.rollback;
  become(stack, set.token, `${set.type}_IN_PROGRESS`, 'User Initiated');
  stack.steps = operationSteps({
    ...{ stack, set, breaks: fake.breaks, retainExceptOnCreate: wishes.RetainExceptOnCreate ?? false },
    onFailure: wishes.DisableRollback ? 'DO_NOTHING' : (OnStackFailure ?? 'ROLLBACK'),
    nested: (id) => runNested(fake, options, stack, set, wishes, id),
    refused: () => exportInUse(fake, stack, exportsOf(stack, set)),
    done: (succeeded) => end(stack, set, succeeded),
  } satisfies Operation);
}

function end(stack: FakeStack, set: FakeChangeSet, succeeded: boolean): void {
  set.executionStatus = succeeded ? 'EXECUTE_COMPLETE' : 'EXECUTE_FAILED';
  if (!succeeded) return;
  const { template, parameters, tags } = set;
  const scope = scopeOf({ ...template }, parameters, placeOf(stack));
  const outputs = Object.entries(template.Outputs ?? {});
  const exported = outputs.flatMap(([, { Value, Export }]) =>
    Export ? [[resolveText(Export.Name, scope), Value]] : [],
  );
  Object.assign(stack, { template, parameters, tags, exports: Object.fromEntries(exported) });
  stack.outputs = Object.fromEntries(outputs.map(([key, { Value }]) => [key, resolveText(Value, scope) ?? 'made']));
}

function exportsOf(stack: FakeStack, { template, parameters }: FakeChangeSet): string[] {
  const scope = scopeOf({ ...template }, parameters, placeOf(stack));
  return Object.values(template.Outputs ?? {}).map(({ Export }) => String(resolveText(Export?.Name, scope)));
}

/** Carries a nested stack through its whole operation; a reason when it fails. */
function runNested(
  fake: Fake,
  options: FakeOptions,
  stack: FakeStack,
  set: FakeChangeSet,
  wishes: Wishes,
  id: string,
): string | undefined {
  if (!isNested(set.template, id)) return nestedDeletion(fake, stack, set.token, id);
  const child = childOf(fake, stack, id);
  const own = child.changeSets.find(({ parent }) => parent === set) ?? nestedSet(fake, options, child, set, id);
  const state = resourcesOf(stack).get(id);
  if (state) stack.resources.set(id, { ...state, physicalId: child.id });
  execute(fake, options, child, { ...own, token: set.token }, wishes);
  while (child.steps.length > 0) child.steps.shift()?.();
  own.executionStatus = child.status === `${own.type}_COMPLETE` ? 'EXECUTE_COMPLETE' : 'EXECUTE_FAILED';
  if (own.executionStatus === 'EXECUTE_COMPLETE') return undefined;
  const reasons = child.events.filter(({ PhysicalResourceId }) => PhysicalResourceId === child.id);
  const reason = reasons.findLast(({ ResourceStatusReason }) => ResourceStatusReason)?.ResourceStatusReason;
  return own.type === 'CREATE'
    ? `Embedded stack ${child.id} was not successfully created: ${reason}`
    : `Embedded stack ${child.id} was not successfully updated. Currently in UPDATE_ROLLBACK_IN_PROGRESS with reason: ${reason}`;
}

export function isNested({ Resources }: FakeTemplate, id: string): boolean {
  return Resources[id]?.Type === NESTED_TYPE;
}

/** The nested stack of this resource, made when it is not there yet. */
export function childOf(fake: Fake, stack: FakeStack, id: string): FakeStack {
  const found = nestedStack(fake, stack, id);
  if (found) return found;
  const child = fake.addStack(`${stack.name}-${id}-1NESTED${fake.stacks.length}`, 'REVIEW_IN_PROGRESS');
  return Object.assign(child, { parent: stack, nestedAs: id });
}

/** What the change set of a stack wants of a stack nested in it. */
export function nestedSet(
  fake: Fake,
  options: FakeOptions,
  child: FakeStack,
  set: FakeChangeSet,
  id: string,
): FakeChangeSet {
  const { Properties = {} } = set.template.Resources[id] ?? {};
  const fetched = typeof Properties.TemplateURL === 'string' ? options.fetchTemplate?.(Properties.TemplateURL) : '';
  const template: FakeTemplate = fetched ? JSON.parse(fetched) : (fake.nested.get(id) ?? NOTHING);
  const given = Object.entries(Object(Properties.Parameters)).map(([name, value]) => [name, String(value)]);
  return {
    ...set,
    name: `${set.name}-${id}`,
    id: `${child.id.replace(':stack/', ':changeSet/')}/${set.name}-${id}`,
    template,
    parameters: Object.fromEntries(given),
    type: child.status === 'REVIEW_IN_PROGRESS' ? 'CREATE' : 'UPDATE',
    changes: changesBetween(child.template, template, child.name),
    parent: set,
  };
}
