import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import { answering } from '../shared/student-api/answering.ts';
import type { Surroundings } from './clients.ts';
import { readSettings } from './settings.ts';
import { startBackup } from './start.ts';
import { statusAnswer } from './status.ts';
import { type Work, work } from './work.ts';

const logger = new Logger({ serviceName: 'backup-dynamodb-and-send-email' });
const clients = {
  dynamodb: new DynamoDBClient(),
  lambda: new LambdaClient(),
  s3: new S3Client(),
  ses: new SESv2Client(),
};

/** What API Gateway sends, or what this function sends itself to go on behind an answer. */
type Event = Partial<APIGatewayProxyEvent> | { work: Work };

/**
 * POST /backup begins a backup and answers with its result, or while it goes on, with where to ask; GET
 * /backup/{backupId} tells how far it is. The backup itself is an invocation of its own, since what Lambda runs stops
 * when it has answered.
 */
export async function handler(
  event: Event,
  context: Pick<Context, 'getRemainingTimeInMillis' | 'functionName'>,
): Promise<APIGatewayProxyResult | undefined> {
  const around: Surroundings = { ...clients, settings: readSettings(), logger, context };
  if ('work' in event) {
    await work(around, event.work);
    return undefined;
  }
  return answering(event, logger, () => {
    return event.httpMethod === 'GET' ? statusAnswer(around, event) : startBackup(around, event);
  });
}
