import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../../functions/shared/backup/items/item.ts';
import { canonicalText } from '../../../functions/shared/backup/items/text.ts';
import { BackupProblem } from '../../../functions/shared/backup/problem.ts';
import type { KeyAttribute } from '../../../functions/shared/backup/table-record.ts';

export interface Batch {
  /** By the text of their keys: no call takes a key twice. */
  items: Map<string, Item>;
  bytes: number;
}

export interface BatchLimits {
  items: number;
  /** Reached by the last item at most once, which may be alone and larger. */
  bytes: number;
}

/** Of two items with the same key in a batch the last one stays. */
export async function* batchesOf(
  items: AsyncIterable<Item>,
  keys: readonly KeyAttribute[],
  limits: BatchLimits,
): AsyncGenerator<Batch> {
  let batch: Batch = { items: new Map(), bytes: 0 };
  for await (const item of items) {
    batch.items.set(keyText(item, keys), item);
    batch.bytes += itemBytes(item);
    if (batch.items.size < limits.items && batch.bytes < limits.bytes) continue;
    yield batch;
    batch = { items: new Map(), bytes: 0 };
  }
  if (batch.items.size > 0) yield batch;
}

/** The same for equal keys, however their numbers are written. @throws BackupProblem `damaged` for an item without one */
export function keyText(item: Item, keys: readonly KeyAttribute[]): string {
  return keys.map(({ name }) => canonicalText(keyValue(item, name))).join();
}

function keyValue(item: Item, name: string): AttributeValue {
  if (Object.hasOwn(item, name)) return item[name] as AttributeValue;
  const what = `an item has no ${name}, which is a key of the table`;
  throw new BackupProblem('damaged', `${what}: see what else is wrong with verify-backup, and use another backup`);
}

/**
 * About what DynamoDB counts.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function itemBytes(item: Item): number {
  let bytes = 0;
  for (const name of Object.keys(item)) bytes += Buffer.byteLength(name) + valueBytes(item[name] as AttributeValue);
  return bytes;
}

function valueBytes(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return numberBytes(value.N);
  if (value.B !== undefined) return value.B.length;
  if (value.M !== undefined) return 3 + itemBytes(value.M) + Object.keys(value.M).length;
  if (value.L !== undefined) return 3 + value.L.length + sum(value.L, valueBytes);
  if (value.SS !== undefined) return sum(value.SS, (text) => Buffer.byteLength(text));
  if (value.NS !== undefined) return sum(value.NS, numberBytes);
  if (value.BS !== undefined) return sum(value.BS, (one) => one.length);
  return 1;
}

/** A byte for two digits, and one more. */
function numberBytes(text: string): number {
  return Math.min(21, Math.ceil(text.length / 2) + 1);
}

function sum<T>(all: readonly T[], of: (one: T) => number): number {
  return all.reduce((total, one) => total + of(one), 0);
}

/** Of the item alone; each index that holds it takes about the same again. */
export function writeUnits(item: Item): number {
  return Math.max(1, Math.ceil(itemBytes(item) / 1024));
}
