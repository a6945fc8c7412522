import { BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../functions/shared/backup/items/item.ts';
import { itemReader } from '../../functions/shared/backup/items/parse.ts';
import { answerTextOf } from '../../functions/shared/backup/scan/answer-text.ts';

export interface BatchGetting {
  dynamodb: DynamoDBClient;
  tableName: string;
  signal: AbortSignal;
}

export interface GotBatch {
  items: Item[];
  /** Keys that are to be asked for again. */
  unread: Item[];
  units: number;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
interface Answer {
  Responses?: Record<string, unknown[]>;
  UnprocessedKeys?: Record<string, { Keys?: unknown[] }>;
  ConsumedCapacity?: { CapacityUnits?: number }[];
}

/** The items of at most 100 keys, by one call and strong reads; no attribute name is lost. */
export async function getBatch({ dynamodb, tableName, signal }: BatchGetting, Keys: Item[]): Promise<GotBatch> {
  const command = new BatchGetItemCommand({
    RequestItems: { [tableName]: { Keys, ConsistentRead: true } },
    ReturnConsumedCapacity: 'TOTAL',
  });
  const answerText = answerTextOf(command);
  await dynamodb.send(command, { abortSignal: signal });
  const text = answerText();
  const { Responses, UnprocessedKeys, ConsumedCapacity = [] }: Answer = JSON.parse(text);
  const itemOf = itemReader(text);
  return {
    items: (Responses?.[tableName] ?? []).map(itemOf),
    unread: (UnprocessedKeys?.[tableName]?.Keys ?? []).map(itemOf),
    units: ConsumedCapacity.reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0),
  };
}
