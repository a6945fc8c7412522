import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CreateChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import type { FakeCloudFormation } from './fake-state.ts';
import { setting, templateOf } from './setting.ts';

const TemplateBody = JSON.stringify({ Resources: { Inner: { Type: 'AWS::CloudFormation::Stack' } } });

function nested(): FakeCloudFormation {
  const { fake } = setting();
  fake.nested.set('Inner', JSON.parse(templateOf({ A: 'a' })));
  return fake;
}

async function create(fake: FakeCloudFormation, ChangeSetType: 'CREATE' | 'UPDATE', IncludeNestedStacks = true) {
  const input = { StackName: 'app', ChangeSetName: `set-${ChangeSetType}`, ChangeSetType, TemplateBody };
  return (await fake.client.send(new CreateChangeSetCommand({ ...input, IncludeNestedStacks }))).Id ?? '';
}

async function execute(fake: FakeCloudFormation, ChangeSetName: string): Promise<string | undefined> {
  await fake.client.send(new ExecuteChangeSetCommand({ ChangeSetName }));
  const stack = fake.stack('app');
  while (stack?.steps.length) await fake.client.send(new DescribeStacksCommand({ StackName: 'app' }));
  return stack?.status;
}

const child = (fake: FakeCloudFormation) => fake.stacks.find(({ parent }) => parent !== null);

test('a change leads to the change set of the nested stack', async () => {
  const fake = nested();
  const ChangeSetName = await create(fake, 'CREATE');
  const { Changes } = await fake.client.send(new DescribeChangeSetCommand({ ChangeSetName }));
  const inner = Changes?.[0]?.ResourceChange?.ChangeSetId;
  const below = await fake.client.send(new DescribeChangeSetCommand({ ChangeSetName: inner }));
  assert.deepEqual(
    [below.Changes?.[0]?.ResourceChange?.LogicalResourceId, below.ParentChangeSetId],
    ['A', ChangeSetName],
  );
});

test('a nested stack is made, changed and deleted with the one around it', async () => {
  const fake = nested();
  assert.equal(await execute(fake, await create(fake, 'CREATE')), 'CREATE_COMPLETE');
  const { StackResourceSummaries } = await fake.client.send(new ListStackResourcesCommand({ StackName: 'app' }));
  assert.equal(StackResourceSummaries?.[0]?.PhysicalResourceId, child(fake)?.id);
  fake.nested.set('Inner', JSON.parse(templateOf({ A: 'b' })));
  assert.equal(await execute(fake, await create(fake, 'UPDATE')), 'UPDATE_COMPLETE');
  assert.equal(child(fake)?.template.Resources.A?.Properties?.Name, 'b');
  await fake.client.send(new DeleteStackCommand({ StackName: 'app' }));
  await fake.client.send(new DescribeStacksCommand({ StackName: 'app' }));
  assert.deepEqual(
    fake.stacks.map(({ status }) => status),
    ['DELETE_COMPLETE', 'DELETE_COMPLETE'],
  );
});

test('the first cause is among the events of the nested stack', async () => {
  const fake = nested();
  fake.breaks.set('A', 'Queue a exists already');
  assert.equal(await execute(fake, await create(fake, 'CREATE', false)), 'ROLLBACK_COMPLETE');
  const inner = child(fake);
  const { StackEvents } = await fake.client.send(new DescribeStackEventsCommand({ StackName: inner?.id }));
  assert.ok(StackEvents?.some(({ ResourceStatusReason }) => ResourceStatusReason === 'Queue a exists already'));
  const told = fake.stack('app')?.events.find(({ ResourceStatus }) => ResourceStatus === 'CREATE_FAILED');
  assert.deepEqual(
    [told?.PhysicalResourceId, told?.ResourceStatusReason],
    [
      inner?.id,
      `Embedded stack ${inner?.id} was not successfully created: The following resource(s) failed to create: [A]. `,
    ],
  );
});

test('what holds a nested stack holds the one around it', async () => {
  const fake = nested();
  await execute(fake, await create(fake, 'CREATE'));
  fake.held.set('A', 'not empty');
  await fake.client.send(new DeleteStackCommand({ StackName: 'app' }));
  await fake.client.send(new DescribeStacksCommand({ StackName: 'app' }));
  assert.deepEqual(
    fake.stacks.map(({ status }) => status),
    ['DELETE_FAILED', 'DELETE_FAILED'],
  );
});
