import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CreateChangeSetCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  GetStackPolicyCommand,
  GetTemplateCommand,
  ListExportsCommand,
  ListImportsCommand,
  ListStackResourcesCommand,
  ListStacksCommand,
  SetStackPolicyCommand,
} from '@aws-sdk/client-cloudformation';
import { addEvent } from './fake-stack.ts';
import { setting, templateOf } from './setting.ts';

const importing = { Resources: { A: { Type: 'X', Properties: { Name: { 'Fn::ImportValue': 'x' } } } } };

test('describes a stack as it was deployed, and hides what has no echo', async () => {
  const { fake } = setting();
  const Parameters = {
    Open: { Type: 'String' },
    Secret: { Type: 'String', NoEcho: true },
  };
  const { Id } = await fake.client.send(
    new CreateChangeSetCommand({
      ...{
        StackName: 'app',
        ChangeSetName: 'one',
        ChangeSetType: 'CREATE',
        RoleARN: 'arn:aws:iam::111122223333:role/r',
      },
      TemplateBody: JSON.stringify({ ...JSON.parse(templateOf({ A: 'a' })), Parameters }),
      Parameters: [
        { ParameterKey: 'Open', ParameterValue: 'o' },
        { ParameterKey: 'Secret', ParameterValue: 's' },
      ],
      Tags: [{ Key: 'Project', Value: 'x' }],
      RollbackConfiguration: { MonitoringTimeInMinutes: 3 },
    }),
  );
  await fake.client.send(new ExecuteChangeSetCommand({ ChangeSetName: Id }));
  const look = () => fake.client.send(new DescribeStacksCommand({ StackName: 'app' }));
  await look();
  await look();
  const { Stacks: [stack] = [] } = await look();
  assert.equal(stack?.RoleARN, 'arn:aws:iam::111122223333:role/r');
  assert.deepEqual(stack.RollbackConfiguration, { MonitoringTimeInMinutes: 3 });
  assert.deepEqual(stack.Tags, [{ Key: 'Project', Value: 'x' }]);
  assert.deepEqual(
    stack.Parameters?.map((parameter) => [parameter.ParameterKey, parameter.ParameterValue]),
    [
      ['Open', 'o'],
      ['Secret', '****'],
    ],
  );
  assert.ok((stack.LastUpdatedTime ?? 0) > (stack.CreationTime ?? 0));
});

test('all stacks are described, and listed by status, over pages', async () => {
  const { fake } = setting({ pageSize: 2 });
  for (const name of ['a', 'b', 'c']) fake.addStack(name, 'CREATE_COMPLETE');
  fake.addStack('gone', 'DELETE_COMPLETE');
  const first = await fake.client.send(new DescribeStacksCommand({}));
  const second = await fake.client.send(new DescribeStacksCommand({ NextToken: first.NextToken }));
  const described = [...(first.Stacks ?? []), ...(second.Stacks ?? [])];
  assert.deepEqual(
    described.map(({ StackName }) => StackName),
    ['a', 'b', 'c'],
  );
  const listed = await fake.client.send(new ListStacksCommand({ StackStatusFilter: ['DELETE_COMPLETE'] }));
  assert.deepEqual(
    listed.StackSummaries?.map(({ StackName }) => StackName),
    ['gone'],
  );
});

test('resources have the status of their last event, those of a template put there are complete', async () => {
  const { fake } = setting({ pageSize: 1 });
  const stack = fake.addStack('app', 'CREATE_COMPLETE');
  stack.template = JSON.parse(templateOf({ A: 'a', B: 'b' }));
  addEvent(stack, 't', 'B', 'DELETE_SKIPPED');
  const first = await fake.client.send(new ListStackResourcesCommand({ StackName: 'app' }));
  const second = await fake.client.send(
    new ListStackResourcesCommand({ StackName: 'app', NextToken: first.NextToken }),
  );
  const all = [...(first.StackResourceSummaries ?? []), ...(second.StackResourceSummaries ?? [])];
  assert.deepEqual(
    all.map((resource) => [resource.LogicalResourceId, resource.ResourceStatus]),
    [
      ['A', 'CREATE_COMPLETE'],
      ['B', 'DELETE_SKIPPED'],
    ],
  );
  const { StackResources } = await fake.client.send(new DescribeStackResourcesCommand({ StackName: 'app' }));
  assert.deepEqual(
    StackResources?.map(({ PhysicalResourceId }) => PhysicalResourceId),
    ['app-A', 'app-B'],
  );
});

test('exports say whose they are, imports who uses them', async () => {
  const { fake } = setting();
  const giver = fake.addStack('giver', 'CREATE_COMPLETE');
  giver.exports = { x: '1', y: '2' };
  fake.addStack('taker', 'CREATE_COMPLETE').template = importing;
  const { Exports } = await fake.client.send(new ListExportsCommand({}));
  assert.deepEqual(Exports?.[0], { Name: 'x', Value: '1', ExportingStackId: giver.id });
  const { Imports } = await fake.client.send(new ListImportsCommand({ ExportName: 'x' }));
  assert.deepEqual(Imports, ['taker']);
  await assert.rejects(fake.client.send(new ListImportsCommand({ ExportName: 'y' })), {
    name: 'ValidationError',
    message: "Export 'y' is not imported by any stack.",
  });
});

test('gives the template of a stack and of a change set, and the stack policy that was set', async () => {
  const { fake } = setting();
  fake.addStack('app', 'CREATE_COMPLETE').template = JSON.parse(templateOf({ A: 'a' }));
  const wanted = templateOf({ A: 'b' });
  const { Id: ChangeSetName } = await fake.client.send(
    new CreateChangeSetCommand({ StackName: 'app', ChangeSetName: 'one', TemplateBody: wanted }),
  );
  const of = async (input: { StackName?: string; ChangeSetName?: string | undefined }) => {
    const { TemplateBody = '' } = await fake.client.send(new GetTemplateCommand(input));
    return JSON.parse(TemplateBody);
  };
  assert.equal((await of({ StackName: 'app' })).Resources.A.Properties.Name, 'a');
  assert.equal((await of({ ChangeSetName })).Resources.A.Properties.Name, 'b');
  await fake.client.send(new SetStackPolicyCommand({ StackName: 'app', StackPolicyBody: '{}' }));
  const { StackPolicyBody } = await fake.client.send(new GetStackPolicyCommand({ StackName: 'app' }));
  assert.equal(StackPolicyBody, '{}');
});
