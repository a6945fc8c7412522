import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  awsFailure,
  describeFailure,
  isAccessDenied,
  isAlreadyExists,
  isBucketAbsent,
  isChangeSetAbsent,
  isConditionalConflict,
  isInvalidChangeSetStatus,
  isPreconditionFailed,
  isStackAbsent,
  isStackMoved,
  isThrottled,
  isTransient,
  isUnreachable,
  noteCall,
} from '../../scripts/aws/errors.ts';
import { accessDenied, awsError, cutConnection, throttled } from './fake-errors.ts';

test('keeps code, request id, status and the call', () => {
  const error = awsError('ValidationError', 'Template error');
  noteCall(error, 'cloudformation', 'CreateChangeSet');
  noteCall(error, 'cloudformation', 'SomethingLater');
  const failure = awsFailure(error);
  assert.deepEqual(failure, {
    code: 'ValidationError',
    message: 'Template error',
    requestId: 'request-1',
    status: 400,
    call: 'cloudformation:CreateChangeSet',
  });
  assert.ok(failure);
  const line = 'ValidationError from cloudformation:CreateChangeSet: Template error (request id request-1)';
  assert.equal(describeFailure(failure), line);
});

test('a cut connection is a failure without an answer', () => {
  const failure = awsFailure(cutConnection());
  assert.deepEqual(failure, {
    code: 'ECONNRESET',
    message: 'read ECONNRESET',
    requestId: null,
    status: null,
    call: null,
  });
  assert.equal(failure && describeFailure(failure), 'ECONNRESET: read ECONNRESET');
});

test('what did not come from AWS is no failure of it', () => {
  for (const error of [new Error('ours'), new TypeError('x is not a function'), 'text', null, undefined]) {
    assert.equal(awsFailure(error), null);
  }
  assert.equal(awsFailure(Object.assign(new Error('no file'), { code: 'ENOENT' })), null);
  const bug = new TypeError('x is not a function');
  noteCall(bug, 's3', 'PutObject');
  assert.equal(awsFailure(bug), null);
});

const absent = awsError('ValidationError', 'Stack with id app does not exist');
const kinds: [(error: unknown) => boolean, Error[], Error[]][] = [
  [
    isAccessDenied,
    [accessDenied('s3:PutObject'), awsError('Forbidden', '', 403), awsError('Unknown', '', 403)],
    [throttled(), awsError('Unknown', '', 404), awsError('ExpiredToken', '', 403)],
  ],
  [
    isThrottled,
    [
      throttled(),
      awsError('ProvisionedThroughputExceededException', ''),
      awsError('SlowDown', '', 503),
      awsError('Any', '', 429),
    ],
    [cutConnection()],
  ],
  [isUnreachable, [cutConnection()], [throttled(), awsError('InternalFailure', '', 500)]],
  [isTransient, [cutConnection(), throttled(), awsError('InternalFailure', '', 500)], [absent, new Error('ours')]],
  [isStackAbsent, [absent], [awsError('ValidationError', 'Template error'), awsError('Other', 'does not exist')]],
  [isAlreadyExists, [awsError('AlreadyExistsException', '')], [absent]],
  [isChangeSetAbsent, [awsError('ChangeSetNotFoundException', ''), awsError('ChangeSetNotFound', '')], [absent]],
  [isInvalidChangeSetStatus, [awsError('InvalidChangeSetStatusException', '')], [absent]],
  [isBucketAbsent, [awsError('NoSuchBucket', '', 404)], [awsError('NoSuchKey', '', 404)]],
  [isPreconditionFailed, [awsError('PreconditionFailed', '', 412)], [awsError('ConditionalRequestConflict', '', 409)]],
  [isConditionalConflict, [awsError('ConditionalRequestConflict', '', 409)], [awsError('PreconditionFailed', '', 412)]],
];

for (const [is, yes, no] of kinds) {
  test(is.name, () => {
    for (const error of yes) assert.equal(is(error), true, error.name);
    for (const error of [...no, new Error('ours'), null]) assert.equal(is(error), false);
  });
}

const moved: [string, string, boolean][] = [
  ['ChangeSetNotFound', 'ChangeSet [x] does not exist', true],
  ['AlreadyExistsException', 'Stack [app] already exists', true],
  ['ValidationError', 'Stack [app] already exists and cannot be created again with the changeSet [x].', true],
  ['ValidationError', 'Stack:arn is in UPDATE_IN_PROGRESS state and can not be updated.', true],
  ['ValidationError', 'Stack [app] does not exist', true],
  ['ValidationError', 'Stack with id arn:aws:x does not exist', true],
  ['AlreadyExistsException', 'ChangeSet x already exists', false],
  ['ValidationError', 'S3 error: The specified key does not exist.', false],
  ['ValidationError', 'No export named x found.', false],
  ['AccessDenied', 'Stack [app] does not exist', false],
];

for (const [code, message, expected] of moved) {
  test(`${expected ? 'somebody else was faster' : 'no matter of speed'}: ${code} ${message}`, () => {
    assert.equal(isStackMoved(awsError(code, message)), expected);
  });
}
