import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CancelUpdateStackCommand,
  ContinueUpdateRollbackCommand,
  CreateChangeSetCommand,
  type CreateChangeSetInput,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  type ExecuteChangeSetInput,
  RollbackStackCommand,
} from '@aws-sdk/client-cloudformation';
import { setting, templateOf } from './setting.ts';

async function executed(
  ChangeSetType: 'CREATE' | 'UPDATE',
  more: Partial<ExecuteChangeSetInput> = {},
  wishes: Partial<CreateChangeSetInput> = {},
) {
  const { fake } = setting();
  if (ChangeSetType === 'UPDATE') fake.addStack('app', 'CREATE_COMPLETE');
  const TemplateBody = templateOf({ A: 'a', B: 'b' });
  const input = { StackName: 'app', ChangeSetName: 'one', ChangeSetType, TemplateBody, ...wishes };
  const { Id: ChangeSetName } = await fake.client.send(new CreateChangeSetCommand(input));
  await fake.client.send(new ExecuteChangeSetCommand({ ChangeSetName, ...more }));
  const stack = fake.stack('app');
  assert.ok(stack);
  const rest = async () => {
    do await fake.client.send(new DescribeStacksCommand({ StackName: stack.id }));
    while (stack.steps.length > 0);
    return stack.status;
  };
  return { fake, stack, rest };
}

test('a rollback that failed is continued, when what broke it is repaired or skipped', async () => {
  const { fake, stack, rest } = await executed('UPDATE');
  fake.breaks.set('B', 'no').set('rollback', 'gone');
  assert.equal(await rest(), 'UPDATE_ROLLBACK_FAILED');
  const go = (...ResourcesToSkip: string[]) =>
    fake.client.send(new ContinueUpdateRollbackCommand({ StackName: 'app', ResourcesToSkip }));
  await go();
  assert.equal(stack.status, 'UPDATE_ROLLBACK_IN_PROGRESS');
  assert.equal(await rest(), 'UPDATE_ROLLBACK_FAILED');
  await assert.rejects(go('Other'), /cannot be skipped: \[Other\]/);
  const stuck = [...stack.resources].filter(([, { status }]) => status === 'UPDATE_FAILED').map(([id]) => id);
  assert.ok(stuck.length > 0);
  fake.breaks.delete('rollback');
  await go(...stuck);
  assert.equal(await rest(), 'UPDATE_ROLLBACK_COMPLETE');
});

test('a failure that was left as it is is rolled back', async () => {
  for (const [type, end] of [
    ['CREATE', 'ROLLBACK_COMPLETE'],
    ['UPDATE', 'UPDATE_ROLLBACK_COMPLETE'],
  ] as const) {
    const { fake, rest } = await executed(type, { DisableRollback: true });
    fake.breaks.set('B', 'no');
    assert.equal(await rest(), `${type}_FAILED`);
    await fake.client.send(new RollbackStackCommand({ StackName: 'app' }));
    assert.equal(await rest(), end);
  }
});

test('an update that is cancelled is rolled back', async () => {
  const { fake, stack, rest } = await executed('UPDATE');
  await fake.client.send(new CancelUpdateStackCommand({ StackName: 'app' }));
  assert.equal(await rest(), 'UPDATE_ROLLBACK_COMPLETE');
  assert.deepEqual([stack.template.Resources, stack.changeSets[0]?.executionStatus], [{}, 'EXECUTE_FAILED']);
});

test('in any other status these calls are refused', async () => {
  const { fake } = setting();
  fake.addStack('app', 'UPDATE_COMPLETE');
  const StackName = 'app';
  const refused = (call: string) => ({ message: `${call} cannot be called from current stack status` });
  await assert.rejects(fake.client.send(new CancelUpdateStackCommand({ StackName })), refused('CancelUpdateStack'));
  await assert.rejects(fake.client.send(new RollbackStackCommand({ StackName })), refused('RollbackStack'));
  await assert.rejects(
    fake.client.send(new ContinueUpdateRollbackCommand({ StackName })),
    refused('RollbackUpdatedStack'),
  );
});

test('a creation that failed takes back what it made, but for what is kept', async () => {
  const kept = async (RetainExceptOnCreate: boolean) => {
    const { fake, stack, rest } = await executed('CREATE', { RetainExceptOnCreate });
    Object.assign(stack.changeSets[0]?.template.Resources.A ?? {}, { DeletionPolicy: 'Retain' });
    fake.breaks.set('B', 'no');
    assert.equal(await rest(), 'ROLLBACK_COMPLETE');
    return [...stack.resources].map(([id, { status, physicalId }]) => `${id} ${status} ${physicalId}`);
  };
  assert.deepEqual(await kept(false), ['A DELETE_SKIPPED app-A', 'B CREATE_FAILED null']);
  assert.deepEqual(await kept(true), ['A DELETE_COMPLETE app-A', 'B CREATE_FAILED null']);
});

test('a creation can delete the stack when it fails', async () => {
  const { fake, stack, rest } = await executed('CREATE', {}, { OnStackFailure: 'DELETE' });
  fake.breaks.set('A', 'no');
  assert.equal(await rest(), 'DELETE_COMPLETE');
  assert.equal(fake.stack('app'), undefined);
  assert.equal(stack.resources.get('A')?.reason, 'no');
});
