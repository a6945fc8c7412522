import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createChangeSet } from '../../scripts/aws/changesets.ts';
import type { StackEvent } from '../../scripts/aws/events.ts';
import { type Execution, executeChangeSet } from '../../scripts/aws/execute.ts';
import { regionPoller } from '../../scripts/aws/poller.ts';
import { Interrupted } from '../../scripts/cli/errors.ts';
import { awsError, cutConnection, throttled } from './fake-errors.ts';
import { addEvent } from './fake-stack.ts';
import type { FakeOptions } from './fake-state.ts';
import { request, setting, templateOf } from './setting.ts';

const one = templateOf({ A: 'a', B: 'b' }, { Name: { Value: 'a' } });

async function prepared(type: 'CREATE' | 'UPDATE' = 'CREATE', options?: FakeOptions) {
  const made = setting(options);
  if (type === 'UPDATE') made.fake.addStack('app', 'UPDATE_COMPLETE').outputs = { Name: 'old' };
  const ref = await createChangeSet(made.clients, request('set-1', one, type));
  const seen: string[] = [];
  const poller = regionPoller(made.clients);
  const report = ({ logicalId, status }: StackEvent) => void seen.push(`${logicalId} ${status}`);
  const attempt = (signal = made.signal) =>
    executeChangeSet(made.clients, { ...ref, type }, { poller, report, signal });
  const execute = async (signal = made.signal) => {
    const execution = await attempt(signal);
    assert.equal(execution.outcome, 'ended');
    return execution as Extract<Execution, { outcome: 'ended' }>;
  };
  return { ...made, ref, seen, attempt, execute };
}

test('reports each event once, oldest first, and gives the outputs', async () => {
  const { execute, seen } = await prepared();
  const { stack, cause } = await execute();
  assert.equal(cause, null);
  assert.deepEqual([stack.status, stack.outputs], ['CREATE_COMPLETE', { Name: 'a' }]);
  assert.deepEqual(seen, [
    'app CREATE_IN_PROGRESS',
    'A CREATE_IN_PROGRESS',
    'B CREATE_IN_PROGRESS',
    'A CREATE_COMPLETE',
    'B CREATE_COMPLETE',
    'app CREATE_COMPLETE',
  ]);
});

test('reads events over pages and leaves those of earlier operations', async () => {
  const { execute, seen, fake } = await prepared('UPDATE', { pageSize: 2 });
  const stack = fake.stack('app');
  assert.ok(stack);
  for (let index = 0; index < 5; index++) addEvent(stack, 'earlier', 'Old', 'UPDATE_FAILED', 'long ago');
  const { cause } = await execute();
  assert.equal(cause, null);
  assert.equal(seen.length, 6);
  assert.ok(!seen.some((line) => line.startsWith('Old')));
});

test('a stack still shown as it was before is not taken for the end', async () => {
  const { execute, fake } = await prepared('UPDATE');
  const stack = fake.stack('app');
  assert.ok(stack);
  addEvent(stack, 'earlier', 'app', 'UPDATE_COMPLETE');
  const { send } = fake.client;
  const old = { StackEvents: [...stack.events] };
  let stale = 3;
  fake.client.send = (async (command: { constructor: { name: string } }) => {
    const isLook = command.constructor.name === 'DescribeStackEventsCommand';
    return isLook && stale-- > 0 ? old : send(command as never);
  }) as never;
  assert.equal((await execute()).stack.outputs.Name, 'a');
});

test('a failed creation says what failed first', async () => {
  const { execute, fake } = await prepared();
  fake.breaks.set('B', 'Queue b exists already');
  const { stack, cause } = await execute();
  assert.equal(stack.status, 'ROLLBACK_COMPLETE');
  assert.deepEqual([cause?.logicalId, cause?.message], ['B', 'Queue b exists already']);
});

test('a failed update that cannot be rolled back', async () => {
  const { execute, fake } = await prepared('UPDATE');
  fake.breaks.set('A', 'no').set('rollback', 'no');
  const { stack, cause } = await execute();
  assert.deepEqual([stack.status, cause?.message], ['UPDATE_ROLLBACK_FAILED', 'no']);
});

test('failed validation is told in full', async () => {
  const { execute, fake } = await prepared('CREATE', { pageSize: 1 });
  fake.breaks.set('A', 'Validation failed with 1 error(s). Call DescribeEvents to retrieve the full list');
  const failed = { LogicalResourceId: 'A', ResourceType: 'Fake::Resource', ValidationPath: '/Resources/A' };
  fake.validation.push({ EventType: 'STACK_EVENT' }, { ...failed, ValidationStatusReason: 'Name is taken' });
  const { cause } = await execute();
  assert.equal(cause?.message, 'Name is taken (/Resources/A)');
});

test('without the right to read more, the cause at hand is shown', async () => {
  const { execute, fake } = await prepared();
  fake.breaks.set('A', 'Call DescribeEvents for more');
  fake.failNext('DescribeEvents', awsError('AccessDenied', 'no', 403));
  assert.equal((await execute()).cause?.message, 'Call DescribeEvents for more');
});

test('an update that somebody else cancels ends too', async () => {
  const { execute, fake } = await prepared('UPDATE');
  const started = execute();
  const stack = fake.stack('app');
  assert.ok(stack);
  while (stack.events.length === 0) await new Promise(setImmediate);
  const become = (status: string, reason?: string) => () => {
    stack.status = status;
    addEvent(stack, 'of the one who cancels', 'app', status, reason);
  };
  stack.steps = [become('UPDATE_ROLLBACK_IN_PROGRESS', 'User Initiated'), become('UPDATE_ROLLBACK_COMPLETE')];
  const { stack: after, cause } = await started;
  assert.deepEqual([after.status, cause?.message], ['UPDATE_ROLLBACK_COMPLETE', 'User Initiated']);
});

test('a lost answer to the call does not matter', async () => {
  const { execute, fake } = await prepared();
  fake.loseAnswer('ExecuteChangeSet');
  assert.equal((await execute()).cause, null);
});

test('a change set that cannot be executed any more is refused', async () => {
  const { attempt, fake } = await prepared();
  const set = fake.stack('app')?.changeSets[0];
  assert.ok(set);
  set.executionStatus = 'OBSOLETE';
  assert.deepEqual(await attempt(), {
    outcome: 'refused',
    text: 'the change set set-1 cannot be executed any more (OBSOLETE)',
  });
});

test('one that is gone is refused', async () => {
  const { attempt, fake } = await prepared();
  fake.failNext('ExecuteChangeSet', awsError('ChangeSetNotFoundException', 'ChangeSet [set-1] does not exist', 404));
  assert.deepEqual(await attempt(), { outcome: 'refused', text: 'the change set set-1 is gone' });
});

test('a stack that somebody else deploys is refused', async () => {
  const { attempt, fake } = await prepared('UPDATE');
  const text = 'Stack:arn is in UPDATE_IN_PROGRESS state and can not be updated.';
  fake.failNext('ExecuteChangeSet', awsError('ValidationError', text));
  assert.deepEqual(await attempt(), { outcome: 'refused', text: 'somebody else is deploying the stack' });
});

test('any other refusal is an error', async () => {
  const { attempt, fake } = await prepared();
  fake.failNext('ExecuteChangeSet', awsError('AccessDenied', 'no', 403));
  await assert.rejects(attempt(), { name: 'AccessDenied' });
});

test('throttling and a lost connection are waited out', async () => {
  const { execute, fake, seen } = await prepared();
  fake.failNext('DescribeStacks', throttled(), 2);
  fake.failNext('DescribeStackEvents', cutConnection(), 2);
  assert.equal((await execute()).cause, null);
  assert.equal(new Set(seen).size, seen.length);
});

test('a stack that goes away was not deployed', async () => {
  const { attempt, fake } = await prepared();
  fake.failNext('DescribeStackEvents', awsError('ValidationError', 'Stack [app] does not exist'));
  assert.deepEqual(await attempt(), { outcome: 'refused', text: 'somebody else deleted the stack meanwhile' });
});

test('an interruption leaves the operation to AWS', async () => {
  const { execute, fake } = await prepared();
  const stopper = new AbortController();
  const stopped = execute(stopper.signal);
  stopper.abort(new Interrupted());
  await assert.rejects(stopped, Interrupted);
  assert.equal(fake.stack('app')?.status, 'CREATE_IN_PROGRESS');
});
