import { Logger } from '@aws-lambda-powertools/logger';
import { ConditionalCheckFailedException, DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { claimKey } from '../shared/claims.ts';
import { required } from '../shared/environment.ts';
import { shortFingerprint } from '../shared/fingerprint.ts';
import { quietFailure } from '../shared/quiet-failure.ts';
import type { UriEvent } from '../shared/uri-event.ts';

/** `kept`: the user has another bucket. `gone`: the user was deleted meanwhile. */
export type Outcome = 'recorded' | 'kept' | 'gone';

/** Longer than failed records are kept for replay (90 days): until then a claim says which bucket they mean. */
const CLAIM_KEPT_SECONDS = 100 * 24 * 60 * 60;

const logger = new Logger({ serviceName: 'bucket-uri-insert' });
const dynamodb = new DynamoDBClient();

/** Writes a bucket's address to its user's item, and settles the claim that named the bucket. */
export async function handler(event: UriEvent): Promise<{ outcome: Outcome }> {
  const { userId, bucket, signedUpAt } = event;
  if (![userId, bucket, signedUpAt].every((value) => typeof value === 'string' && value !== '')) {
    throw new Error('the event must hold userId, bucket and signedUpAt as texts');
  }
  const user = shortFingerprint(userId);
  const outcome = await record(userId, `s3://${bucket}`).catch((error: unknown) => {
    throw quietFailure(`record the bucket of user ${user}`, error);
  });
  await settle(userId, signedUpAt).catch((error: unknown) => {
    throw quietFailure(`settle the claim of user ${user}`, error);
  });
  if (outcome === 'recorded') logger.info('recorded the bucket', { user });
  else logger.warn('left a bucket that no user refers to', { user, outcome, signedUpAt });
  return { outcome };
}

async function record(userId: string, uri: string): Promise<Outcome> {
  const command = new UpdateItemCommand({
    TableName: required('USER_TABLE'),
    Key: { userId: { S: userId } },
    UpdateExpression: 'SET s3_bucket_uri = :uri',
    ConditionExpression: 'attribute_exists(userId) AND (attribute_not_exists(s3_bucket_uri) OR s3_bucket_uri = :uri)',
    ExpressionAttributeValues: { ':uri': { S: uri } },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });
  try {
    await dynamodb.send(command);
    return 'recorded';
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return error.Item ? 'kept' : 'gone';
  }
}

/** Says that this claim's bucket is known; a newer sign-up's claim stays open. */
async function settle(userId: string, signedUpAt: string): Promise<void> {
  const now = new Date();
  const expiration = Math.floor(now.getTime() / 1000) + CLAIM_KEPT_SECONDS;
  const command = new UpdateItemCommand({
    TableName: required('CLAIM_TABLE'),
    Key: claimKey(userId),
    UpdateExpression: 'SET settledAt = :now, expiration = :expiration',
    ConditionExpression: 'signedUpAt = :signedUpAt',
    ExpressionAttributeValues: {
      ':now': { S: now.toISOString() },
      ':expiration': { N: String(expiration) },
      ':signedUpAt': { S: signedUpAt },
    },
  });
  await dynamodb.send(command).catch((error: unknown) => {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  });
}
