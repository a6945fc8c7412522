import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { KeptRun, Stage } from './run.ts';

/** The table of runs. */
export interface Runs {
  dynamodb: DynamoDBClient;
  table: string;
}

const KEPT_MS = 30 * 24 * 60 * 60 * 1000;

/** As it is now. Null: there is none, or none any more. */
export async function findRun({ dynamodb, table }: Runs, backupId: string): Promise<KeptRun | null> {
  const Key = { backupId: { S: backupId } };
  const { Item } = await dynamodb.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }));
  return Item === undefined ? null : keptOf(Item);
}

export async function keepRun({ dynamodb, table }: Runs, kept: KeptRun): Promise<void> {
  await dynamodb.send(new PutItemCommand({ TableName: table, Item: itemOf(kept) }));
}

/**
 * Moves a run on that no invocation has taken up yet. Of two that try, one succeeds: Lambda may deliver an invocation
 * twice. https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html
 */
export function moveOn({ dynamodb, table }: Runs, kept: KeptRun): Promise<boolean> {
  const command = new PutItemCommand({
    TableName: table,
    Item: itemOf(kept),
    ConditionExpression: 'stage = :asked',
    ExpressionAttributeValues: { ':asked': { S: 'asked' satisfies Stage } },
  });
  return holds(dynamodb.send(command));
}

/** Whether a conditional write was done. */
export async function holds(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

function itemOf({ run, stage, until }: KeptRun): Record<string, AttributeValue> {
  return {
    backupId: { S: run.backupId },
    stage: { S: stage },
    until: { N: String(until) },
    run: { S: JSON.stringify(run) },
    // The table's time to live, in seconds.
    expiresAt: { N: String(Math.ceil((Date.parse(run.startedAt) + KEPT_MS) / 1000)) },
  };
}

function keptOf({ run, stage, until }: Record<string, AttributeValue>): KeptRun {
  return { run: JSON.parse(run?.S ?? ''), stage: stage?.S as Stage, until: Number(until?.N) };
}
