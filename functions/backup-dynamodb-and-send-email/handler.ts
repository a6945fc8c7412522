import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import type { APIGatewayProxyResult, Context } from 'aws-lambda';
import { Refusal } from '../shared/student-api/refusal.ts';
import type { ApiRequest } from '../shared/student-api/request.ts';
import { respond } from '../shared/student-api/respond.ts';
import { readSettings } from './settings.ts';
import { startBackup } from './start.ts';
import { statusAnswer } from './status.ts';
import type { Surroundings } from './surroundings.ts';
import { readWork, type WorkEvent, work } from './work.ts';

const logger = new Logger({ serviceName: 'backup-dynamodb-and-send-email' });
const clients = {
  dynamodb: new DynamoDBClient(),
  lambda: new LambdaClient(),
  s3: new S3Client(),
  ses: new SESv2Client(),
};

/**
 * POST /backup has the table backed up and waits a while for it; GET /backup/{backupId} tells how far that is. The
 * backup is an invocation of its own, which the function sends itself: API Gateway waits 29 seconds, a function can work
 * for 15 minutes, and what it does after its answer is stopped.
 */
export async function handler(
  event: ApiRequest | WorkEvent | null,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<APIGatewayProxyResult | undefined> {
  const surroundings = (): Surroundings => ({ ...clients, logger, context, settings: readSettings() });
  if (event === null || !('httpMethod' in event)) {
    await work(surroundings(), readWork(event));
    return undefined;
  }
  return respond(event, context, logger, () => {
    if (event.httpMethod === 'POST') return startBackup(surroundings(), event);
    if (event.httpMethod === 'GET') return statusAnswer(surroundings(), event);
    throw new Refusal(405, 'POST begins a backup, GET tells of one');
  });
}
