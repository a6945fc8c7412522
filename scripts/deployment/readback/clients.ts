import { AccessAnalyzerClient } from '@aws-sdk/client-accessanalyzer';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { type AwsClients, annotate, awsClients, type ClientOptions, connectionOf } from '../../aws/clients.ts';

/** What a live review asks, in one region. All of its calls only read. */
export interface LiveClients extends AwsClients {
  readonly accessAnalyzer: AccessAnalyzerClient;
  readonly dynamodb: DynamoDBClient;
  readonly iam: IAMClient;
  readonly lambda: LambdaClient;
  readonly secrets: SecretsManagerClient;
  readonly sqs: SQSClient;
}

/** The clients of a live review; they share the credentials provider of the others. */
export function liveClients(options: ClientOptions): LiveClients {
  const aws = awsClients(options);
  const { requestHandler } = aws.sts.config;
  // Many reads in a row meet the limits of IAM and of Access Analyzer: the client slows down by itself.
  const shared = { ...connectionOf(aws), requestHandler, maxAttempts: 5, retryMode: 'adaptive' };
  const more = {
    accessAnalyzer: new AccessAnalyzerClient(shared),
    dynamodb: new DynamoDBClient(shared),
    iam: new IAMClient(shared),
    lambda: new LambdaClient(shared),
    secrets: new SecretsManagerClient(shared),
    sqs: new SQSClient({ ...shared, useQueueUrlAsEndpoint: false }),
  };
  annotate(more.accessAnalyzer, 'access-analyzer');
  annotate(more.dynamodb, 'dynamodb');
  annotate(more.iam, 'iam');
  annotate(more.lambda, 'lambda');
  annotate(more.secrets, 'secretsmanager');
  annotate(more.sqs, 'sqs');
  return { ...aws, ...more };
}
