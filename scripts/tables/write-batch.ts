import { BatchWriteItemCommand, type DynamoDBClient, type WriteRequest } from '@aws-sdk/client-dynamodb';
import type { Pacer } from '../../functions/shared/backup/pacer.ts';
import { pauses, type Sleep } from './pauses.ts';

export interface BatchWriting {
  dynamodb: DynamoDBClient;
  tableName: string;
  pacer: Pacer;
  signal: AbortSignal;
  sleep?: Sleep | undefined;
}

/** Writes requests of different keys, at most 25; what DynamoDB leaves undone is sent again, after growing pauses. */
export async function writeBatch(writing: BatchWriting, requests: WriteRequest[]): Promise<void> {
  const pause = pauses(writing.signal, writing.sleep);
  let left = requests;
  for (;;) {
    await writing.pacer.ready(writing.signal);
    try {
      left = await send(writing, left);
    } catch (error) {
      pause.forgive(error);
    }
    if (left.length === 0) return;
    await pause.next();
  }
}

/** @returns what DynamoDB did not take */
async function send({ dynamodb, tableName, pacer, signal }: BatchWriting, requests: WriteRequest[]) {
  const { UnprocessedItems, ConsumedCapacity = [] } = await dynamodb.send(
    new BatchWriteItemCommand({ RequestItems: { [tableName]: requests }, ReturnConsumedCapacity: 'TOTAL' }),
    { abortSignal: signal },
  );
  for (const { CapacityUnits = 0 } of ConsumedCapacity) pacer.spent(CapacityUnits);
  return UnprocessedItems?.[tableName] ?? [];
}
