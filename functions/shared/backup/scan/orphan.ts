import { itemsDigest } from '../items/digest.ts';
import type { Item } from '../items/item.ts';
import { itemTexts } from '../items/text.ts';
import { partName } from '../layout.ts';
import { openPart } from '../read-part.ts';
import type { BackupStore } from '../store.ts';
import type { TableRecord } from '../table-record.ts';
import type { PartRecord } from './checkpoint.ts';
import type { Settings } from './settings.ts';

/**
 * The record of a part that was written whole just before its process ended. A scan goes on after the key of the last
 * item that it gave, and that one stands in the part.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Scan.html#Scan.Pagination
 */
export async function recordOfOrphan(
  store: BackupStore,
  { format, columns }: Settings,
  keys: TableRecord['keys'],
  { segment, index }: Pick<PartRecord, 'segment' | 'index'>,
): Promise<PartRecord> {
  const name = partName(segment, index, format);
  const part = openPart(store, name, columns);
  const digest = itemsDigest();
  let last: Item | null = null;
  for await (const item of part.items) {
    digest.add(itemTexts(item).canonical);
    last = item;
  }
  const next = last && keyOf(last, keys);
  return { segment, index, file: { name, ...part.facts() }, items: digest.count, digest: digest.hex(), next };
}

export function keyOf(item: Item, keys: TableRecord['keys']): Item {
  return Object.fromEntries(keys.flatMap(({ name }) => (item[name] === undefined ? [] : [[name, item[name]]])));
}
