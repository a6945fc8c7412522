import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CreateChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  ListStackSetsCommand,
} from '@aws-sdk/client-cloudformation';
import { throttled } from './fake-errors.ts';
import { setting, templateOf } from './setting.ts';

const create = (name: string, TemplateBody = templateOf({ A: 'a' }), ChangeSetType: 'CREATE' | 'UPDATE' = 'CREATE') =>
  new CreateChangeSetCommand({ StackName: 'app', ChangeSetName: name, ChangeSetType, TemplateBody });

test('goes through the states of a creation, one a look', async () => {
  const { fake } = setting();
  const { Id } = await fake.client.send(
    create('one', templateOf({ A: 'a' }, { Out: { Value: 'v', Export: { Name: 'x' } } })),
  );
  assert.equal(fake.stack('app')?.status, 'REVIEW_IN_PROGRESS');
  await fake.client.send(new ExecuteChangeSetCommand({ ChangeSetName: Id, ClientRequestToken: 'token' }));
  const statuses: (string | undefined)[] = [];
  for (let look = 0; look < 3; look++) {
    const { Stacks } = await fake.client.send(new DescribeStacksCommand({ StackName: 'app' }));
    statuses.push(Stacks?.[0]?.StackStatus);
  }
  assert.deepEqual(statuses, ['CREATE_IN_PROGRESS', 'CREATE_IN_PROGRESS', 'CREATE_COMPLETE']);
  assert.deepEqual(fake.stack('app')?.exports, { x: 'v' });
  const { StackEvents } = await fake.client.send(new DescribeStackEventsCommand({ StackName: 'app' }));
  assert.deepEqual(
    StackEvents?.map((event) => [event.LogicalResourceId, event.ResourceStatus, event.ClientRequestToken]),
    [
      ['app', 'CREATE_COMPLETE', 'token'],
      ['A', 'CREATE_COMPLETE', 'token'],
      ['A', 'CREATE_IN_PROGRESS', 'token'],
      ['app', 'CREATE_IN_PROGRESS', 'token'],
    ],
  );
});

const refusals: [string, 'CREATE' | 'UPDATE', RegExp][] = [
  ['CREATE_COMPLETE', 'CREATE', /already exists and cannot be created again/],
  ['ROLLBACK_COMPLETE', 'CREATE', /already exists and cannot be created again/],
  ['ROLLBACK_COMPLETE', 'UPDATE', /is in ROLLBACK_COMPLETE state and can not be updated/],
  ['UPDATE_IN_PROGRESS', 'UPDATE', /is in UPDATE_IN_PROGRESS state and can not be updated/],
  ['UPDATE_ROLLBACK_FAILED', 'UPDATE', /is in UPDATE_ROLLBACK_FAILED state and can not be updated/],
  ['REVIEW_IN_PROGRESS', 'UPDATE', /is in REVIEW_IN_PROGRESS state and can not be updated/],
];

for (const [status, type, message] of refusals) {
  test(`refuses a change set of type ${type} in ${status}, as AWS does`, async () => {
    const { fake } = setting();
    fake.addStack('app', status);
    await assert.rejects(fake.client.send(create('one', undefined, type)), { name: 'ValidationError', message });
  });
}

test('refuses an update of nothing, an unknown stack, an unknown change set and an unknown import', async () => {
  const { fake } = setting();
  await assert.rejects(fake.client.send(create('one', undefined, 'UPDATE')), /Stack \[app\] does not exist/);
  await assert.rejects(fake.client.send(new DescribeStacksCommand({ StackName: 'app' })), /does not exist/);
  await assert.rejects(fake.client.send(new DescribeChangeSetCommand({ ChangeSetName: 'x' })), {
    name: 'ChangeSetNotFoundException',
  });
  const importing = JSON.stringify({
    Resources: { A: { Type: 'X', Properties: { Name: { 'Fn::ImportValue': 'y' } } } },
  });
  await assert.rejects(fake.client.send(create('one', importing)), /No export named y found/);
});

test('a name can be used again after the deletion, and the old stack is found by its ARN alone', async () => {
  const { fake } = setting();
  const old = fake.addStack('app', 'CREATE_COMPLETE');
  await fake.client.send(new DeleteStackCommand({ StackName: 'app' }));
  await fake.client.send(new DescribeStacksCommand({ StackName: old.id }));
  assert.equal(fake.stack('app'), undefined);
  const { Stacks } = await fake.client.send(new DescribeStacksCommand({ StackName: old.id }));
  assert.equal(Stacks?.[0]?.StackStatus, 'DELETE_COMPLETE');
  const { StackId } = await fake.client.send(create('one'));
  assert.notEqual(StackId, old.id);
});

test('fails as often as it is told to', async () => {
  const { fake } = setting();
  fake.addStack('app', 'CREATE_COMPLETE');
  fake.failNext('DescribeStacks', throttled(), 2);
  const look = () => fake.client.send(new DescribeStacksCommand({ StackName: 'app' }));
  await assert.rejects(look(), { name: 'Throttling', call: 'cloudformation:DescribeStacks' });
  await assert.rejects(look(), { name: 'Throttling' });
  assert.equal((await look()).Stacks?.length, 1);
  assert.deepEqual(fake.calls, ['DescribeStacks', 'DescribeStacks', 'DescribeStacks']);
});

test('a lost answer is a call made twice', async () => {
  const { fake } = setting();
  fake.loseAnswer('CreateChangeSet');
  await assert.rejects(fake.client.send(create('one')), { name: 'AlreadyExistsException' });
  assert.equal(fake.stack('app')?.changeSets.length, 1);
});

test('pages changes and events', async () => {
  const { fake } = setting({ pageSize: 2 });
  const { Id } = await fake.client.send(create('one', templateOf({ A: 'a', B: 'b', C: 'c' })));
  const first = await fake.client.send(new DescribeChangeSetCommand({ ChangeSetName: Id }));
  const second = await fake.client.send(
    new DescribeChangeSetCommand({ ChangeSetName: Id, NextToken: first.NextToken }),
  );
  assert.deepEqual([first.Changes?.length, second.Changes?.length, second.NextToken], [2, 1, undefined]);
});

test('does not pretend to know a call that it does not', async () => {
  await assert.rejects(setting().fake.client.send(new ListStackSetsCommand({})), /the fake knows no ListStackSets/);
});
