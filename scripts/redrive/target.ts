import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import type { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { type AwsClients, annotate, awsClients, connectionOf } from '../aws/clients.ts';
import { callerIdentity } from '../aws/identity.ts';
import { describeStack } from '../aws/stacks.ts';
import { UserError } from '../cli/errors.ts';
import { type Environment, stackName } from '../template/environment.ts';

const STACK = 'user-buckets';

/** The deployed stack, and the services that it is reached by. */
export interface RedriveTarget {
  environment: string;
  accountId: string;
  dynamodb: DynamoDBClient;
  lambda: LambdaClient;
  s3: S3Client;
  sqs: SQSClient;
  userTable: string;
  claimTable: string;
  failedRecordsBucket: string;
  failedUriQueue: string;
  bucketCreation: string;
  bucketUriInsert: string;
}

/** Finds the stack of an environment by its outputs. @throws a UserError when it is not there to be redriven */
export async function redriveTarget(environment: Environment): Promise<RedriveTarget> {
  const region = environment.stacks[STACK]?.region ?? environment.region;
  const clients = awsClients({ region });
  const { accountId } = await callerIdentity(clients);
  if (environment.account !== null && environment.account !== accountId) {
    throw new UserError(
      `environment ${environment.name} belongs to account ${environment.account}, and these credentials to ${accountId}: use those of ${environment.account}`,
    );
  }
  const name = stackName(environment, STACK);
  const stack = await describeStack(clients, name);
  if (stack === null) {
    throw new UserError(
      `there is no stack ${name} in ${region}: npm run deploy -- --environment ${environment.name} ${STACK}`,
    );
  }
  const output = (key: string) => outputOf(stack.outputs, key, name);
  return {
    environment: environment.name,
    accountId,
    ...services({ ...clients, region }),
    userTable: output('UserTableName'),
    claimTable: output('ClaimTableName'),
    failedRecordsBucket: output('FailedRecordsBucketName'),
    failedUriQueue: output('FailedUriQueueUrl'),
    bucketCreation: output('BucketCreationName'),
    bucketUriInsert: output('BucketUriInsertName'),
  };
}

function services(clients: AwsClients) {
  const options = { ...connectionOf(clients), maxAttempts: 5 };
  const dynamodb = new DynamoDBClient(options);
  const lambda = new LambdaClient(options);
  const sqs = new SQSClient(options);
  annotate(dynamodb, 'dynamodb');
  annotate(lambda, 'lambda');
  annotate(sqs, 'sqs');
  return { dynamodb, lambda, s3: clients.s3, sqs };
}

function outputOf(outputs: Record<string, string>, key: string, stack: string): string {
  const value = outputs[key];
  if (value) return value;
  throw new UserError(`stack ${stack} has no output ${key}: deploy the ${STACK} template of this checkout to it`);
}
