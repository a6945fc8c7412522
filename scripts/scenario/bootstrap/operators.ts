import { deepEqual, equal } from 'node:assert/strict';
import * as cfn from '@aws-sdk/client-cloudformation';
import * as cwl from '@aws-sdk/client-cloudwatch-logs';
import * as db from '@aws-sdk/client-dynamodb';
import * as fn from '@aws-sdk/client-lambda';
import * as sqs from '@aws-sdk/client-sqs';
import { zipSync } from 'fflate';
import { type Actor, actor } from '../clients.ts';
import type { Refusal, Stage } from '../scenario.ts';
import { signedCall } from '../signed-call.ts';
import { denied, freshName, type Ground } from './ground.ts';
import { becomeOperator, withPerson } from './people.ts';
import { withStack } from './stacks.ts';

const ITEM = { id: { S: 'a' } };
const ZipFile = zipSync({ 'index.mjs': Buffer.from('export const handler = async () => null;') });

/** People with a second factor, who reach what belongs to their own project. */
export async function operating(ground: Ground): Promise<void> {
  const { stage } = ground;
  await stage.part('operator: people of the project with a second factor', () => lettingIn(ground));
  await stage.part('operator: functions', () => functions(ground));
  await stage.part('operator: tables', () => tables(ground));
  await stage.part('operator: queues', () => queues(ground));
  await stage.part('operator: logs', () => logs(ground));
  await stage.part('operator: what there is', () => finds(ground));
}

async function lettingIn(ground: Ground): Promise<void> {
  const { stage, jobs } = ground;
  const project = jobs.parameters.Project ?? '';
  const refusal = { action: 'sts:AssumeRole', decision: denied };
  await withPerson(stage.owner, stage, project, async (person) => {
    await stage.step('a person of the project with a second factor becomes an operator', () =>
      becomeOperator(ground, person, { withFactor: true }),
    );
    await stage.refused('and without it nobody does', refusal, () =>
      becomeOperator(ground, person, { withFactor: false }),
    );
  });
  await withPerson(stage.owner, stage, 'Other', async (person) => {
    await stage.refused('nor anybody of another project', refusal, () =>
      becomeOperator(ground, person, { withFactor: true }),
    );
  });
  await withPerson(ownerElsewhere(ground), stage, project, async (person) => {
    await stage.refused('nor anybody of another account', refusal, () =>
      becomeOperator(ground, person, { withFactor: true }),
    );
  });
}

/** The administrator of another account; on the embedded AWS its id is the name of its root's key. */
function ownerElsewhere({ stage: { endpoint, region, accountId } }: Ground): Actor {
  const other = [...accountId].reverse().join('').replace(/^0/, '1');
  return actor(endpoint, region, { accessKeyId: other === accountId ? '444455556666' : other, secretAccessKey: other });
}

const sessions = new WeakMap<Stage, Promise<Actor>>();

/** An operator, the same one for all parts of a run. */
function operator(ground: Ground): Promise<Actor> {
  const { stage, jobs } = ground;
  const open = () =>
    withPerson(stage.owner, stage, jobs.parameters.Project ?? '', async (person) =>
      actor(stage.endpoint, stage.region, await becomeOperator(ground, person, { withFactor: true })),
    );
  const session = sessions.get(stage) ?? open();
  sessions.set(stage, session);
  return session;
}

/** Something of the project and the same of another one, for as long as the work lasts. */
async function withBoth(
  { stage, jobs }: Ground,
  resources: (project: string, suffix: 'Own' | 'Other') => object,
  work: (outputs: Record<string, string>) => Promise<void>,
): Promise<void> {
  const Resources = { ...resources(jobs.parameters.Project ?? '', 'Own'), ...resources('Other', 'Other') };
  const refs = Object.keys(Resources).map((id) => [id, { Value: { Ref: id } }]);
  const template = { Resources, Outputs: Object.fromEntries(refs) };
  await withStack(stage.owner.cloudformation, freshName(), template, ({ outputs }) => work(outputs));
}

const tagsOf = (Value: string) => [{ Key: 'Project', Value }];

const refusing = (action: string): Refusal => ({ action, decision: denied });

async function functions(ground: Ground): Promise<void> {
  const { stage, name } = ground;
  const Role = `arn:aws:iam::${stage.accountId}:role/${name}-operator`;
  const code = { Code: { ZipFile: 'exports.handler = async () => null;' }, Handler: 'index.handler' };
  const resources = (project: string, suffix: string) => ({
    [`Function${suffix}`]: {
      Type: 'AWS::Lambda::Function',
      Properties: { ...code, Role, Runtime: 'nodejs24.x', Tags: tagsOf(project) },
    },
  });
  await withBoth(ground, resources, async ({ FunctionOwn: FunctionName, FunctionOther }) => {
    const { lambda } = await operator(ground);
    await stage.step('an operator looks at, calls, pauses and repairs a function', async () => {
      const { Configuration } = await lambda.send(new fn.GetFunctionCommand({ FunctionName }));
      await lambda.send(new fn.GetFunctionConfigurationCommand({ FunctionName }));
      await lambda.send(new fn.ListTagsCommand({ Resource: Configuration?.FunctionArn }));
      await lambda.send(new fn.InvokeCommand({ FunctionName, InvocationType: 'DryRun' }));
      await lambda.send(new fn.PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }));
      await lambda.send(new fn.UpdateFunctionCodeCommand({ FunctionName, ZipFile }));
      await lambda.send(new fn.UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 4 }));
    });
    await stage.refused('but none of another project', refusing('lambda:InvokeFunction'), () =>
      lambda.send(new fn.InvokeCommand({ FunctionName: FunctionOther, InvocationType: 'DryRun' })),
    );
  });
}

async function tables(ground: Ground): Promise<void> {
  const { stage } = ground;
  const keys = {
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  };
  const resources = (project: string, suffix: string) => ({
    [`Table${suffix}`]: {
      Type: 'AWS::DynamoDB::Table',
      Properties: { ...keys, BillingMode: 'PAY_PER_REQUEST', Tags: tagsOf(project) },
    },
  });
  await withBoth(ground, resources, async ({ TableOwn: TableName, TableOther }) => {
    const { dynamodb } = await operator(ground);
    await stage.step('an operator reads a table', async () => {
      await dynamodb.send(new db.DescribeTableCommand({ TableName }));
      await dynamodb.send(new db.GetItemCommand({ TableName, Key: ITEM }));
      const query = { KeyConditionExpression: 'id = :a', ExpressionAttributeValues: { ':a': ITEM.id } };
      await dynamodb.send(new db.QueryCommand({ TableName, ...query }));
      deepEqual((await dynamodb.send(new db.ScanCommand({ TableName }))).Items, []);
    });
    await stage.refused('but none of another project', refusing('dynamodb:Scan'), () =>
      dynamodb.send(new db.ScanCommand({ TableName: TableOther })),
    );
    await stage.refused('and writes none', refusing('dynamodb:PutItem'), () =>
      dynamodb.send(new db.PutItemCommand({ TableName, Item: ITEM })),
    );
  });
}

async function queues(ground: Ground): Promise<void> {
  const { stage } = ground;
  const resources = (project: string, suffix: string) => ({
    [`Queue${suffix}`]: { Type: 'AWS::SQS::Queue', Properties: { Tags: tagsOf(project) } },
  });
  await withBoth(ground, resources, async ({ QueueOwn: QueueUrl, QueueOther }) => {
    const client = (await operator(ground)).sqs;
    await stage.step('an operator looks into a queue', async () => {
      await client.send(new sqs.GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
      await client.send(new sqs.ReceiveMessageCommand({ QueueUrl }));
    });
    await stage.refused('but into none of another project', refusing('sqs:ReceiveMessage'), () =>
      client.send(new sqs.ReceiveMessageCommand({ QueueUrl: QueueOther })),
    );
  });
}

async function logs(ground: Ground): Promise<void> {
  const { stage } = ground;
  const resources = (project: string, suffix: string) => ({
    [`Log${suffix}`]: { Type: 'AWS::Logs::LogGroup', Properties: { Tags: tagsOf(project) } },
  });
  await withBoth(ground, resources, async ({ LogOwn: logGroupName = '', LogOther = '' }) => {
    const stream = (group: string) => ({ logGroupName: group, logStreamName: 'a' });
    for (const group of [logGroupName, LogOther]) {
      await stage.owner.logs.send(new cwl.CreateLogStreamCommand(stream(group)));
    }
    const client = (await operator(ground)).logs;
    await stage.step('an operator reads a log', async () => {
      const { logStreams = [] } = await client.send(new cwl.DescribeLogStreamsCommand({ logGroupName }));
      equal(logStreams.length, 1);
      await client.send(new cwl.FilterLogEventsCommand({ logGroupName }));
      await client.send(new cwl.GetLogEventsCommand(stream(logGroupName)));
    });
    await stage.refused('but none of another project', refusing('logs:GetLogEvents'), () =>
      client.send(new cwl.GetLogEventsCommand(stream(LogOther))),
    );
  });
}

async function finds(ground: Ground): Promise<void> {
  const { stage, name, prefix } = ground;
  const as = await operator(ground);
  const StackName = `${name}-bootstrap`;
  await stage.step('an operator finds what there is', async () => {
    await as.lambda.send(new fn.ListFunctionsCommand({}));
    await as.logs.send(new cwl.DescribeLogGroupsCommand({}));
    const credentials = await as.sts.config.credentials();
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const body = 'Action=DescribeAlarms&Version=2010-08-01';
    await signedCall({ ...stage, credentials }, { service: 'monitoring', headers: form, body });
  });
  await stage.step('and looks at stacks of the environment', async () => {
    await as.cloudformation.send(new cfn.DescribeStacksCommand({ StackName }));
    await as.cloudformation.send(new cfn.DescribeStackEventsCommand({ StackName }));
    await as.cloudformation.send(new cfn.DescribeStackResourcesCommand({ StackName }));
    await as.cloudformation.send(new cfn.ListStackResourcesCommand({ StackName }));
  });
  await stage.refused('but not of another one', refusing('cloudformation:DescribeStacks'), () =>
    as.cloudformation.send(new cfn.DescribeStacksCommand({ StackName: `${prefix}-other-x` })),
  );
}
