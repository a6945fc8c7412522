import { randomUUID } from 'node:crypto';
import { paginateScan } from '@aws-sdk/client-dynamodb';
import { claimLost } from '../../functions/shared/claims.ts';
import { shortFingerprint } from '../../functions/shared/fingerprint.ts';
import { messageOf } from '../cli/errors.ts';
import { callFunction } from './call-function.ts';
import { reportedFailures } from './failed-batch.ts';
import type { RedriveOptions } from './redrive.ts';
import type { Outcome } from './report.ts';
import type { RedriveTarget } from './target.ts';

/** As many records as the stream delivers at once. */
const BATCH = 10;

/**
 * Asks bucket-creation for the buckets of users who have none, by records like those of the stream. The claim gives
 * the time in the bucket's name, so that a record that is still under way ends at the same bucket.
 * @param except users whose own records were at hand
 */
export async function reconcileUsers(
  target: RedriveTarget,
  { dryRun, signal }: RedriveOptions,
  except: ReadonlySet<string>,
): Promise<Outcome> {
  const outcome: Outcome = { found: 0, done: 0, failed: [] };
  for await (const users of batchesOf(usersWithoutBucket(target, except))) {
    signal.throwIfAborted();
    outcome.found += users.length;
    if (dryRun) continue;
    const failed = await request(target, users);
    outcome.done += users.length - failed.length;
    outcome.failed.push(...failed);
  }
  return outcome;
}

async function* usersWithoutBucket(
  { dynamodb, userTable }: RedriveTarget,
  except: ReadonlySet<string>,
): AsyncGenerator<string> {
  const scan = {
    TableName: userTable,
    ConsistentRead: true,
    FilterExpression: 'attribute_not_exists(s3_bucket_uri)',
    ProjectionExpression: 'userId',
  };
  for await (const { Items = [] } of paginateScan({ client: dynamodb }, scan)) {
    for (const { userId } of Items) if (userId?.S !== undefined && !except.has(userId.S)) yield userId.S;
  }
}

async function* batchesOf(users: AsyncIterable<string>): AsyncGenerator<string[]> {
  let batch: string[] = [];
  for await (const user of users) {
    batch.push(user);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Claims the users' buckets and asks for them; gives those that failed. */
async function request(target: RedriveTarget, users: string[]): Promise<Outcome['failed']> {
  const { lambda, bucketCreation } = target;
  const claims = await Promise.allSettled(users.map((userId, index) => lostRecord(target, userId, String(index))));
  const failure = (number: number, reason: string) => ({ what: shortFingerprint(users[number] ?? ''), reason });
  const unclaimed = claims.flatMap((claim, number) =>
    claim.status === 'rejected' ? [failure(number, messageOf(claim.reason))] : [],
  );
  const Records = claims.flatMap((claim) => (claim.status === 'fulfilled' ? [claim.value] : []));
  if (Records.length === 0) return unclaimed;
  const numbers = Records.map(({ dynamodb }) => Number(dynamodb.SequenceNumber));
  const answer = await callFunction(lambda, bucketCreation, { Records });
  if ('reason' in answer) return [...unclaimed, ...numbers.map((number) => failure(number, answer.reason))];
  const failures = reportedFailures(answer.value);
  if (failures === null) {
    return [...unclaimed, ...numbers.map((number) => failure(number, `${bucketCreation} gave an unknown answer`))];
  }
  return [...unclaimed, ...failures.map((number) => failure(Number(number), 'its record failed'))];
}

async function lostRecord({ dynamodb, claimTable }: RedriveTarget, userId: string, SequenceNumber: string) {
  // What the SDK has found out about this machine's clock, in milliseconds.
  const now = new Date(Date.now() + dynamodb.config.systemClockOffset);
  const at = await claimLost(dynamodb, claimTable, userId, now);
  return {
    eventID: `redrive-${randomUUID()}`,
    eventName: 'INSERT',
    eventSource: 'aws:dynamodb',
    dynamodb: {
      ApproximateCreationDateTime: at.getTime() / 1000,
      Keys: { userId: { S: userId } },
      SequenceNumber,
    },
  };
}
