import { ConditionalCheckFailedException, type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { fingerprint, shortFingerprint } from './fingerprint.ts';
import { quietFailure } from './quiet-failure.ts';

/**
 * A claim keeps which sign-up names a user's bucket, so that every way to it ends at one bucket: the stream, a retry,
 * a replay of a failed record, and the reconciliation of users whose record is lost. One item a user:
 * `signedUpAt` (ISO 8601, UTC, to the second, so that texts compare as times), and once the URI is recorded
 * `settledAt` and `expiration` (seconds, the table's TTL). `lost` marks a claim whose time is not of a stream record.
 */
const CLAIM_KEY = 'id';

export function claimKey(userId: string) {
  return { [CLAIM_KEY]: { S: fingerprint(userId) } };
}

/** A time as claims hold it. */
export function claimTime(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`;
}

/**
 * How far the clock behind a lost claim may be behind that of DynamoDB: the AWS SDK leaves up to five minutes
 * uncorrected, and a minute is for the way there and for whole seconds.
 */
const LOST_CLAIM_BEHIND_SECONDS = 6 * 60;

/**
 * Claims the user's bucket for a sign-up. The newest sign-up wins: a user who was deleted and signs up again gets a
 * new bucket, and an old record that is replayed later goes to that one as well. A lost sign-up is older than its
 * claim, so its own record can be newer by no more than the clocks differ; until then the record joins the claim. A
 * user who is deleted and signs up again within these minutes joins it too.
 * @returns the sign-up that names the bucket
 */
export function claim(dynamodb: DynamoDBClient, table: string, userId: string, at: Date): Promise<Date> {
  const since = new Date(at.getTime() - LOST_CLAIM_BEHIND_SECONDS * 1000);
  const command = new UpdateItemCommand({
    ...claimUpdate(table, userId),
    UpdateExpression: 'SET signedUpAt = :at REMOVE settledAt, expiration, lost',
    ConditionExpression:
      'attribute_not_exists(signedUpAt) OR signedUpAt < :since OR (signedUpAt < :at AND attribute_not_exists(lost))',
    ExpressionAttributeValues: { ':at': { S: claimTime(at) }, ':since': { S: claimTime(since) } },
  });
  return claimed(dynamodb, command, userId, at);
}

/**
 * Claims the bucket of a user whose record is lost, unless a claim waits for its URI already. A settled claim is that
 * of an earlier user of the same id, whose bucket is not passed on.
 * @param now by a clock that may differ from that of DynamoDB
 * @returns the sign-up that names the bucket
 */
export function claimLost(dynamodb: DynamoDBClient, table: string, userId: string, now: Date): Promise<Date> {
  const command = new UpdateItemCommand({
    ...claimUpdate(table, userId),
    UpdateExpression: 'SET signedUpAt = :at, lost = :lost REMOVE settledAt, expiration',
    ConditionExpression: 'attribute_not_exists(signedUpAt) OR attribute_exists(settledAt)',
    ExpressionAttributeValues: { ':at': { S: claimTime(now) }, ':lost': { BOOL: true } },
  });
  return claimed(dynamodb, command, userId, now);
}

function claimUpdate(TableName: string, userId: string) {
  return { TableName, Key: claimKey(userId), ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;
}

async function claimed(dynamodb: DynamoDBClient, command: UpdateItemCommand, userId: string, at: Date): Promise<Date> {
  try {
    await dynamodb.send(command);
    return new Date(claimTime(at));
  } catch (error) {
    const holder = error instanceof ConditionalCheckFailedException ? error.Item?.signedUpAt?.S : undefined;
    if (holder !== undefined) return new Date(holder);
    throw quietFailure(`claim the bucket of user ${shortFingerprint(userId)}`, error);
  }
}
