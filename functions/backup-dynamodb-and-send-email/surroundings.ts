import type { Logger } from '@aws-lambda-powertools/logger';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SESv2Client } from '@aws-sdk/client-sesv2';
import type { Context } from 'aws-lambda';
import type { Settings } from './settings.ts';

/** What an invocation works with. */
export interface Surroundings {
  dynamodb: DynamoDBClient;
  lambda: LambdaClient;
  s3: S3Client;
  ses: SESv2Client;
  settings: Settings;
  logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  context: Pick<Context, 'getRemainingTimeInMillis'>;
}
