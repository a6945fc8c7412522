import { setTimeout as sleep } from 'node:timers/promises';
import type { Item } from '../../../functions/shared/backup/items/item.ts';
import { canonicalText, itemTexts } from '../../../functions/shared/backup/items/text.ts';
import type { Pacer } from '../../../functions/shared/backup/pacer.ts';
import type { KeyAttribute } from '../../../functions/shared/backup/table-record.ts';
import { type BatchGetting, getBatch } from '../get-batch.ts';
import { keyText } from '../restore/batches.ts';
import type { Differing } from './pass.ts';

export interface Look extends BatchGetting {
  keys: readonly KeyAttribute[];
  pacer: Pacer;
}

/** Keys a call (API reference, BatchGetItem). */
const MOST_KEYS = 100;

/** The items of some keys by strong reads, by the text of the key; what is not there has no entry. */
export async function itemsNow(look: Look, keys: readonly Item[]): Promise<Map<string, Item>> {
  const found = new Map<string, Item>();
  let left = [...keys];
  while (left.length > 0) {
    const asked = left.slice(0, MOST_KEYS);
    await look.pacer.ready(look.signal);
    const { items, unread, units } = await getBatch(look, asked);
    look.pacer.spent(units);
    for (const item of items) found.set(keyText(item, look.keys), item);
    // An answer ends at 16 MB, or where the table's capacity does.
    if (unread.length === asked.length) await pause(look.signal);
    left = [...unread, ...left.slice(MOST_KEYS)];
  }
  return found;
}

const PAUSE_MS = 500;

async function pause(signal: AbortSignal): Promise<void> {
  await sleep(PAUSE_MS, undefined, { signal }).catch(() => signal.throwIfAborted());
}

export interface Difference {
  /** DynamoDB JSON. */
  key: string;
  /** The names of those that differ; null where the item is on one side only. Values are people's data. */
  attributes: string[] | null;
  /** Another look found something else: the table is being written to. */
  isChangingNow: boolean;
}

export function differenceOf({ key, inBackup, inTable }: Differing, now: Item | null): Difference {
  const isSideOnly = inBackup === null || inTable === null;
  return {
    key: itemTexts(key).text,
    attributes: isSideOnly ? null : differingAttributes(inBackup, now ?? inTable),
    isChangingNow: canonicalOf(inTable) !== canonicalOf(now),
  };
}

function canonicalOf(item: Item | null): string | null {
  return item === null ? null : itemTexts(item).canonical;
}

function differingAttributes(one: Item, other: Item): string[] {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])].sort();
  const text = (item: Item, name: string) =>
    Object.hasOwn(item, name) ? canonicalText(item[name] as Item[string]) : null;
  return names.filter((name) => text(one, name) !== text(other, name));
}
