import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deleteStack, describeStack, exportNames, protectStack, waitForRest } from '../../scripts/aws/stacks.ts';
import { accessDenied } from './fake-errors.ts';
import { setting } from './setting.ts';

test('a stack that does not exist is null', async () => {
  assert.equal(await describeStack(setting().clients, 'app'), null);
});

test('a refusal is not taken for absence', async () => {
  const { clients, fake } = setting();
  fake.failNext('DescribeStacks', accessDenied('cloudformation:DescribeStacks'));
  await assert.rejects(describeStack(clients, 'app'), { name: 'AccessDenied' });
});

test("waits for somebody else's operation", async () => {
  const { clients, fake, signal } = setting();
  const { id } = fake.addStack('app', 'UPDATE_IN_PROGRESS', (stack) => [
    () => undefined,
    () => (stack.status = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'),
    () => (stack.status = 'UPDATE_COMPLETE'),
  ]);
  assert.equal((await waitForRest(clients, id, signal))?.status, 'UPDATE_COMPLETE');
});

test('deletes and says how it ended', async () => {
  const { clients, fake, signal } = setting();
  assert.equal(await deleteStack(clients, fake.addStack('app', 'ROLLBACK_COMPLETE').id, signal), 'DELETE_COMPLETE');
  fake.breaks.set('delete', 'held');
  assert.equal(await deleteStack(clients, fake.addStack('app', 'ROLLBACK_COMPLETE').id, signal), 'DELETE_FAILED');
});

test('a protected stack is not deleted', async () => {
  const { clients, fake, signal } = setting();
  const { id } = fake.addStack('app', 'ROLLBACK_COMPLETE');
  await protectStack(clients, 'app');
  assert.equal((await describeStack(clients, 'app'))?.terminationProtection, true);
  await assert.rejects(deleteStack(clients, id, signal), /TerminationProtection is enabled/);
});

test('reads the exports of all pages', async () => {
  const { clients, fake } = setting({ pageSize: 2 });
  fake.addStack('app', 'CREATE_COMPLETE').exports = { a: '1', b: '2', c: '3' };
  fake.addStack('other', 'CREATE_COMPLETE').exports = { d: '4', e: '5' };
  assert.deepEqual([...(await exportNames(clients))].sort(), ['a', 'b', 'c', 'd', 'e']);
});
