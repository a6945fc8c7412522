import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deleteStack } from '../../scripts/aws/deletion.ts';
import { protectStack, setStackPolicy } from '../../scripts/aws/guards.ts';
import { regionPoller } from '../../scripts/aws/poller.ts';
import { describeStack } from '../../scripts/aws/stacks.ts';
import type { FakeOptions } from './fake-state.ts';
import { setting } from './setting.ts';

function deleting(options?: FakeOptions) {
  const made = setting(options);
  const seen: string[] = [];
  const way = {
    poller: regionPoller(made.clients),
    report: ({ status }: { status: string }) => void seen.push(status),
    signal: made.signal,
  };
  return { ...made, seen, remove: (id: string) => deleteStack(made.clients, id, way) };
}

test('deletes, and says how it ended', async () => {
  const { fake, seen, remove } = deleting();
  assert.equal(await remove(fake.addStack('app', 'ROLLBACK_COMPLETE').id), 'DELETE_COMPLETE');
  assert.ok(seen.includes('DELETE_COMPLETE'));
  fake.breaks.set('delete', 'held');
  assert.equal(await remove(fake.addStack('app', 'ROLLBACK_COMPLETE').id), 'DELETE_FAILED');
});

test('one that imports still hold ends as it was, and is not waited for', async () => {
  const { fake, remove } = deleting();
  const base = fake.addStack('base', 'CREATE_COMPLETE');
  base.exports = { key: 'v' };
  const web = fake.addStack('web', 'CREATE_COMPLETE');
  web.template = { Resources: { A: { Type: 'T', Properties: { Name: { 'Fn::ImportValue': 'key' } } } } } as never;
  assert.equal(await remove(base.id), 'CREATE_COMPLETE');
});

test('a protected stack is not deleted, until it is protected no more', async () => {
  const { clients, fake, remove } = deleting();
  const { id } = fake.addStack('app', 'ROLLBACK_COMPLETE');
  await protectStack(clients, 'app');
  assert.equal((await describeStack(clients, 'app'))?.terminationProtection, true);
  await assert.rejects(remove(id), /TerminationProtection is enabled/);
  await protectStack(clients, 'app', false);
  assert.equal(await remove(id), 'DELETE_COMPLETE');
});

test('a stack policy is put in place once', async () => {
  const { clients, fake } = setting();
  fake.addStack('app', 'CREATE_COMPLETE');
  const policy = { Statement: [{ Effect: 'Deny', Action: 'Update:Replace', Principal: '*', Resource: '*' }] };
  await setStackPolicy(clients, 'app', policy);
  await setStackPolicy(clients, 'app', policy);
  assert.deepEqual(fake.calls, ['GetStackPolicy', 'SetStackPolicy', 'GetStackPolicy']);
});
