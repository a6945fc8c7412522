import { ConditionalCheckFailedException, type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { fingerprint, shortFingerprint } from './fingerprint.ts';
import { quietFailure } from './quiet-failure.ts';

/**
 * A claim keeps which sign-up names a user's bucket, so that every way to it ends at one bucket: the stream, a retry,
 * a replay of a failed record, and the reconciliation of users whose record is lost. One item a user:
 * `signedUpAt` (ISO 8601, UTC, to the second, so that texts compare as times), and once the URI is recorded
 * `settledAt` and `expiration` (seconds, the table's TTL).
 */
export const CLAIM_KEY = 'id';

export function claimKey(userId: string) {
  return { [CLAIM_KEY]: { S: fingerprint(userId) } };
}

/** A time as claims hold it. */
export function claimTime(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`;
}

/**
 * Claims the user's bucket for a sign-up. The newest sign-up wins: a user who was deleted and signs up again gets a
 * new bucket, and an old record that is replayed later goes to that one as well.
 * @returns the sign-up that names the bucket
 */
export function claim(dynamodb: DynamoDBClient, table: string, userId: string, at: Date): Promise<Date> {
  return claimIf('attribute_not_exists(signedUpAt) OR signedUpAt < :at', dynamodb, table, userId, at);
}

/**
 * Claims the bucket of a user whose record is lost, unless a claim waits for its URI already. A settled claim is that
 * of an earlier user of the same id, whose bucket is not passed on.
 * @returns the sign-up that names the bucket
 */
export function claimLost(dynamodb: DynamoDBClient, table: string, userId: string, now: Date): Promise<Date> {
  return claimIf('attribute_not_exists(signedUpAt) OR attribute_exists(settledAt)', dynamodb, table, userId, now);
}

async function claimIf(
  condition: string,
  dynamodb: DynamoDBClient,
  table: string,
  userId: string,
  at: Date,
): Promise<Date> {
  const command = new UpdateItemCommand({
    TableName: table,
    Key: claimKey(userId),
    UpdateExpression: 'SET signedUpAt = :at REMOVE settledAt, expiration',
    ConditionExpression: condition,
    ExpressionAttributeValues: { ':at': { S: claimTime(at) } },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });
  try {
    await dynamodb.send(command);
    return new Date(claimTime(at));
  } catch (error) {
    const claimed = error instanceof ConditionalCheckFailedException ? error.Item?.signedUpAt?.S : undefined;
    if (claimed !== undefined) return new Date(claimed);
    throw quietFailure(`claim the bucket of user ${shortFingerprint(userId)}`, error);
  }
}
