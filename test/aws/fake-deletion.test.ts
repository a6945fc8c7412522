import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DeleteStackCommand, type DeleteStackInput, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import type { FakeStack } from './fake-stack.ts';
import { setting, templateOf } from './setting.ts';

function deletion(status = 'CREATE_COMPLETE') {
  const { fake } = setting();
  const stack = fake.addStack('app', status);
  stack.template = JSON.parse(templateOf({ A: 'a', B: 'b' }));
  const remove = async (more: Partial<DeleteStackInput> = {}) => {
    await fake.client.send(new DeleteStackCommand({ StackName: stack.id, ...more }));
    await fake.client.send(new DescribeStacksCommand({ StackName: stack.id }));
  };
  return { fake, stack, remove };
}

const statusesOf = ({ resources }: FakeStack) => [...resources].map(([id, { status }]) => `${id} ${status}`);

test('what is held fails the deletion, and is gone when nothing holds it any more', async () => {
  const { fake, stack, remove } = deletion();
  fake.held.set('B', 'The bucket you tried to delete is not empty');
  await remove();
  assert.deepEqual(
    [stack.status, stack.statusReason],
    ['DELETE_FAILED', 'The following resource(s) failed to delete: [B]. '],
  );
  assert.deepEqual(statusesOf(stack), ['A DELETE_COMPLETE', 'B DELETE_FAILED']);
  fake.held.clear();
  await remove();
  assert.equal(stack.status, 'DELETE_COMPLETE');
});

test('what is retained, by policy or by the call, is skipped', async () => {
  const { fake, stack, remove } = deletion();
  Object.assign(stack.template.Resources.A ?? {}, { DeletionPolicy: 'Retain' });
  fake.held.set('B', 'held');
  await remove();
  await remove({ RetainResources: ['B'] });
  assert.equal(stack.status, 'DELETE_COMPLETE');
  assert.deepEqual(statusesOf(stack), ['A DELETE_SKIPPED', 'B DELETE_SKIPPED']);
});

test('retains only what a failed deletion left', async () => {
  const { fake, stack, remove } = deletion();
  await assert.rejects(remove({ RetainResources: ['A'] }), /only when the stack is in the DELETE_FAILED state/);
  fake.held.set('B', 'held');
  await remove();
  assert.equal(stack.status, 'DELETE_FAILED');
  await assert.rejects(remove({ RetainResources: ['A'] }), /Do not specify resources that are in the DELETE_COMPLETE/);
});

test('an export that is in use cancels the deletion, and the stack is as it was', async () => {
  const { fake, stack, remove } = deletion('UPDATE_COMPLETE');
  stack.exports = { x: '1' };
  const Name = { 'Fn::ImportValue': 'x' };
  const takers = ['one', 'two'].map((name) => fake.addStack(name, 'CREATE_COMPLETE'));
  for (const taker of takers) taker.template = { Resources: { A: { Type: 'X', Properties: { Name } } } };
  await remove();
  assert.equal(stack.status, 'UPDATE_COMPLETE');
  const last = stack.events.at(-1)?.ResourceStatusReason;
  assert.equal(last, 'Delete canceled. Cannot delete export x as it is in use by one and two.');
});

test('a protected stack and one that is updated are not deleted', async () => {
  const { stack, remove } = deletion('UPDATE_IN_PROGRESS');
  await assert.rejects(remove(), { message: 'Stack [app] cannot be deleted while in status UPDATE_IN_PROGRESS' });
  stack.protected = true;
  await assert.rejects(remove(), { message: 'Stack [app] cannot be deleted while TerminationProtection is enabled' });
});

test('the deletion of what is not there succeeds', async () => {
  const { fake } = setting();
  await fake.client.send(new DeleteStackCommand({ StackName: 'none' }));
  assert.deepEqual(fake.calls, ['DeleteStack']);
});
