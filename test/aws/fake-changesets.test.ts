import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CreateChangeSetCommand,
  type CreateChangeSetInput,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  ListChangeSetsCommand,
} from '@aws-sdk/client-cloudformation';
import type { FakeCloudFormation, FakeOptions } from './fake-state.ts';
import { setting, templateOf } from './setting.ts';

function deployed(options?: FakeOptions) {
  const { fake } = setting(options);
  fake.addStack('app', 'CREATE_COMPLETE').template = JSON.parse(templateOf({ A: 'a', B: 'b' }));
  return fake;
}

async function create(fake: FakeCloudFormation, name: string, more: Partial<CreateChangeSetInput> = {}) {
  const TemplateBody = templateOf({ A: 'changed', B: 'b', C: 'c' });
  const input = { StackName: 'app', ChangeSetName: name, TemplateBody, ...more };
  return (await fake.client.send(new CreateChangeSetCommand(input))).Id ?? '';
}

async function untilRest(fake: FakeCloudFormation, name = 'app'): Promise<string | undefined> {
  const stack = fake.stack(name);
  while (stack?.steps.length) await fake.client.send(new DescribeStacksCommand({ StackName: stack.id }));
  return stack?.status;
}

test('lists change sets with their times and statuses', async () => {
  const fake = deployed({ pageSize: 1 });
  await create(fake, 'one', { Description: 'first' });
  await create(fake, 'two', { TemplateBody: templateOf({ A: 'a', B: 'b' }) });
  const first = await fake.client.send(new ListChangeSetsCommand({ StackName: 'app' }));
  const second = await fake.client.send(new ListChangeSetsCommand({ StackName: 'app', NextToken: first.NextToken }));
  const all = [...(first.Summaries ?? []), ...(second.Summaries ?? [])];
  assert.deepEqual(
    all.map((set) => [set.ChangeSetName, set.Status, set.ExecutionStatus, set.Description]),
    [
      ['one', 'CREATE_COMPLETE', 'AVAILABLE', 'first'],
      ['two', 'FAILED', 'UNAVAILABLE', undefined],
    ],
  );
  assert.ok((all[0]?.CreationTime ?? 0) < (all[1]?.CreationTime ?? 0));
});

test('gives values before and after only when asked, and may lose changes over it', async () => {
  const fake = deployed();
  const ChangeSetName = await create(fake, 'one');
  const describe = async (IncludePropertyValues: boolean) => {
    const { Changes } = await fake.client.send(new DescribeChangeSetCommand({ ChangeSetName, IncludePropertyValues }));
    return Changes?.map(({ ResourceChange }) => ResourceChange) ?? [];
  };
  const [bare] = await describe(false);
  assert.deepEqual(bare?.Details?.[0]?.Target, {
    ...{ Attribute: 'Properties', Name: 'Name', RequiresRecreation: 'Always' },
  });
  assert.equal(bare.BeforeContext, undefined);
  const [full, added] = await describe(true);
  const { BeforeValue, AfterValue, Path } = full?.Details?.[0]?.Target ?? {};
  assert.deepEqual([BeforeValue, AfterValue, Path], ['a', 'changed', '/Properties/Name']);
  assert.equal(added?.AfterContext, '{"Properties":{"Name":"c"}}');
  fake.droppedWithValues.add('A');
  assert.deepEqual(
    (await describe(true)).map((change) => change?.LogicalResourceId),
    ['C'],
  );
  assert.equal((await describe(false)).length, 2);
});

test('an execution takes the other change sets with it and cannot be repeated', async () => {
  const fake = deployed();
  const one = await create(fake, 'one');
  const two = await create(fake, 'two');
  const execute = (ChangeSetName: string) => fake.client.send(new ExecuteChangeSetCommand({ ChangeSetName }));
  await execute(one);
  const running = 'cannot be executed in its current execution status of [EXECUTE_IN_PROGRESS]';
  await assert.rejects(execute(one), {
    name: 'InvalidChangeSetStatusException',
    message: `ChangeSet [${one}] ${running}`,
  });
  await assert.rejects(execute(two), { name: 'ChangeSetNotFoundException' });
  await assert.rejects(fake.client.send(new DeleteChangeSetCommand({ ChangeSetName: one })), /cannot be deleted/);
  assert.equal(await untilRest(fake), 'UPDATE_COMPLETE');
  await assert.rejects(execute(one), /EXECUTE_COMPLETE/);
});

test('a change set of a busy stack is not executed, and one that is gone is gone', async () => {
  const fake = deployed();
  const stack = fake.stack('app');
  const ChangeSetName = await create(fake, 'one');
  assert.ok(stack);
  stack.status = 'UPDATE_IN_PROGRESS';
  const message = `Stack:${stack.id} is in UPDATE_IN_PROGRESS state and can not be updated.`;
  await assert.rejects(fake.client.send(new ExecuteChangeSetCommand({ ChangeSetName })), { message });
  await fake.client.send(new DeleteChangeSetCommand({ ChangeSetName }));
  await fake.client.send(new DeleteChangeSetCommand({ ChangeSetName }));
  await assert.rejects(fake.client.send(new ExecuteChangeSetCommand({ ChangeSetName })), /does not exist/);
});

test('roles need a capability', async () => {
  const fake = deployed();
  const TemplateBody = JSON.stringify({ Resources: { R: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'r' } } } });
  await assert.rejects(create(fake, 'one', { TemplateBody }), {
    name: 'InsufficientCapabilitiesException',
    message: 'Requires capabilities : [CAPABILITY_NAMED_IAM]',
  });
  await create(fake, 'one', { TemplateBody, Capabilities: ['CAPABILITY_NAMED_IAM'] });
  assert.deepEqual(fake.stack('app')?.changeSets[0]?.input.Capabilities, ['CAPABILITY_NAMED_IAM']);
});

test('a rejected creation leaves no stack', async () => {
  const { fake } = setting();
  const Name = { 'Fn::ImportValue': 'none' };
  const TemplateBody = JSON.stringify({ Resources: { A: { Type: 'X', Properties: { Name } } } });
  await assert.rejects(create(fake, 'one', { ChangeSetType: 'CREATE', TemplateBody }), /No export named none found/);
  assert.deepEqual(fake.stacks, []);
});

test('a removed export that is in use rolls the update back', async () => {
  const fake = deployed();
  const stack = fake.stack('app');
  assert.ok(stack);
  stack.exports = { x: '1' };
  const Name = { 'Fn::ImportValue': 'x' };
  fake.addStack('taker', 'CREATE_COMPLETE').template = { Resources: { A: { Type: 'X', Properties: { Name } } } };
  await fake.client.send(new ExecuteChangeSetCommand({ ChangeSetName: await create(fake, 'one') }));
  assert.equal(await untilRest(fake), 'UPDATE_ROLLBACK_COMPLETE');
  const reasons = stack.events.map(({ ResourceStatusReason }) => ResourceStatusReason);
  assert.ok(reasons.includes('Cannot delete export x as it is in use by taker.'));
});
