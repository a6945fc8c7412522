import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AwsClients } from '../../scripts/aws/clients.ts';
import { regionPoller } from '../../scripts/aws/poller.ts';
import { UserError } from '../../scripts/cli/errors.ts';
import { type RecoverOptions, recoverStack } from '../../scripts/recover/recover.ts';
import { accessDenied } from '../aws/fake-errors.ts';
import { setting } from '../aws/setting.ts';

function recovering(status: string) {
  const { clients, fake, signal } = setting();
  const stack = fake.addStack('app', status);
  stack.template = { Resources: { Queue: { Type: 'Fake::Resource' }, Other: { Type: 'Fake::Resource' } } };
  const seen: string[] = [];
  const recover = (more: Partial<RecoverOptions> = {}) =>
    recoverStack({
      ...{ clients: clients as AwsClients, poller: regionPoller(clients), stackName: 'app', skip: [], retain: [] },
      ...{ signal, report: (event) => void seen.push(event.status) },
      ...more,
    });
  return { fake, stack, seen, recover };
}

test('an update that could not be rolled back is rolled back on', async () => {
  const { fake, stack, seen, recover } = recovering('UPDATE_ROLLBACK_FAILED');
  const recovered = await recover();
  assert.deepEqual(recovered, { before: 'UPDATE_ROLLBACK_FAILED', after: 'UPDATE_ROLLBACK_COMPLETE', cause: null });
  assert.equal(stack.status, 'UPDATE_ROLLBACK_COMPLETE');
  assert.ok(fake.calls.includes('ContinueUpdateRollback'));
  assert.ok(seen.includes('UPDATE_ROLLBACK_COMPLETE'));
});

test('a creation that could not be undone is deleted', async () => {
  for (const status of ['ROLLBACK_FAILED', 'CREATE_FAILED', 'DELETE_FAILED']) {
    const { recover } = recovering(status);
    assert.deepEqual(await recover(), { before: status, after: 'DELETE_COMPLETE', cause: null });
  }
});

test('what still holds it is the cause', async () => {
  const { fake, recover } = recovering('ROLLBACK_FAILED');
  fake.held.set('Queue', 'The queue is in use');
  const { after, cause } = await recover();
  assert.equal(after, 'DELETE_FAILED');
  assert.deepEqual([cause?.logicalId, cause?.message], ['Queue', 'The queue is in use']);
});

test('what cannot be deleted is left behind by name', async () => {
  const { fake, stack, recover } = recovering('CREATE_COMPLETE');
  fake.held.set('Queue', 'The queue is in use');
  stack.status = 'ROLLBACK_FAILED';
  await recover();
  assert.deepEqual(await recover({ retain: ['Queue'] }), {
    before: 'DELETE_FAILED',
    after: 'DELETE_COMPLETE',
    cause: null,
  });
});

const mistakes: [string, string, Partial<RecoverOptions>, RegExp][] = [
  ['a stack that does not exist', 'CREATE_COMPLETE', { stackName: 'none' }, /^no stack none is deployed/],
  ['a healthy stack', 'UPDATE_COMPLETE', {}, /^stack app is in UPDATE_COMPLETE: it needs no recovery$/],
  ['a stack that deploy heals', 'ROLLBACK_COMPLETE', {}, /the next deploy deletes it and makes it again$/],
  ['a stack that is under way', 'UPDATE_IN_PROGRESS', {}, /wait for it to end, deploy does$/],
  ['--retain for a rollback', 'UPDATE_ROLLBACK_FAILED', { retain: ['Queue'] }, /^this stack takes --skip/],
  ['--skip for a deletion', 'DELETE_FAILED', { skip: ['Queue'] }, /^this stack takes --retain/],
  [
    'a name that did not fail',
    'UPDATE_ROLLBACK_FAILED',
    { skip: ['Que'] },
    /^--skip takes what failed \(nothing did\), not 'Que'/,
  ],
];

for (const [name, status, more, message] of mistakes) {
  test(`mistake: ${name}`, async () => {
    await assert.rejects(recovering(status).recover(more), (error: unknown) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, message);
      return true;
    });
  });
}

test('a refusal is an error of its own', async () => {
  const { fake, recover } = recovering('UPDATE_ROLLBACK_FAILED');
  fake.failNext('ContinueUpdateRollback', accessDenied('cloudformation:ContinueUpdateRollback'));
  await assert.rejects(recover(), { name: 'AccessDenied' });
});
