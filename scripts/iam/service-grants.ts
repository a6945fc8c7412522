import {
  destinations,
  type FunctionUse,
  hasOtherSource,
  idsOf,
  keysBehind,
  logGroupsOf,
  otherKeys,
  sourcesOf,
} from './function-use.ts';
import { field } from './statements.ts';

/**
 * Access that AWS uses with a function's role although no line of its code asks for it. The embedded AWS does not check
 * these, so they stand by rule: each with the page of AWS that asks for it.
 */
export interface ServiceGrant {
  use: string;
  actions: string[];
  page: string;
  /** Without it something fails; otherwise it may be left out. */
  isNeeded: boolean;
  /** What it is used on; `any` where that is not known; null when it does not apply. */
  on(use: FunctionUse): readonly string[] | 'any' | null;
}

const LAMBDA = 'https://docs.aws.amazon.com/lambda/latest/dg';
const S3 = 'https://docs.aws.amazon.com/AmazonS3/latest';

const STREAMS = ['AWS::Kinesis::Stream', 'AWS::Kinesis::StreamConsumer'];
const TABLES = ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'];

export const SERVICE_GRANTS: ServiceGrant[] = [
  {
    use: 'Lambda writes the function’s logs (its log group exists: CreateLogGroup is not needed)',
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    page: `${LAMBDA}/monitoring-cloudwatchlogs.html`,
    isNeeded: true,
    on: (use) => some(logGroupsOf(use)),
  },
  {
    use: 'Lambda writes the function’s logs, and makes the log group that the template has not',
    actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
    page: `${LAMBDA}/monitoring-cloudwatchlogs.html`,
    isNeeded: false,
    on: (use) => (logGroupsOf(use).length === 0 ? 'any' : null),
  },
  {
    use: 'Lambda polls a DynamoDB stream for an event source mapping',
    actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'],
    page: `${LAMBDA}/services-dynamodb-eventsourcemapping.html`,
    isNeeded: true,
    on: (use) => some(sourcesOf(use, TABLES)),
  },
  {
    use: 'Lambda polls a queue for an event source mapping',
    actions: ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
    page: `${LAMBDA}/services-sqs-configure.html`,
    isNeeded: true,
    on: (use) => some(sourcesOf(use, ['AWS::SQS::Queue'])),
  },
  {
    use: 'Lambda may change a message’s visibility',
    actions: ['sqs:ChangeMessageVisibility'],
    page: `${LAMBDA}/services-sqs-configure.html`,
    isNeeded: false,
    on: (use) => some(sourcesOf(use, ['AWS::SQS::Queue'])),
  },
  {
    use: 'Lambda polls a Kinesis stream for an event source mapping',
    actions: [
      ...['kinesis:DescribeStream', 'kinesis:DescribeStreamSummary', 'kinesis:GetRecords', 'kinesis:GetShardIterator'],
      ...['kinesis:ListShards', 'kinesis:ListStreams', 'kinesis:SubscribeToShard', 'kinesis:DescribeStreamConsumer'],
    ],
    page: `${LAMBDA}/with-kinesis.html`,
    isNeeded: false,
    on: (use) => some(sourcesOf(use, STREAMS)),
  },
  {
    use: 'Lambda polls a stream, queue, cluster or broker that is not of the template, or of another kind',
    actions: [
      ...['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'],
      ...['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
      ...['kinesis:DescribeStream', 'kinesis:DescribeStreamSummary', 'kinesis:GetRecords', 'kinesis:GetShardIterator'],
      ...['kinesis:ListShards', 'kinesis:ListStreams', 'kinesis:SubscribeToShard'],
      ...['kafka:DescribeCluster', 'kafka:DescribeClusterV2', 'kafka:GetBootstrapBrokers', 'kafka:ListScramSecrets'],
      ...['kafka-cluster:AlterGroup', 'kafka-cluster:Connect', 'kafka-cluster:DescribeGroup'],
      ...['kafka-cluster:DescribeTopic', 'kafka-cluster:ReadData', 'kafka-cluster:DescribeClusterDynamicConfiguration'],
      ...['mq:DescribeBroker', 'rds:DescribeDBClusters', 'rds:DescribeDBClusterParameters'],
      ...['rds:DescribeDBSubnetGroups', 'secretsmanager:GetSecretValue', 'kms:Decrypt'],
      ...['ec2:CreateNetworkInterface', 'ec2:DeleteNetworkInterface', 'ec2:DescribeNetworkInterfaces'],
      ...['ec2:DescribeSubnets', 'ec2:DescribeSecurityGroups', 'ec2:DescribeVpcs', 'glue:GetRegistry'],
      'glue:GetSchemaVersion',
    ],
    page: `${LAMBDA}/invocation-eventsourcemapping.html`,
    isNeeded: false,
    on: (use) => (hasOtherSource(use, [...TABLES, ...STREAMS, 'AWS::SQS::Queue']) ? 'any' : null),
  },
  {
    use: 'Lambda keeps the progress of a durable function',
    actions: ['lambda:CheckpointDurableExecution', 'lambda:GetDurableExecutionState'],
    page: `${LAMBDA}/durable-security.html`,
    isNeeded: false,
    on: ({ lambda }) => (field(lambda.properties, 'DurableConfig') === undefined ? null : 'any'),
  },
  {
    use: 'Lambda keeps the records that an event source mapping gives up in a bucket',
    actions: ['s3:ListBucket', 's3:PutObject'],
    page: `${LAMBDA}/services-dynamodb-errors.html`,
    isNeeded: true,
    on: (use) => some(destinations(use, 'AWS::S3::Bucket')),
  },
  {
    use: 'Lambda sends an event that failed for good to a queue',
    actions: ['sqs:SendMessage'],
    page: `${LAMBDA}/invocation-async-retain-records.html`,
    isNeeded: true,
    on: (use) => some(destinations(use, 'AWS::SQS::Queue')),
  },
  {
    use: 'Lambda tells a topic of an event',
    actions: ['sns:Publish'],
    page: `${LAMBDA}/invocation-async-retain-records.html`,
    isNeeded: true,
    on: (use) => some(destinations(use, 'AWS::SNS::Topic')),
  },
  {
    use: 'Lambda invokes another function with an event’s outcome',
    actions: ['lambda:InvokeFunction'],
    page: `${LAMBDA}/invocation-async-retain-records.html`,
    isNeeded: true,
    on: (use) => some(destinations(use, 'AWS::Lambda::Function')),
  },
  {
    use: 'Lambda puts an event’s outcome on a bus',
    actions: ['events:PutEvents'],
    page: `${LAMBDA}/invocation-async-retain-records.html`,
    isNeeded: true,
    on: (use) => some(destinations(use, 'AWS::Events::EventBus')),
  },
  {
    use: 'Lambda makes network interfaces in the function’s VPC',
    actions: [
      ...['ec2:CreateNetworkInterface', 'ec2:DeleteNetworkInterface', 'ec2:DescribeNetworkInterfaces'],
      ...['ec2:DescribeSubnets', 'ec2:DescribeSecurityGroups', 'ec2:DescribeVpcs', 'ec2:GetSecurityGroupsForVpc'],
      ...['ec2:AssignPrivateIpAddresses', 'ec2:UnassignPrivateIpAddresses'],
    ],
    page: `${LAMBDA}/configuration-vpc.html`,
    isNeeded: false,
    on: ({ lambda }) => (field(lambda.properties, 'VpcConfig') === undefined ? null : 'any'),
  },
  {
    use: 'Lambda sends traces to X-Ray',
    actions: [
      ...['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
      ...['xray:GetSamplingRules', 'xray:GetSamplingTargets', 'xray:GetSamplingStatisticSummaries'],
    ],
    page: `${LAMBDA}/services-xray.html`,
    isNeeded: false,
    on: ({ lambda }) => (field(lambda.properties, 'TracingConfig') === undefined ? null : 'any'),
  },
  {
    use: 'the function mounts a file system',
    actions: [
      'elasticfilesystem:ClientMount',
      'elasticfilesystem:ClientWrite',
      'elasticfilesystem:DescribeMountTargets',
    ],
    page: `${LAMBDA}/configuration-filesystem.html`,
    isNeeded: false,
    on: ({ lambda }) => (field(lambda.properties, 'FileSystemConfigs') === undefined ? null : 'any'),
  },
  {
    use: 'S3 encrypts with a customer-managed key on behalf of who puts objects',
    actions: ['kms:GenerateDataKey'],
    page: `${S3}/userguide/UsingKMSEncryption.html`,
    isNeeded: true,
    on: (use) => some(keysBehind(use, ['s3:PutObject'])),
  },
  {
    use: 'S3 decrypts with a customer-managed key on behalf of who gets objects',
    actions: ['kms:Decrypt'],
    page: `${S3}/userguide/UsingKMSEncryption.html`,
    isNeeded: true,
    on: (use) => some(keysBehind(use, ['s3:GetObject', 's3:GetObjectVersion'])),
  },
  {
    use: 'services encrypt and decrypt with a customer-managed key on behalf of their caller',
    actions: [
      'kms:Decrypt',
      'kms:DescribeKey',
      'kms:Encrypt',
      'kms:GenerateDataKey',
      'kms:GenerateDataKeyWithoutPlaintext',
    ],
    page: 'https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service',
    isNeeded: false,
    on: (use) => {
      const keys = otherKeys(use);
      return keys === 'any' ? keys : some(keys);
    },
  },
  {
    use: 'S3 answers 404 instead of 403 for a missing key only to those who may list the bucket',
    actions: ['s3:ListBucket'],
    page: `${S3}/API/API_GetObject.html`,
    isNeeded: false,
    on: ({ works }) => {
      const reading = works.filter(({ call }) => /^s3:GetObject(Version)?$/.test(call.action));
      if (reading.length === 0) return null;
      return reading.some(({ isOpen }) => isOpen) ? 'any' : idsOf(reading);
    },
  },
];

function some(ids: readonly string[]): readonly string[] | null {
  return ids.length === 0 ? null : ids;
}
