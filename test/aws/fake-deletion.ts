import { addEvent, become, type FakeStack, resourcesOf } from './fake-stack.ts';
import { type Fake, type Handlers, type Input, importersOf, invalid, nestedStack } from './fake-state.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteStack.html */
export function deletionHandlers(fake: Fake): Handlers {
  return {
    DeleteStack: (input) => {
      const stack = fake.stack(input.StackName) ?? fake.stacks.find(({ id }) => id === input.StackName);
      // The deletion of what is not there, or going already, succeeds.
      if (!stack || /^DELETE_(COMPLETE|IN_PROGRESS)$/.test(stack.status)) return {};
      refuse(stack, input.RetainResources ?? []);
      startDeletion(fake, stack, input);
      return {};
    },
  };
}

const NOT_WHILE =
  /^(UPDATE_IN_PROGRESS|UPDATE_COMPLETE_CLEANUP_IN_PROGRESS|UPDATE_ROLLBACK_(COMPLETE_CLEANUP_)?IN_PROGRESS|IMPORT_.*IN_PROGRESS)$/;

function refuse(stack: FakeStack, retain: string[]): void {
  if (stack.protected) throw invalid(`Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`);
  if (NOT_WHILE.test(stack.status)) {
    throw invalid(`Stack [${stack.name}] cannot be deleted while in status ${stack.status}`);
  }
  if (retain.length > 0 && stack.status !== 'DELETE_FAILED') {
    throw invalid(
      `Invalid operation on stack [${stack.id}]. When you delete a stack, specify which resources to retain only when the stack is in the DELETE_FAILED state.`,
    );
  }
  const states = resourcesOf(stack);
  if (retain.some((id) => (states.get(id)?.status ?? 'DELETE_COMPLETE') === 'DELETE_COMPLETE')) {
    throw invalid(
      'The specified resources to retain must be in a valid state. Do not specify resources that are in the DELETE_COMPLETE state.',
    );
  }
}

function startDeletion(
  fake: Fake,
  stack: FakeStack,
  { ClientRequestToken: token, RoleARN, RetainResources }: Input,
): void {
  const before = stack.status;
  if (RoleARN) stack.roleArn = RoleARN;
  become(stack, token, 'DELETE_IN_PROGRESS', 'User Initiated');
  stack.steps = [
    () => {
      const inUse = exportInUse(fake, stack);
      // The stack goes back to where it was, without an error of the call.
      if (inUse) return become(stack, token, before, `Delete canceled. ${inUse}`);
      endDeletion(fake, stack, token, RetainResources ?? []);
    },
  ];
}

/** Why the first export that goes away cannot, with the stacks that hold it; undefined when none is held. */
export function exportInUse(fake: Fake, stack: FakeStack, kept: readonly string[] = []): string | undefined {
  for (const name of Object.keys(stack.exports)) {
    const importers = kept.includes(name) ? [] : importersOf(fake, name, stack);
    if (importers.length > 0) return `Cannot delete export ${name} as it is in use by ${inWords(importers)}.`;
  }
  return undefined;
}

function inWords(names: string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

function endDeletion(fake: Fake, stack: FakeStack, token: string, retain: string[]): void {
  const left = [...resourcesOf(stack)].filter(
    ([, { status }]) => !/^(DELETE_COMPLETE|DELETE_SKIPPED|CREATE_FAILED)$/.test(status),
  );
  const failed = left.flatMap(([id]) => (tryDeletion(fake, stack, token, id, retain) ? [] : [id]));
  const whole = fake.breaks.get('delete');
  if (failed.length > 0 || whole !== undefined) {
    const reason = whole ?? `The following resource(s) failed to delete: [${failed.join(', ')}]. `;
    become(stack, token, 'DELETE_FAILED', reason);
    return;
  }
  for (const child of fake.stacks)
    if (child.parent === stack && child.status === 'REVIEW_IN_PROGRESS') child.status = 'DELETE_COMPLETE';
  Object.assign(stack, { exports: {}, outputs: {}, changeSets: [] });
  become(stack, token, 'DELETE_COMPLETE');
}

function tryDeletion(fake: Fake, stack: FakeStack, token: string, id: string, retain: string[]): boolean {
  const kept = retain.includes(id) || stack.template.Resources[id]?.DeletionPolicy === 'Retain';
  const reason = kept ? undefined : (fake.held.get(id) ?? nestedDeletion(fake, stack, token, id));
  const end = kept ? 'DELETE_SKIPPED' : reason === undefined ? 'DELETE_COMPLETE' : 'DELETE_FAILED';
  if (!kept) addEvent(stack, token, id, 'DELETE_IN_PROGRESS');
  addEvent(stack, token, id, end, reason);
  return reason === undefined;
}

/** Deletes the nested stack behind a resource; the reason when that fails. */
export function nestedDeletion(fake: Fake, stack: FakeStack, token: string, id: string): string | undefined {
  const child = nestedStack(fake, stack, id);
  if (!child) return undefined;
  become(child, token, 'DELETE_IN_PROGRESS');
  endDeletion(fake, child, token, []);
  if (child.status === 'DELETE_COMPLETE') return undefined;
  return `Embedded stack ${child.id} was not successfully deleted: ${child.statusReason}`;
}
