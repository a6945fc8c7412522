import { BatchWriteItemCommand, type DynamoDBClient, type WriteRequest } from '@aws-sdk/client-dynamodb';
import type { Pacer } from '../../../functions/shared/backup/pacer.ts';
import { pauses, type Sleep } from '../restore/pauses.ts';
import type { Change } from './export-part.ts';

/**
 * Of one call: 25 requests and 16 MB as JSON, in which binary values and escapes take more room than they have bytes.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
 */
export const LIMITS = { items: 25, bytes: 2 * 1024 ** 2 };

export interface ChangeWriting {
  dynamodb: DynamoDBClient;
  tableName: string;
  pacer: Pacer;
  sleep: Sleep | undefined;
  signal: AbortSignal;
}

/** Writes a batch of changes, each of another key; what DynamoDB leaves undone is sent again, after growing pauses. */
export async function writeChanges(writing: ChangeWriting, batch: readonly Change[]): Promise<void> {
  const pausing = pauses(writing.signal, writing.sleep);
  let left = batch.map(requestOf);
  while (left.length > 0) {
    try {
      left = await send(writing, left);
    } catch (error) {
      pausing.forgive(error);
    }
    if (left.length > 0) await pausing.next();
  }
}

function requestOf({ key, put }: Change): WriteRequest {
  return put === null ? { DeleteRequest: { Key: key } } : { PutRequest: { Item: put } };
}

async function send({ dynamodb, tableName, pacer, signal }: ChangeWriting, requests: WriteRequest[]) {
  await pacer.ready(signal);
  const command = new BatchWriteItemCommand({
    RequestItems: { [tableName]: requests },
    ReturnConsumedCapacity: 'TOTAL',
  });
  const { UnprocessedItems, ConsumedCapacity } = await dynamodb.send(command, { abortSignal: signal });
  pacer.spent(ConsumedCapacity?.reduce((sum, one) => sum + (one.CapacityUnits ?? 0), 0) ?? 0);
  return UnprocessedItems?.[tableName] ?? [];
}
