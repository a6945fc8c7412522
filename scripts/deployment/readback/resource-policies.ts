import { GetResourcePolicyCommand as GetTablePolicyCommand } from '@aws-sdk/client-dynamodb';
import { GetPolicyCommand } from '@aws-sdk/client-lambda';
import { GetBucketPolicyCommand } from '@aws-sdk/client-s3';
import { GetResourcePolicyCommand } from '@aws-sdk/client-secrets-manager';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { awsFailure } from '../../aws/errors.ts';
import { own } from '../../template/own.ts';
import type { Answer, Asking } from './asking.ts';
import type { LiveClients } from './clients.ts';
import type { Place } from './concrete.ts';
import { documentIn } from './iam-policies.ts';

/** How the policy of a type of resource is read. */
interface Reader {
  action: string;
  /** Answers that mean: there is no policy. */
  absent: RegExp;
  read(clients: LiveClients, physicalId: string, place: Place): Promise<string | undefined>;
}

const READERS: Record<string, Reader> = {
  'AWS::S3::Bucket': {
    action: 's3:GetBucketPolicy',
    absent: /^(NoSuchBucketPolicy|NoSuchBucket)$/,
    async read({ s3 }, Bucket, { accountId: ExpectedBucketOwner }) {
      return (await s3.send(new GetBucketPolicyCommand({ Bucket, ExpectedBucketOwner }))).Policy;
    },
  },
  'AWS::SQS::Queue': {
    action: 'sqs:GetQueueAttributes',
    absent: /NonExistentQueue|QueueDoesNotExist/,
    async read({ sqs }, QueueUrl) {
      const input = { QueueUrl, AttributeNames: ['Policy' as const] };
      return (await sqs.send(new GetQueueAttributesCommand(input))).Attributes?.Policy;
    },
  },
  'AWS::SecretsManager::Secret': {
    action: 'secretsmanager:GetResourcePolicy',
    absent: /^ResourceNotFoundException$/,
    async read({ secrets }, SecretId) {
      return (await secrets.send(new GetResourcePolicyCommand({ SecretId }))).ResourcePolicy;
    },
  },
  'AWS::Lambda::Function': {
    action: 'lambda:GetPolicy',
    absent: /^ResourceNotFoundException$/,
    async read({ lambda }, function_) {
      const [FunctionName, Qualifier] = function_.split(':');
      return (await lambda.send(new GetPolicyCommand({ FunctionName, Qualifier }))).Policy;
    },
  },
  'AWS::DynamoDB::Table': {
    action: 'dynamodb:GetResourcePolicy',
    absent: /^(PolicyNotFoundException|ResourceNotFoundException)$/,
    async read({ dynamodb }, table, { partition, region, accountId }) {
      const ResourceArn = `arn:${partition}:dynamodb:${region}:${accountId}:table/${table}`;
      return (await dynamodb.send(new GetTablePolicyCommand({ ResourceArn }))).Policy;
    },
  },
};

export function isReadable(type: string): boolean {
  return Object.hasOwn(READERS, type);
}

/** The policy that a resource has, null without one. */
export async function readResourcePolicy(
  clients: LiveClients,
  type: string,
  physicalId: string,
  place: Place,
  { ask }: Asking,
): Promise<Answer<unknown>> {
  const reader = own(READERS, type);
  if (reader === undefined) return null;
  const { action, absent, read } = reader;
  const text = await ask(action, physicalId, () =>
    read(clients, physicalId, place).catch((error: unknown) => {
      if (absent.test(awsFailure(error)?.code ?? '')) return undefined;
      throw error;
    }),
  );
  return text && { value: documentIn(text.value) };
}
