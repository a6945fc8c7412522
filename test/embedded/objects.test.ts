/** What is asked for beside the action of a call: locks, lists, tags of tables, streams of logs. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DescribeLogStreamsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as s3 from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { EmbeddedAws } from '../../scripts/embedded/start.ts';
import { accountRoot, clientOptions, deploy, role } from './fixture.ts';
import { awsForFile } from './own-aws.ts';

const objects = { 'Fn::Sub': '${Bucket.Arn}/*' };
const tables = { 'Fn::Sub': 'arn:aws:dynamodb:*:${AWS::AccountId}:table/*' };
const logs = { 'Fn::Sub': 'arn:aws:logs:*:${AWS::AccountId}:log-group:/own/*:*' };
const allow = (Action: string | string[], Resource: unknown, more: object = {}) => {
  return { Effect: 'Allow', Action, Resource, ...more };
};
const locks = allow('s3:PutObjectRetention', objects, {
  Condition: {
    NumericLessThanEquals: { 's3:object-lock-remaining-retention-days': '2' },
    StringEquals: { 's3:object-lock-mode': 'GOVERNANCE' },
  },
});
const template = {
  Resources: {
    Bucket: {
      Type: 'AWS::S3::Bucket',
      Properties: {
        VersioningConfiguration: { Status: 'Enabled' },
        ObjectLockEnabled: true,
        ObjectLockConfiguration: {
          ObjectLockEnabled: 'Enabled',
          Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: '1' } },
        },
      },
    },
    Unlocked: role(accountRoot, [
      allow(['s3:PutObject', 's3:GetObject'], objects),
      allow('dynamodb:CreateTable', tables),
      allow('logs:DescribeLogStreams', logs),
    ]),
    Locker: role(accountRoot, [
      allow('s3:PutObject', objects),
      locks,
      allow(['dynamodb:CreateTable', 'dynamodb:TagResource'], tables),
    ]),
    Lister: role(accountRoot, [
      allow('s3:GetObject', objects),
      allow('s3:ListBucket', { 'Fn::GetAtt': ['Bucket', 'Arn'] }),
    ]),
  },
  Outputs: {
    Bucket: { Value: { Ref: 'Bucket' } },
    ...Object.fromEntries(
      ['Unlocked', 'Locker', 'Lister'].map((name) => [name, { Value: { 'Fn::GetAtt': [name, 'Arn'] } }]),
    ),
  },
};

let aws: EmbeddedAws;
let outputs: Record<string, string>;

before(async () => {
  aws = await awsForFile();
  outputs = await deploy(aws, 'objects', template);
});

async function as(name: string) {
  const sts = new STSClient(clientOptions(aws));
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: outputs[name], RoleSessionName: 'test' }));
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  return clientOptions(aws, { credentials });
}

const denied = (action: string) => ({ message: new RegExp(`not authorized to perform: ${action}\\b`) });
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000 - 60_000);

test('a bucket of a stack has the lock of its template', async () => {
  const owner = new s3.S3Client(clientOptions(aws));
  const found = await owner.send(new s3.GetObjectLockConfigurationCommand({ Bucket: outputs.Bucket }));
  assert.deepEqual(found.ObjectLockConfiguration?.Rule?.DefaultRetention, { Mode: 'GOVERNANCE', Days: 1 });
});

test('who writes an object with a lock needs the right to lock it, so and for so long', async () => {
  const put = async (name: string, days: number, ObjectLockMode: s3.ObjectLockMode = 'GOVERNANCE') => {
    const client = new s3.S3Client(await as(name));
    const lock = { ObjectLockMode, ObjectLockRetainUntilDate: inDays(days) };
    return client.send(new s3.PutObjectCommand({ Bucket: outputs.Bucket, Key: 'locked', Body: 'x', ...lock }));
  };
  await put('Locker', 2);
  await assert.rejects(put('Locker', 3), denied('s3:PutObjectRetention'));
  await assert.rejects(put('Locker', 2, 'COMPLIANCE'), denied('s3:PutObjectRetention'));
  await assert.rejects(put('Unlocked', 2), denied('s3:PutObjectRetention'));
});

test('and so does who locks one afterwards', async () => {
  const client = new s3.S3Client(await as('Locker'));
  const lock = (days: number) => {
    const Retention = { Mode: 'GOVERNANCE' as const, RetainUntilDate: inDays(days) };
    return client.send(new s3.PutObjectRetentionCommand({ Bucket: outputs.Bucket, Key: 'locked', Retention }));
  };
  await lock(2);
  await assert.rejects(lock(3), denied('s3:PutObjectRetention'));
});

test('that an object is not there is told to who may list the bucket', async () => {
  const get = async (name: string, Key: string) => {
    const client = new s3.S3Client(await as(name));
    return client.send(new s3.GetObjectCommand({ Bucket: outputs.Bucket, Key }));
  };
  await assert.rejects(get('Lister', 'absent'), { name: 'NoSuchKey' });
  await assert.rejects(get('Unlocked', 'absent'), denied('s3:ListBucket'));
  await get('Unlocked', 'locked');
});

test('who makes a table with tags needs the right to tag it', async () => {
  const make = async (name: string, TableName: string, Tags?: { Key: string; Value: string }[]) => {
    const client = new DynamoDBClient(await as(name));
    const keys = {
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' as const }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' as const }],
    };
    return client.send(new CreateTableCommand({ TableName, BillingMode: 'PAY_PER_REQUEST', ...keys, Tags }));
  };
  const Tags = [{ Key: 'a', Value: 'b' }];
  await make('Unlocked', 'plain');
  await assert.rejects(make('Unlocked', 'tagged', Tags), denied('dynamodb:TagResource'));
  await make('Locker', 'tagged', Tags);
});

test('a log group goes by the name with its streams', async () => {
  const owner = new CloudWatchLogsClient(clientOptions(aws));
  for (const logGroupName of ['/own/a', '/else/a']) await owner.send(new CreateLogGroupCommand({ logGroupName }));
  const client = new CloudWatchLogsClient(await as('Unlocked'));
  await client.send(new DescribeLogStreamsCommand({ logGroupName: '/own/a' }));
  const other = client.send(new DescribeLogStreamsCommand({ logGroupName: '/else/a' }));
  await assert.rejects(other, denied('logs:DescribeLogStreams'));
});
