import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { itemOf, LONGEST_MS, type Run, runOf, type Stage } from './run.ts';

export interface RunTable {
  dynamodb: DynamoDBClient;
  name: string;
}

/** No run has it: theirs are UUIDs. */
const LOCK = 'lock';

/** Null: there is none, or it is older than 30 days. */
export async function findRun({ dynamodb, name }: RunTable, backupId: string): Promise<Run | null> {
  const Key = { backupId: { S: backupId } };
  const { Item } = await dynamodb.send(new GetItemCommand({ TableName: name, Key, ConsistentRead: true }));
  return Item?.run === undefined ? null : runOf(Item, new Date());
}

export async function keepRun({ dynamodb, name }: RunTable, run: Run, stage: Stage): Promise<void> {
  await dynamodb.send(new PutItemCommand({ TableName: name, Item: itemOf(run, stage) }));
}

/** Whether the run was waiting, and is this invocation's now: Lambda may deliver an invocation twice. */
export function takeUp({ dynamodb, name }: RunTable, run: Run): Promise<boolean> {
  const command = new PutItemCommand({
    TableName: name,
    Item: itemOf(run, 'working'),
    ConditionExpression: 'stage = :waiting',
    ExpressionAttributeValues: { ':waiting': { S: 'waiting' satisfies Stage } },
  });
  return holds(dynamodb.send(command));
}

/**
 * Lets one run at a time read the table. A lock whose holder is known to have ended is passed on with `after`.
 * @returns the run that holds the lock
 */
export async function lock(
  { dynamodb, name }: RunTable,
  backupId: string,
  after: string | null,
  now: Date,
): Promise<string> {
  const until = seconds(now.getTime() + LONGEST_MS);
  const command = new PutItemCommand({
    TableName: name,
    Item: { backupId: { S: LOCK }, holder: { S: backupId }, until: { N: until } },
    ConditionExpression: 'attribute_not_exists(backupId) OR #until < :now OR holder = :after',
    ExpressionAttributeNames: { '#until': 'until' },
    ExpressionAttributeValues: { ':now': { N: seconds(now.getTime()) }, ':after': { S: after ?? '' } },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });
  try {
    await dynamodb.send(command);
    return backupId;
  } catch (error) {
    const holder = error instanceof ConditionalCheckFailedException ? error.Item?.holder?.S : undefined;
    if (holder !== undefined) return holder;
    throw error;
  }
}

export async function unlock({ dynamodb, name }: RunTable, backupId: string): Promise<void> {
  const command = new PutItemCommand({
    TableName: name,
    Item: { backupId: { S: LOCK }, holder: { S: backupId }, until: { N: '0' } },
    ConditionExpression: 'holder = :own',
    ExpressionAttributeValues: { ':own': { S: backupId } },
  });
  // Another one has it by now: nothing to do.
  await holds(dynamodb.send(command));
}

function seconds(ms: number): string {
  return String(Math.floor(ms / 1000));
}

async function holds(put: Promise<unknown>): Promise<boolean> {
  try {
    await put;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
