import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { lambdaWorks } from '../../../../scripts/prove/rule/service-calls/lambda-works.ts';
import { arn, deploymentOf, policy, type Resources, ref, role, told, unnoticed, without } from './given.ts';

const STREAMED: Resources = {
  UserTable: ['DynamoDB::Table', { TableName: 'users', StreamSpecification: { StreamViewType: 'KEYS_ONLY' } }],
  ClaimTable: ['DynamoDB::Table', { TableName: 'claims' }],
  IdempotencyTable: ['DynamoDB::Table', { TableName: 'done' }],
  BucketUriInsert: ['Lambda::Function', { FunctionName: 'next' }],
  FailedRecordsBucket: ['S3::Bucket', { BucketName: 'failed' }],
  FailedRecordsBucketPolicy: [
    'S3::BucketPolicy',
    { Bucket: ref('FailedRecordsBucket'), PolicyDocument: policy('failed-records-bucket') },
  ],
  BucketCreationRole: role('creator', 'lambda-trust', 'bucket-creation'),
  BucketCreationLogs: ['Logs::LogGroup', { LogGroupName: '/aws/lambda/create' }],
  BucketCreation: [
    'Lambda::Function',
    {
      ...{ FunctionName: 'create', Role: arn('BucketCreationRole'), Handler: 'index.handler' },
      LoggingConfig: { LogGroup: ref('BucketCreationLogs') },
    },
  ],
  SignUps: [
    'Lambda::EventSourceMapping',
    {
      EventSourceArn: { 'Fn::GetAtt': ['UserTable', 'StreamArn'] },
      FunctionName: ref('BucketCreation'),
      DestinationConfig: { OnFailure: { Destination: arn('FailedRecordsBucket') } },
    },
  ],
};

const inPolicy = (left: readonly string[], ...statements: string[]) =>
  left.filter((one) => statements.some((statement) => one.startsWith(`${statement}:`)));

test('Lambda polls a stream, keeps what it gives up, and writes the log', async () => {
  const deployment = deploymentOf(STREAMED, { BucketPrefix: 'siu' });
  const calls = await lambdaWorks(deployment);
  deepEqual(told(calls).sort(), [
    'iam role/creator dynamodb:DescribeStream dynamodb table/users/stream/example',
    'iam role/creator dynamodb:GetRecords dynamodb table/users/stream/example',
    'iam role/creator dynamodb:GetShardIterator dynamodb table/users/stream/example',
    'iam role/creator dynamodb:ListStreams dynamodb table/users/stream/example',
    'iam role/creator logs:CreateLogStream logs log-group:/aws/lambda/create:log-stream:2026/01/02/[$LATEST]a',
    'iam role/creator logs:PutLogEvents logs log-group:/aws/lambda/create:log-stream:2026/01/02/[$LATEST]a',
    'iam role/creator s3:ListBucket s3 failed',
    'iam role/creator s3:PutObject s3 failed/aws/lambda/id/shard/a',
  ]);
  const left = unnoticed(calls, deployment);
  const own = ['ReadSignUps', 'FindStreams', 'KeepFailedRecords', 'FindFailedRecordsBucket', 'WriteOwnLogs'];
  deepEqual(inPolicy(left, ...own), []);
  deepEqual(inPolicy(left, 'ClaimBuckets'), ['ClaimBuckets: Allow action dynamodb:UpdateItem']);
});

test('without a mapping there is nothing to poll and nothing to keep', async () => {
  const deployment = deploymentOf(without(STREAMED, 'SignUps'), { BucketPrefix: 'siu' });
  deepEqual(
    (await lambdaWorks(deployment)).map(({ request }) => request.action),
    ['logs:CreateLogStream', 'logs:PutLogEvents'],
  );
});

const FAILING: Resources = {
  ObjectSummaryRole: role('summaries', 'lambda-trust', 'object-summary'),
  ObjectSummaryLogs: ['Logs::LogGroup', { LogGroupName: '/aws/lambda/summary' }],
  FailedEvents: ['SQS::Queue', { QueueName: 'failures' }],
  FailedEventsPolicy: [
    'SQS::QueuePolicy',
    { Queues: [ref('FailedEvents')], PolicyDocument: policy('object-events-failures') },
  ],
  ObjectSummaryFunction: ['Lambda::Function', { FunctionName: 'summary', Role: arn('ObjectSummaryRole') }],
  AsynchronousCalls: [
    'Lambda::EventInvokeConfig',
    {
      FunctionName: ref('ObjectSummaryFunction'),
      DestinationConfig: { OnFailure: { Destination: arn('FailedEvents') } },
    },
  ],
};

test('Lambda sends an event that failed to a queue, which takes nothing without TLS', async () => {
  const deployment = deploymentOf(FAILING, { BucketName: 'events' });
  const calls = await lambdaWorks(deployment);
  deepEqual(
    told(calls).filter((one) => one.includes('sqs')),
    ['iam role/summaries sqs:SendMessage sqs failures'],
  );
  const left = unnoticed(calls, deployment);
  deepEqual(inPolicy(left, 'LambdaSendsFailedEvents', 'NothingWithoutTls'), []);
});

test('a queue that nothing is sent to is asked for by nobody', async () => {
  const deployment = deploymentOf(without(FAILING, 'AsynchronousCalls'), { BucketName: 'events' });
  const left = unnoticed(await lambdaWorks(deployment), deployment);
  deepEqual(inPolicy(left, 'LambdaSendsFailedEvents'), ['LambdaSendsFailedEvents: Allow action sqs:SendMessage']);
});

/** Of the data bridge, whose code the repository has. */
function encrypted(encryption: object): Resources {
  return {
    LambdaExecutionRole: role('bridge', 'lambda-trust', 'data-bridge-logs', 'S3AccessPolicy'),
    DataBridgeLogs: ['Logs::LogGroup', { LogGroupName: '/aws/lambda/bridge' }],
    EncryptionKey: ['KMS::Key', { KeyPolicy: policy('data-bridge-encryption-key') }],
    DataBucket: ['S3::Bucket', { BucketName: 'data-111122223333-us-east-1', BucketEncryption: encryption }],
    DataBridge: [
      'Lambda::Function',
      {
        ...{ FunctionName: 'bridge', Role: arn('LambdaExecutionRole'), Handler: 'index.handler' },
        ...{ Code: '../functions/data-bridge', Environment: { Variables: { S3_BUCKET_NAME: ref('DataBucket') } } },
      },
    ],
  };
}

const byKey = (BucketKeyEnabled: boolean) => ({
  ServerSideEncryptionConfiguration: [
    {
      BucketKeyEnabled,
      ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: arn('EncryptionKey') },
    },
  ],
});

test('S3 uses a key on behalf of a role, for one bucket and through S3 alone', async () => {
  const deployment = deploymentOf(encrypted(byKey(true)), { BucketName: 'data' });
  const calls = await lambdaWorks(deployment);
  const used = calls.filter(({ request }) => request.action.startsWith('kms:'));
  deepEqual(used.map(({ request }) => request.action).sort(), ['kms:Decrypt', 'kms:GenerateDataKey']);
  deepEqual(inPolicy(unnoticed(calls, deployment), 'FunctionUsesItThroughS3ForThisBucket'), []);
});

test('without a bucket key the key is asked for each object', async () => {
  const calls = await lambdaWorks(deploymentOf(encrypted(byKey(false)), { BucketName: 'data' }));
  const used = calls.filter(({ request }) => request.action.startsWith('kms:'));
  deepEqual(
    used.map(({ request }) => request.context['kms:EncryptionContext:aws:s3:arn']),
    Array(2).fill('arn:aws:s3:::data-111122223333-us-east-1/a'),
  );
});

test('a bucket that S3 encrypts with its own key asks for no other', async () => {
  const calls = await lambdaWorks(deploymentOf(encrypted({}), { BucketName: 'data' }));
  deepEqual(calls.map(({ request }) => request.action).sort(), ['logs:CreateLogStream', 'logs:PutLogEvents']);
});
