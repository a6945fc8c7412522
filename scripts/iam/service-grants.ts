import type { Source } from '../template/source.ts';
import type { SdkCall } from './calls.ts';
import { type Resource, resourcesOf } from './grants.ts';
import { field, symbolic } from './statements.ts';

/** A function as the rules below look at it. */
export interface FunctionUse {
  template: Source;
  lambda: Resource;
  calls: SdkCall[];
}

/**
 * Access that AWS uses with a function's role although no line of its code asks for it. The embedded AWS does not check
 * these, so they stand by rule: each with the page of AWS that asks for it.
 */
export interface ServiceGrant {
  use: string;
  actions: string[];
  page: string;
  applies(use: FunctionUse): boolean;
}

const LAMBDA = 'https://docs.aws.amazon.com/lambda/latest/dg';
const S3 = 'https://docs.aws.amazon.com/AmazonS3/latest';

export const SERVICE_GRANTS: ServiceGrant[] = [
  {
    use: 'Lambda writes the function’s logs (its log group exists: CreateLogGroup is not needed)',
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    page: `${LAMBDA}/monitoring-cloudwatchlogs.html`,
    applies: () => true,
  },
  {
    use: 'Lambda polls a DynamoDB stream for an event source mapping',
    actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'],
    page: `${LAMBDA}/services-dynamodb-eventsourcemapping.html`,
    applies: (use) => mappingsOf(use).some(({ properties }) => /\.StreamArn\}$/.test(source(properties))),
  },
  {
    use: 'Lambda keeps the records that an event source mapping gives up in a bucket',
    actions: ['s3:ListBucket', 's3:PutObject'],
    page: `${LAMBDA}/services-dynamodb-errors.html`,
    applies: (use) => failureTargets(use, mappingsOf(use)).includes('AWS::S3::Bucket'),
  },
  {
    use: 'Lambda sends an event that failed for good to a queue',
    actions: ['sqs:SendMessage'],
    page: `${LAMBDA}/invocation-async-retain-records.html`,
    applies: (use) => failureTargets(use, invokeConfigsOf(use)).includes('AWS::SQS::Queue'),
  },
  {
    use: 'S3 encrypts and decrypts with a customer-managed key on behalf of who puts and gets objects',
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    page: `${S3}/userguide/UsingKMSEncryption.html`,
    applies: ({ template, calls }) =>
      resourcesOf(template).some(({ type }) => type === 'AWS::KMS::Key') &&
      calls.some(({ action }) => action === 's3:PutObject'),
  },
  {
    use: 'S3 answers 404 instead of 403 for a missing key only to those who may list the bucket',
    actions: ['s3:ListBucket'],
    page: `${S3}/API/API_GetObject.html`,
    applies: ({ calls }) => calls.some(({ action }) => action === 's3:GetObject'),
  },
];

function mappingsOf(use: FunctionUse): Resource[] {
  return relatedTo(use, 'AWS::Lambda::EventSourceMapping');
}

function invokeConfigsOf(use: FunctionUse): Resource[] {
  return relatedTo(use, 'AWS::Lambda::EventInvokeConfig');
}

function relatedTo({ template, lambda }: FunctionUse, type: string): Resource[] {
  return resourcesOf(template).filter((resource) => {
    const name = symbolic(field(resource.properties, 'FunctionName'));
    return resource.type === type && new RegExp(`^\\$\\{${lambda.logicalId}(\\.Arn)?\\}$`).test(name);
  });
}

function source(properties: unknown): string {
  return symbolic(field(properties, 'EventSourceArn'));
}

/** The types of the resources that take what these mappings or configurations give up. */
function failureTargets({ template }: FunctionUse, configured: Resource[]): string[] {
  const targets = configured.map(({ properties }) => {
    const onFailure = field(field(properties, 'DestinationConfig'), 'OnFailure');
    return /^\$\{(\w+)\.Arn\}$/.exec(symbolic(field(onFailure, 'Destination')))?.[1];
  });
  return resourcesOf(template).flatMap(({ logicalId, type }) => (targets.includes(logicalId) ? [type] : []));
}
