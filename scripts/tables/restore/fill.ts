import { setMaxListeners } from 'node:events';
import type { DynamoDBClient, WriteRequest } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../../functions/shared/backup/items/item.ts';
import { pacer } from '../../../functions/shared/backup/pacer.ts';
import type { KeyAttribute } from '../../../functions/shared/backup/table-record.ts';
import { atMost } from '../at-most.ts';
import type { Sleep } from '../pauses.ts';
import { writeBatch } from '../write-batch.ts';
import { type Batch, batchesOf } from './batches.ts';

export interface Filling {
  dynamodb: DynamoDBClient;
  tableName: string;
  keys: readonly KeyAttribute[];
  /** Write capacity units a second; null: as fast as it goes. */
  maxWcu: number | null;
  signal: AbortSignal;
  report(items: number, bytes: number): void;
  sleep?: Sleep;
}

/** Items of a call, and calls at a time. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
const BATCH_ITEMS = 25;
const CALLS = 16;
const PARTS = 4;
/** Bytes of a call, far below the 16 MB that one may have: all that are on their way have to fit into memory. */
const BATCH_BYTES = 256 * 1024;

/** Writes parts of items into a table, several at the same time; `onPart` hears of each that is written whole. */
export async function fill<P>(
  filling: Filling,
  parts: readonly P[],
  itemsOf: (part: P) => AsyncIterable<Item>,
  onPart: (part: P) => Promise<void>,
): Promise<void> {
  const { batchItems, calls } = pace(filling.maxWcu);
  const partsAtOnce = Math.max(1, Math.min(PARTS, calls, parts.length));
  const perPart = Math.max(1, Math.floor(calls / partsAtOnce));
  const pacing = pacer(filling.maxWcu);
  // Each call listens to it; Node takes more than ten for a leak.
  setMaxListeners(2 * CALLS, filling.signal);
  const limits = { items: batchItems, bytes: BATCH_BYTES };
  await atMost(partsAtOnce, parts, async (part) => {
    await atMost(perPart, batchesOf(itemsOf(part), filling.keys, limits), async (batch) => {
      await writeBatch({ ...filling, pacer: pacing }, requestsOf(batch));
      filling.report(batch.items.size, batch.bytes);
    });
    await onPart(part);
  });
}

/** What is on its way at once is no more than about a second's worth, of items of up to 1 KB. */
function pace(maxWcu: number | null): { batchItems: number; calls: number } {
  if (maxWcu === null) return { batchItems: BATCH_ITEMS, calls: CALLS };
  const batchItems = Math.min(BATCH_ITEMS, maxWcu);
  return { batchItems, calls: Math.min(CALLS, Math.floor(maxWcu / batchItems)) };
}

function requestsOf({ items }: Batch): WriteRequest[] {
  return [...items.values()].map((Item) => ({ PutRequest: { Item } }));
}
