import assert from 'node:assert/strict';
import { test } from 'node:test';
import { causeOfError, deniedIn, firstCause, pointsToEvents } from '../../scripts/aws/cause.ts';
import type { StackEvent } from '../../scripts/aws/events.ts';
import { accessDenied } from './fake-errors.ts';

function event(logicalId: string, status: string, reason: string | null = null): StackEvent {
  const ofStack = logicalId === 'app';
  const type = ofStack ? 'AWS::CloudFormation::Stack' : 'AWS::SQS::Queue';
  return { id: `${logicalId}-${status}`, at: '', logicalId, physicalId: null, type, status, reason, ofStack };
}

test('the first failure is the cause', () => {
  const cause = firstCause([
    event('app', 'CREATE_IN_PROGRESS'),
    event('A', 'CREATE_FAILED', 'Queue exists'),
    event('B', 'CREATE_FAILED', 'Access denied'),
    event('app', 'ROLLBACK_IN_PROGRESS', 'The following resource(s) failed to create: [A, B].'),
  ]);
  assert.deepEqual(cause, {
    logicalId: 'A',
    type: 'AWS::SQS::Queue',
    message: 'Queue exists',
    denied: null,
    within: [],
    logs: [],
  });
});

test('a cancelled resource is never the cause', () => {
  for (const word of ['creation', 'update', 'deletion']) {
    const events = [
      event('A', 'CREATE_FAILED', `Resource ${word} cancelled`),
      event('B', 'CREATE_FAILED', 'the real one'),
    ];
    assert.equal(firstCause(events)?.message, 'the real one');
  }
});

test('a resource goes before the stack, which only sums up', () => {
  const events = [event('app', 'CREATE_FAILED', 'A failed'), event('A', 'CREATE_FAILED', 'Queue exists')];
  assert.equal(firstCause(events)?.logicalId, 'A');
});

test('a failure of the stack as a whole names no resource', () => {
  const cause = firstCause([event('app', 'UPDATE_FAILED', 'Export x is in use by b')]);
  assert.deepEqual(cause, {
    logicalId: null,
    type: null,
    message: 'Export x is in use by b',
    denied: null,
    within: [],
    logs: [],
  });
});

test('a rollback that only the stack explains', () => {
  const cause = firstCause([event('app', 'UPDATE_ROLLBACK_IN_PROGRESS', 'Cancelled by user')]);
  assert.equal(cause?.message, 'Cancelled by user');
});

test('a failure without a reason shows its status', () => {
  assert.equal(firstCause([event('A', 'CREATE_FAILED')])?.message, 'CREATE_FAILED');
});

test('no failure, no cause', () => {
  assert.equal(firstCause([event('A', 'CREATE_COMPLETE'), event('app', 'CREATE_COMPLETE')]), null);
});

const arn = 'arn:aws:sts::111122223333:assumed-role/deploy/ci';
const denials: [string, unknown][] = [
  [
    `User: ${arn} is not authorized to perform: sqs:CreateQueue on resource: arn:aws:sqs:us-east-1:111122223333:q because no identity-based policy allows the sqs:CreateQueue action`,
    { principal: arn, action: 'sqs:CreateQueue', resource: 'arn:aws:sqs:us-east-1:111122223333:q' },
  ],
  [
    `Resource handler returned message: "User: ${arn} is not authorized to perform: iam:PassRole on resource: arn:aws:iam::111122223333:role/x (Service: Lambda, Status Code: 403)"`,
    { principal: arn, action: 'iam:PassRole', resource: 'arn:aws:iam::111122223333:role/x' },
  ],
  [
    `User: ${arn} is not authorized to perform: cloudformation:ListExports with an explicit deny`,
    { principal: arn, action: 'cloudformation:ListExports', resource: null },
  ],
  ['Access Denied', null],
];

for (const [message, expected] of denials) {
  test(`who was refused what: ${message.slice(0, 150)}`, () => assert.deepEqual(deniedIn(message), expected));
}

test('an error of a call keeps code, call, request id and what AWS says', () => {
  const error = accessDenied('cloudformation:CreateChangeSet');
  const cause = causeOfError(error);
  assert.match(cause.message, /^AccessDenied: User: .* is not authorized .* \(request id request-1\)$/);
  assert.deepEqual(cause.denied, {
    principal: arn,
    action: 'cloudformation:CreateChangeSet',
    resource: 'arn:aws:cloudformation:us-east-1:111122223333:stack/p-dev-app/*',
  });
});

test('reasons that only point elsewhere are known', () => {
  assert.ok(pointsToEvents('Validation failed with 1 error(s). Call DescribeEvents to retrieve the full list'));
  assert.ok(!pointsToEvents('Queue exists'));
});
