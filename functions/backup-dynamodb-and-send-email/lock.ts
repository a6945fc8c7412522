import { ConditionalCheckFailedException, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { holds, type Runs } from './runs.ts';

/*
 * One backup at a time: an item of the runs' table names the run whose turn it is, and until when. It is written and
 * never deleted, because the function may do no more.
 */

/** No run has this id: theirs are UUIDs. */
const LOCK = 'lock';

/**
 * Takes the lock when nobody has it, or a run that is known to have ended.
 * @param until milliseconds since the epoch
 * @returns whose it is now
 */
export async function takeLock(
  { dynamodb, table }: Runs,
  runId: string,
  { until, now, ended }: { until: number; now: number; ended: string | null },
): Promise<string> {
  const command = new PutItemCommand({
    TableName: table,
    Item: lockItem(runId, until),
    ConditionExpression: 'attribute_not_exists(backupId) OR #until < :now OR runId = :ended',
    ExpressionAttributeNames: { '#until': 'until' },
    ExpressionAttributeValues: { ':now': { N: String(now) }, ':ended': { S: ended ?? '' } },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });
  try {
    await dynamodb.send(command);
    return runId;
  } catch (error) {
    const holder = error instanceof ConditionalCheckFailedException ? error.Item?.runId?.S : undefined;
    if (holder === undefined) throw error;
    return holder;
  }
}

/** Keeps it for longer. False: it is another run's turn by now. */
export function holdLock(runs: Runs, runId: string, until: number): Promise<boolean> {
  return writeOwn(runs, runId, until);
}

/** Gives it back. One that another run has by now stays with that. */
export async function releaseLock(runs: Runs, runId: string): Promise<void> {
  await writeOwn(runs, runId, 0);
}

function writeOwn({ dynamodb, table }: Runs, runId: string, until: number): Promise<boolean> {
  const command = new PutItemCommand({
    TableName: table,
    Item: lockItem(runId, until),
    ConditionExpression: 'runId = :own',
    ExpressionAttributeValues: { ':own': { S: runId } },
  });
  return holds(dynamodb.send(command));
}

function lockItem(runId: string, until: number) {
  return { backupId: { S: LOCK }, runId: { S: runId }, until: { N: String(until) } };
}
