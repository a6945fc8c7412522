import { equal, match, rejects } from 'node:assert/strict';
import { before, test } from 'node:test';
import * as cfn from '@aws-sdk/client-cloudformation';
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { zipSync } from 'fflate';
import type { EmbeddedAws } from '../../scripts/embedded/start.ts';
import { accountRoot, clientOptions, deploy, role } from './fixture.ts';
import { awsForFile } from './own-aws.ts';

const STACKS = { 'Fn::Sub': 'arn:aws:cloudformation:*:${AWS::AccountId}:stack/app-*/*' };
const service = { Service: 'cloudformation.amazonaws.com' };

const template = {
  Resources: {
    Passed: role(service, []),
    NotPassed: role(service, []),
    Planner: role(accountRoot, [
      {
        ...{ Effect: 'Allow', Action: ['cloudformation:CreateChangeSet', 'cloudformation:DeleteChangeSet'] },
        Resource: STACKS,
        Condition: { StringLike: { 'cloudformation:ChangeSetName': ['own-*', 'arn:*:changeSet/own-*'] } },
      },
      { Effect: 'Allow', Action: 'cloudformation:DescribeChangeSet', Resource: STACKS },
      {
        ...{ Effect: 'Allow', Action: 'iam:PassRole', Resource: { 'Fn::GetAtt': ['Passed', 'Arn'] } },
        Condition: { StringEquals: { 'iam:PassedToService': 'cloudformation.amazonaws.com' } },
      },
    ]),
    Detector: role(accountRoot, [{ Effect: 'Allow', Action: 'cloudformation:DetectStackDrift', Resource: STACKS }]),
    ResourceDetector: role(accountRoot, [
      {
        ...{ Effect: 'Allow', Resource: STACKS },
        Action: ['cloudformation:DetectStackDrift', 'cloudformation:DetectStackResourceDrift'],
      },
    ]),
    Builder: role(accountRoot, [{ Effect: 'Allow', Action: 'lambda:CreateFunction', Resource: '*' }]),
    Maker: role(accountRoot, [
      { Effect: 'Allow', Action: 'lambda:CreateFunction', Resource: '*' },
      {
        ...{ Effect: 'Allow', Action: 'iam:PassRole', Resource: '*' },
        Condition: { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
      },
    ]),
    Tagger: role(accountRoot, [
      { Effect: 'Allow', Action: 'cloudformation:CreateChangeSet', Resource: STACKS },
      {
        ...{ Effect: 'Allow', Action: 'cloudformation:TagResource', Resource: STACKS },
        Condition: { StringEquals: { 'cloudformation:CreateAction': 'CreateChangeSet' } },
      },
    ]),
  },
  Outputs: Object.fromEntries(
    ['Passed', 'NotPassed', 'Planner', 'Detector', 'ResourceDetector', 'Builder', 'Maker', 'Tagger'].map((name) => [
      name,
      { Value: { 'Fn::GetAtt': [name, 'Arn'] } },
    ]),
  ),
};

let aws: EmbeddedAws;
let arns: Record<string, string>;
let planner: cfn.CloudFormationClient;
let tagger: cfn.CloudFormationClient;

before(async () => {
  aws = await awsForFile();
  arns = await deploy(aws, 'roles', template);
  planner = await as('Planner');
  tagger = await as('Tagger');
});

async function as(name: string): Promise<cfn.CloudFormationClient> {
  const sts = new STSClient(clientOptions(aws));
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: arns[name], RoleSessionName: 'test' }));
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  return new cfn.CloudFormationClient(clientOptions(aws, { credentials }));
}

function create(client: cfn.CloudFormationClient, name: string, more: Partial<cfn.CreateChangeSetCommandInput> = {}) {
  const TemplateBody = JSON.stringify({ Resources: { Queue: { Type: 'AWS::SQS::Queue' } } });
  const input = { StackName: 'app-a', ChangeSetName: name, ChangeSetType: 'CREATE' as const, TemplateBody, ...more };
  return client.send(new cfn.CreateChangeSetCommand(input));
}

const denied = (action: string) => ({ message: new RegExp(`not authorized to perform: ${action}\\b`) });

test('a change set may be made under some names alone', async () => {
  await rejects(create(planner, 'other-1'), denied('cloudformation:CreateChangeSet'));
  match((await create(planner, 'own-1')).Id ?? '', /changeSet\/own-1\//);
});

test('a change set that is named by its ARN is one of its stack', async () => {
  const { Id } = await create(planner, 'own-2', { StackName: 'app-b' });
  const { StackName } = await planner.send(new cfn.DescribeChangeSetCommand({ ChangeSetName: Id }));
  equal(StackName, 'app-b');
  await planner.send(new cfn.DeleteChangeSetCommand({ ChangeSetName: Id }));
  const owner = new cfn.CloudFormationClient(clientOptions(aws));
  const other = await create(owner, 'own-3', { StackName: 'else' });
  await rejects(
    planner.send(new cfn.DescribeChangeSetCommand({ ChangeSetName: other.Id })),
    denied('cloudformation:DescribeChangeSet'),
  );
  const nobodys = Id?.replace('own-2', 'own-9');
  await rejects(
    planner.send(new cfn.DescribeChangeSetCommand({ ChangeSetName: nobodys })),
    denied('cloudformation:DescribeChangeSet'),
  );
});

test('a role is passed by who may pass it', async () => {
  await rejects(create(planner, 'own-4', { StackName: 'app-c', RoleARN: arns.NotPassed }), denied('iam:PassRole'));
  await create(planner, 'own-5', { StackName: 'app-c', RoleARN: arns.Passed });
  await rejects(create(tagger, 'own-6', { StackName: 'app-d', RoleARN: arns.Passed }), denied('iam:PassRole'));
});

test('tags are given by who may tag', async () => {
  const Tags = [{ Key: 'a', Value: 'b' }];
  await rejects(create(planner, 'own-7', { StackName: 'app-e', Tags }), denied('cloudformation:TagResource'));
  await create(tagger, 'own-8', { StackName: 'app-e', Tags });
});

test('who takes tags off needs the right to, beside that to tag', async () => {
  const owner = new cfn.CloudFormationClient(clientOptions(aws));
  const StackName = 'app-tagged';
  const TemplateBody = JSON.stringify({ Resources: { Queue: { Type: 'AWS::SQS::Queue' } } });
  const Tags = [{ Key: 'a', Value: 'b' }];
  await owner.send(new cfn.CreateStackCommand({ StackName, TemplateBody, Tags }));
  await cfn.waitUntilStackCreateComplete({ client: owner, maxWaitTime: 20, minDelay: 1 }, { StackName });
  const update = { StackName, ChangeSetType: 'UPDATE' as const };
  await create(tagger, 'more', { ...update, Tags: [...Tags, { Key: 'c', Value: 'd' }] });
  const other = create(tagger, 'other', { ...update, Tags: [{ Key: 'c', Value: 'd' }] });
  await rejects(other, denied('cloudformation:UntagResource'));
});

test('who makes a function passes its role', async () => {
  const client = async (name: string) => {
    const sts = new STSClient(clientOptions(aws));
    const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: arns[name], RoleSessionName: 'test' }));
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
    const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
    return new LambdaClient(clientOptions(aws, { credentials }));
  };
  const make = async (name: string, FunctionName: string) => {
    const code = {
      Code: { ZipFile: zipSync({ 'index.mjs': Buffer.from('x') }) },
      Handler: 'index.handler',
      Runtime: 'nodejs24.x' as const,
    };
    const Role = arns.Passed;
    return (await client(name)).send(new CreateFunctionCommand({ FunctionName, Role, ...code }));
  };
  await make('Maker', 'made');
  await rejects(make('Builder', 'not-made'), denied('iam:PassRole'));
});

test('who has drift detected is asked for each resource, too', async () => {
  const owner = new cfn.CloudFormationClient(clientOptions(aws));
  const StackName = 'app-drifts';
  const TemplateBody = JSON.stringify({ Resources: { Queue: { Type: 'AWS::SQS::Queue' } } });
  await owner.send(new cfn.CreateStackCommand({ StackName, TemplateBody }));
  await cfn.waitUntilStackCreateComplete({ client: owner, maxWaitTime: 20, minDelay: 1 }, { StackName });
  const detect = async (name: string) => (await as(name)).send(new cfn.DetectStackDriftCommand({ StackName }));
  await rejects(detect('Detector'), denied('cloudformation:DetectStackResourceDrift'));
  await rejects(detect('ResourceDetector'), denied('cloudformation:BatchDescribeTypeConfigurations'));
});
