import { Logger } from '@aws-lambda-powertools/logger';
import { S3Client } from '@aws-sdk/client-s3';
import { required } from '../shared/environment.ts';
import { createdObjects } from './event.ts';
import { type Outcome, summariseObject } from './summarise-object.ts';

const logger = new Logger({ serviceName: 'object-summary' });
const s3 = new S3Client();

/**
 * Summarises the objects that S3 says were created. An error is left to Lambda, which tries again and in the end sends
 * the event to the queue of failures; repeating is harmless, because a result is written once.
 */
export async function handler(event: unknown): Promise<Outcome[]> {
  const bucket = required('BUCKET_NAME');
  const outcomes: Outcome[] = [];
  for (const object of createdObjects(event, bucket)) {
    const outcome = await summariseObject(s3, object);
    logger.info(`object ${outcome.outcome}`, { ...outcome });
    outcomes.push(outcome);
  }
  return outcomes;
}
