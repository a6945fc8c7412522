import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createChangeSet,
  describedChangeSet,
  discardChangeSet,
  isNoChanges,
  reviewedChangeSet,
} from '../../scripts/aws/changesets.ts';
import { accessDenied, awsError, throttled } from './fake-errors.ts';
import { request, setting, templateOf } from './setting.ts';

const one = templateOf({ A: 'a' });

test('sends tags, parameters and capabilities, and is named by its ARN', async () => {
  const { clients, fake } = setting();
  const asked = { ...request('set-1', one), parameters: { Size: '2' }, tags: { Project: 'x' } };
  const ref = await createChangeSet(clients, asked);
  const stack = fake.stack('app');
  assert.equal(ref.stackId, stack?.id);
  assert.match(ref.id, /:changeSet\/.*set-1$/);
  assert.deepEqual(stack?.changeSets[0]?.parameters, { Size: '2' });
  assert.deepEqual(stack?.changeSets[0]?.tags, { Project: 'x' });
});

test('waits until it is worked out and reads all pages', async () => {
  const { clients, signal } = setting({ pageSize: 100, pending: 2 });
  const many = Object.fromEntries(Array.from({ length: 250 }, (_, index) => [`R${index}`, 'x']));
  const ref = await createChangeSet(clients, request('set-1', templateOf(many)));
  const reviewed = await reviewedChangeSet(clients, ref, signal, { values: false });
  assert.equal(reviewed.outcome, 'ready');
  assert.equal(new Set(reviewed.changes.map(({ logicalId }) => logicalId)).size, 250);
});

test('says what is replaced and why', async () => {
  const { clients, fake, signal } = setting();
  fake.addStack('app', 'CREATE_COMPLETE').template = JSON.parse(templateOf({ A: 'a', B: 'b' }));
  const ref = await createChangeSet(clients, request('set-1', templateOf({ A: 'other', C: 'c' }), 'UPDATE'));
  const { changes } = await reviewedChangeSet(clients, ref, signal, { values: false });
  assert.deepEqual(
    changes.map(({ logicalId, action, replacement }) => [logicalId, action, replacement]),
    [
      ['A', 'Modify', 'True'],
      ['B', 'Remove', null],
      ['C', 'Add', null],
    ],
  );
  assert.deepEqual(changes[0]?.details, [
    { target: 'Properties.Name', requiresRecreation: 'Always', cause: null, before: null, after: null },
  ]);
});

test('values before and after come with an update, and changes that they drop come back without', async () => {
  const { clients, fake, signal } = setting({ pageSize: 1 });
  fake.addStack('app', 'CREATE_COMPLETE').template = JSON.parse(templateOf({ A: 'a', B: 'b' }));
  fake.droppedWithValues.add('B');
  const ref = await createChangeSet(clients, request('set-1', templateOf({ A: 'other', B: 'another' }), 'UPDATE'));
  const { changes } = await reviewedChangeSet(clients, ref, signal, { values: true });
  assert.deepEqual(
    changes.map(({ logicalId, details }) => [logicalId, details[0]?.before ?? null, details[0]?.after ?? null]),
    [
      ['A', 'a', 'other'],
      ['B', null, null],
    ],
  );
});

test('a change set is described as it is, with its parameters and tags; a deleted one is null', async () => {
  const { clients } = setting();
  const asked = { ...request('set-1', one), parameters: { Size: '2' }, tags: { Project: 'x' } };
  const ref = await createChangeSet(clients, asked);
  const found = await describedChangeSet(clients, ref, { values: false });
  assert.deepEqual([found?.outcome, found?.executionStatus], ['ready', 'AVAILABLE']);
  assert.deepEqual([found?.parameters, found?.tags], [{ Size: '2' }, { Project: 'x' }]);
  await discardChangeSet(clients, ref, false);
  assert.equal(await describedChangeSet(clients, ref, { values: false }), null);
});

test('a stack that somebody has begun to create is not deleted with a change set', async () => {
  const { clients, fake } = setting();
  const ref = await createChangeSet(clients, request('set-1', one));
  const stack = fake.stack('app');
  assert.ok(stack);
  stack.status = 'CREATE_IN_PROGRESS';
  await discardChangeSet(clients, ref, true);
  assert.equal(stack.status, 'CREATE_IN_PROGRESS');
});

test('no changes is an outcome of its own, in both texts', async () => {
  const { clients, fake, signal } = setting();
  fake.addStack('app', 'CREATE_COMPLETE').template = JSON.parse(one);
  const ref = await createChangeSet(clients, request('set-1', one, 'UPDATE'));
  assert.equal((await reviewedChangeSet(clients, ref, signal, { values: false })).outcome, 'unchanged');
  assert.ok(isNoChanges('No updates are to be performed.'));
  assert.ok(!isNoChanges('Transform failed'));
});

test('a change set that fails keeps its reason', async () => {
  const { clients, fake, signal } = setting();
  fake.breaks.set('change set', 'Transform AWS::Serverless failed');
  const ref = await createChangeSet(clients, request('set-1', one));
  const reviewed = await reviewedChangeSet(clients, ref, signal, { values: false });
  assert.deepEqual([reviewed.outcome, reviewed.reason], ['failed', 'Transform AWS::Serverless failed']);
});

test('a lost answer finds the change set that the first try made', async () => {
  const { clients, fake } = setting();
  fake.loseAnswer('CreateChangeSet');
  const ref = await createChangeSet(clients, request('set-1', one));
  assert.equal(ref.id, fake.stack('app')?.changeSets[0]?.id);
  assert.equal(fake.stack('app')?.changeSets.length, 1);
});

test('a stack that came into being meanwhile is an error, not a change set of ours', async () => {
  const { clients, fake } = setting();
  fake.failNext('CreateChangeSet', awsError('AlreadyExistsException', 'Stack [app] already exists'));
  await assert.rejects(createChangeSet(clients, request('set-1', one)), { message: 'Stack [app] already exists' });
});

test('a refused call names the call', async () => {
  const { clients, fake } = setting();
  fake.failNext('CreateChangeSet', accessDenied('cloudformation:CreateChangeSet'));
  const denied = { name: 'AccessDenied', call: 'cloudformation:CreateChangeSet' };
  await assert.rejects(createChangeSet(clients, request('set-1', one)), denied);
});

test('throttled looks are taken again', async () => {
  const { clients, fake, signal } = setting({ pending: 1 });
  const ref = await createChangeSet(clients, request('set-1', one));
  fake.failNext('DescribeChangeSet', throttled(), 2);
  assert.equal((await reviewedChangeSet(clients, ref, signal, { values: false })).outcome, 'ready');
});

test('discarding takes the stack along that came with it', async () => {
  const { clients, fake } = setting();
  const ref = await createChangeSet(clients, request('set-1', one));
  await discardChangeSet(clients, ref, true);
  assert.match(fake.stacks[0]?.status ?? '', /^DELETE_/);
});

test('discarding leaves a stack that was there before', async () => {
  const { clients, fake } = setting();
  const stack = fake.addStack('app', 'CREATE_COMPLETE');
  const ref = await createChangeSet(clients, request('set-1', one, 'UPDATE'));
  await discardChangeSet(clients, ref, false);
  assert.deepEqual([stack.status, stack.changeSets], ['CREATE_COMPLETE', []]);
});

test("discarding leaves a stack that holds somebody else's change set, on whatever page", async () => {
  const { clients, fake } = setting({ pageSize: 1 });
  const ref = await createChangeSet(clients, request('set-1', one));
  await createChangeSet(clients, request('set-2', one));
  await createChangeSet(clients, request('set-3', one));
  await discardChangeSet(clients, ref, true);
  const { status, changeSets = [] } = fake.stack('app') ?? {};
  assert.deepEqual([status, changeSets.map(({ name }) => name)], ['REVIEW_IN_PROGRESS', ['set-2', 'set-3']]);
});

test('discarding what is gone already is done', async () => {
  const { clients } = setting();
  const ref = await createChangeSet(clients, request('set-1', one));
  await discardChangeSet(clients, ref, false);
  await discardChangeSet(clients, ref, false);
});

test('discarding tells when it is refused', async () => {
  const { clients, fake } = setting();
  const ref = await createChangeSet(clients, request('set-1', one));
  fake.failNext('DeleteChangeSet', accessDenied('cloudformation:DeleteChangeSet'));
  await assert.rejects(discardChangeSet(clients, ref, true), { name: 'AccessDenied' });
});
