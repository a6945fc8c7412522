import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../../functions/shared/backup/items/item.ts';
import { itemTexts } from '../../../functions/shared/backup/items/text.ts';
import { pacer } from '../../../functions/shared/backup/pacer.ts';
import { keyOf } from '../../../functions/shared/backup/scan/orphan.ts';
import type { KeyAttribute, TableRecord } from '../../../functions/shared/backup/table-record.ts';
import { atMost } from '../at-most.ts';
import { getBatch } from '../get-batch.ts';
import { pauses, type Sleep } from '../pauses.ts';
import { tableDigest } from '../table-digest.ts';
import { type Batch, batchesOf, keyText } from './batches.ts';

/** What the table holds beside what the backup says. */
export type Comparison =
  | { by: 'scan'; equal: boolean; items: number; digest: string }
  /** As DynamoDB itself has counted what it imported. */
  | { by: 'count'; equal: boolean; items: number }
  /** Of the restored items alone, where the table may have others. */
  | { by: 'key'; equal: boolean; items: number; missing: number; different: number };

export interface Comparing {
  dynamodb: DynamoDBClient;
  tableName: string;
  signal: AbortSignal;
  report(items: number, bytes: number): void;
  sleep?: Sleep;
}

/** All items of a backup. */
export interface Whole {
  items: number;
  digest: string;
  table: TableRecord;
}

const SEGMENTS = 4;

/** Reads the whole table. */
export async function compareWhole(
  { dynamodb, tableName, signal, report }: Comparing,
  { items, digest, table }: Whole,
): Promise<Comparison> {
  const pacing = pacer(table.throughput?.read ?? null);
  const scanning = { dynamodb, tableName, segments: SEGMENTS, reads: 'strong', pageItems: null } as const;
  const found = await tableDigest({ ...scanning, pacer: pacing, signal }, report);
  return { by: 'scan', equal: found.items === items && found.digest === digest, ...found };
}

/** Of a call: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const LIMITS = { items: 100, bytes: 1024 ** 2 };
const AT_ONCE = 4;

/** Looks each of the items up. */
export async function compareByKey(
  comparing: Comparing,
  keys: readonly KeyAttribute[],
  items: AsyncIterable<Item>,
): Promise<Comparison> {
  const sum = { items: 0, missing: 0, different: 0 };
  await atMost(AT_ONCE, batchesOf(items, keys, LIMITS), async (batch) => {
    const found = await lookUp(comparing, keys, batch);
    for (const [key, item] of batch.items) {
      const text = found.get(key);
      sum.items++;
      if (text === undefined) sum.missing++;
      else if (text !== itemTexts(item).canonical) sum.different++;
    }
    comparing.report(batch.items.size, batch.bytes);
  });
  return { by: 'key', equal: sum.missing + sum.different === 0, ...sum };
}

/** The texts of the items that are there, by the text of their keys. */
async function lookUp(comparing: Comparing, keys: readonly KeyAttribute[], { items }: Batch) {
  const texts = new Map<string, string>();
  const pause = pauses(comparing.signal, comparing.sleep);
  let left: Item[] = [...items.values()].map((item) => keyOf(item, [...keys]));
  for (;;) {
    try {
      const { items: found, unread } = await getBatch(comparing, left);
      for (const item of found) texts.set(keyText(item, keys), itemTexts(item).canonical);
      left = unread;
    } catch (error) {
      pause.forgive(error);
    }
    if (left.length === 0) return texts;
    await pause.next();
  }
}
