import { addEvent, become, type FakeChangeSet, type FakeStack, resourcesOf } from './fake-stack.ts';

type Step = () => void;

interface Failure {
  logicalId: string;
  reason: string;
}

export interface Operation {
  stack: FakeStack;
  set: FakeChangeSet;
  /** Resources that fail, with CloudFormation's reason; `rollback` is one of the names. */
  breaks: ReadonlyMap<string, string>;
  /** `ROLLBACK`, `DO_NOTHING`, `DELETE`. */
  onFailure: string;
  /** A failed creation deletes what it made, whatever its deletion policy says. */
  retainExceptOnCreate: boolean;
  /** What becomes of nested stacks when their resources are made or updated; a reason when that fails. */
  nested(logicalId: string): string | undefined;
  /** A reason for which the stack as a whole cannot be updated. */
  refused(): string | undefined;
  done(succeeded: boolean): void;
}

/** What the execution of a change set goes through, a step a look. */
export function operationSteps(operation: Operation): Step[] {
  const { stack, set, done, refused } = operation;
  const ids = set.changes.map(({ ResourceChange }) => ResourceChange.LogicalResourceId ?? '');
  const started = () => ids.forEach((id) => void say(operation, id, 'IN_PROGRESS'));
  const worked = () => {
    const failure = firstFailure(operation, ids);
    const held = failure ? undefined : refused();
    if (!failure && held === undefined) {
      ids.forEach((id) => void say(operation, id, 'COMPLETE'));
      stack.steps.unshift(...success(operation));
      return;
    }
    if (failure) tellFailure(operation, ids, failure);
    const reason = held ?? `The following resource(s) failed to ${verbOf(set)}: [${failure?.logicalId}]. `;
    done(false);
    stack.steps.unshift(...failed(operation, ids, reason));
  };
  return [started, worked];
}

function success({ stack, set, done }: Operation): Step[] {
  const removes = set.changes.some(
    ({ ResourceChange: { Action, Replacement } }) => Action === 'Remove' || Replacement === 'True',
  );
  const complete = () => {
    done(true);
    become(stack, set.token, `${set.type}_COMPLETE`);
  };
  if (set.type === 'CREATE' || !removes) return [complete];
  return [() => become(stack, set.token, 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'), complete];
}

function firstFailure({ breaks, nested }: Operation, ids: string[]): Failure | null {
  for (const logicalId of ids) {
    const reason = breaks.get(logicalId) ?? nested(logicalId);
    if (reason !== undefined) return { logicalId, reason };
  }
  return null;
}

/** What comes before the one that fails is done, the rest is cancelled. */
function tellFailure(operation: Operation, ids: string[], { logicalId, reason }: Failure): void {
  const index = ids.indexOf(logicalId);
  for (const id of ids.slice(0, index)) say(operation, id, 'COMPLETE');
  say(operation, logicalId, 'FAILED', reason);
  const cancelled = operation.set.type === 'CREATE' ? 'Resource creation cancelled' : 'Resource update cancelled';
  for (const id of ids.slice(index + 1)) say(operation, id, 'FAILED', cancelled);
}

/** The words of a resource's own change: one that is added by an update is created, one that is removed deleted. */
function say({ stack, set }: Operation, id: string, end: string, reason?: string): void {
  const change = set.changes.find(({ ResourceChange }) => ResourceChange.LogicalResourceId === id)?.ResourceChange;
  const word = { Add: 'CREATE', Import: 'IMPORT', Remove: 'DELETE' }[String(change?.Action)] ?? 'UPDATE';
  if (change?.ResourceType && !stack.resources.has(id)) {
    const physicalId = `${stack.name}-${id}`;
    stack.resources.set(id, { type: change.ResourceType, physicalId, status: '', reason: undefined });
  }
  addEvent(stack, set.token, id, `${word}_${end}`, reason);
}

function failed(operation: Operation, ids: string[], reason: string): Step[] {
  const { stack, set, onFailure } = operation;
  if (onFailure === 'DO_NOTHING') return [() => become(stack, set.token, `${set.type}_FAILED`, reason)];
  const tells = set.type === 'CREATE' && onFailure === 'DELETE' ? 'DELETE' : rollbackOf(set.type);
  return [() => become(stack, set.token, `${tells}_IN_PROGRESS`, reason), () => endRollback(operation, ids, tells)];
}

function endRollback({ stack, set, breaks, retainExceptOnCreate }: Operation, ids: string[], tells: string): void {
  const made = ids.filter((id) => resourcesOf(stack).get(id)?.status.endsWith('_COMPLETE'));
  const kept = (id: string) => !retainExceptOnCreate && set.template.Resources[id]?.DeletionPolicy === 'Retain';
  const undo = set.type === 'CREATE' ? 'DELETE' : 'UPDATE';
  const stuck = breaks.get('rollback');
  if (stuck !== undefined) {
    const [first = ids[0] ?? ''] = made;
    addEvent(stack, set.token, first, `${undo}_FAILED`, stuck);
    const verb = undo === 'DELETE' ? 'delete' : 'update';
    become(stack, set.token, `${tells}_FAILED`, `The following resource(s) failed to ${verb}: [${first}]. `);
    return;
  }
  for (const id of made)
    addEvent(stack, set.token, id, undo === 'DELETE' && kept(id) ? 'DELETE_SKIPPED' : `${undo}_COMPLETE`);
  become(stack, set.token, `${tells}_COMPLETE`);
}

function rollbackOf(type: 'CREATE' | 'UPDATE'): string {
  return type === 'CREATE' ? 'ROLLBACK' : 'UPDATE_ROLLBACK';
}

function verbOf({ type }: FakeChangeSet): string {
  return type === 'CREATE' ? 'create' : 'update';
}
