import { addEvent, become, type FakeStack, resourcesOf } from './fake-stack.ts';
import { type Fake, type Handlers, invalid, living } from './fake-state.ts';

/** What brings a stack back from an update that goes wrong, or is not wanted any more. */
export function recoveryHandlers(fake: Fake): Handlers {
  return {
    CancelUpdateStack: ({ StackName, ClientRequestToken: token }) => {
      const stack = inStatus(fake, StackName, 'CancelUpdateStack', ['UPDATE_IN_PROGRESS']);
      for (const set of stack.changeSets) {
        if (set.executionStatus === 'EXECUTE_IN_PROGRESS') set.executionStatus = 'EXECUTE_FAILED';
      }
      stack.steps = rollback(fake, stack, token, 'UPDATE_ROLLBACK', []);
      return {};
    },
    ContinueUpdateRollback: ({ StackName, ClientRequestToken: token, ResourcesToSkip: skip = [] }) => {
      // The message has the name that the call has inside CloudFormation.
      const stack = inStatus(fake, StackName, 'RollbackUpdatedStack', ['UPDATE_ROLLBACK_FAILED']);
      const unknown = skip.filter((id) => resourcesOf(stack).get(id)?.status !== 'UPDATE_FAILED');
      if (unknown.length > 0) {
        throw invalid(
          `The following resource(s) cannot be skipped: [${unknown.join(', ')}], they are not in UPDATE_FAILED state.`,
        );
      }
      begin(fake, stack, token, 'UPDATE_ROLLBACK', skip);
      return {};
    },
    RollbackStack: ({ StackName, ClientRequestToken: token }) => {
      const stack = inStatus(fake, StackName, 'RollbackStack', ['CREATE_FAILED', 'UPDATE_FAILED']);
      begin(fake, stack, token, stack.status === 'CREATE_FAILED' ? 'ROLLBACK' : 'UPDATE_ROLLBACK', []);
      return { StackId: stack.id };
    },
  };
}

function inStatus(fake: Fake, name: string, operation: string, statuses: string[]): FakeStack {
  const stack = living(fake, name);
  if (!statuses.includes(stack.status)) throw invalid(`${operation} cannot be called from current stack status`);
  return stack;
}

/** The status changes with the call. */
function begin(fake: Fake, stack: FakeStack, token: string, kind: string, skip: string[]): void {
  stack.updatedAt = fake.now();
  stack.steps = rollback(fake, stack, token, kind, skip);
  stack.steps.shift()?.();
}

function rollback(fake: Fake, stack: FakeStack, token: string, kind: string, skip: string[]): (() => void)[] {
  return [
    () => become(stack, token, `${kind}_IN_PROGRESS`, 'User Initiated'),
    () => end(fake, stack, token, kind, skip),
  ];
}

function end(fake: Fake, stack: FakeStack, token: string, kind: string, skip: string[]): void {
  const verb = kind === 'ROLLBACK' ? 'DELETE' : 'UPDATE';
  const undone = [...resourcesOf(stack)].filter(([, { status }]) =>
    verb === 'UPDATE' ? /_(FAILED|IN_PROGRESS)$/.test(status) : status.endsWith('_COMPLETE'),
  );
  const stuck = fake.breaks.get('rollback');
  const failed = stuck === undefined ? [] : undone.map(([id]) => id).filter((id) => !skip.includes(id));
  for (const [id, { reason }] of undone) {
    if (failed.includes(id)) addEvent(stack, token, id, `${verb}_FAILED`, stuck);
    // Skipped is told as complete, though the resource is as the failed rollback left it.
    else addEvent(stack, token, id, `${verb}_COMPLETE`, skip.includes(id) ? reason : undefined);
  }
  const list = `The following resource(s) failed to ${verb.toLowerCase()}: [${failed.join(', ')}]. `;
  if (failed.length === 0) become(stack, token, `${kind}_COMPLETE`);
  else become(stack, token, `${kind}_FAILED`, list);
}
