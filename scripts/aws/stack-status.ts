/**
 * What can be done next with a stack in a given status.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html#cfn-console-view-stack-data-resources-status-codes
 */
export type NextStep =
  | { kind: 'create' }
  | { kind: 'update' }
  /** Nothing of it was ever up: it has to be deleted before the name can be used. */
  | { kind: 'recreate' }
  /** Somebody's operation is under way. */
  | { kind: 'wait' }
  /** Only a person can decide; the advice says what. */
  | { kind: 'stuck'; advice: string };

const STUCK: Record<string, string> = {
  CREATE_FAILED: 'its creation failed and was left as it is: look at what it created, then delete the stack',
  ROLLBACK_FAILED:
    'its creation failed and could not be undone: remove what holds its resources, then delete the stack',
  DELETE_FAILED: 'its deletion failed: remove what holds its resources, then delete the stack again',
  UPDATE_FAILED: 'an update failed and was left as it is: roll the stack back (aws cloudformation rollback-stack)',
  UPDATE_ROLLBACK_FAILED:
    'an update could not be rolled back: repair what holds it, then run aws cloudformation continue-update-rollback',
  IMPORT_ROLLBACK_FAILED: 'an import could not be rolled back: repair what holds it in the CloudFormation console',
};

const UPDATABLE = new Set([
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'UPDATE_ROLLBACK_COMPLETE',
  'IMPORT_COMPLETE',
  'IMPORT_ROLLBACK_COMPLETE',
]);

/** `status` is null for a stack that does not exist. */
export function nextStep(status: string | null): NextStep {
  if (status === null || status === 'DELETE_COMPLETE' || status === 'REVIEW_IN_PROGRESS') return { kind: 'create' };
  if (status === 'ROLLBACK_COMPLETE') return { kind: 'recreate' };
  if (isInProgress(status)) return { kind: 'wait' };
  if (UPDATABLE.has(status)) return { kind: 'update' };
  return {
    kind: 'stuck',
    advice: STUCK[status] ?? 'this status is not known here: look at it in the CloudFormation console',
  };
}

/** An operation is under way. A stack under review only waits for a change set to be executed. */
export function isInProgress(status: string): boolean {
  return status.endsWith('_IN_PROGRESS') && status !== 'REVIEW_IN_PROGRESS';
}

/** The last operation did what it was asked to do. */
export function isSuccess(status: string): boolean {
  return status === 'CREATE_COMPLETE' || status === 'UPDATE_COMPLETE' || status === 'IMPORT_COMPLETE';
}
