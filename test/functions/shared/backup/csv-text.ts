import { csvHeader, csvLine, readCsv } from '../../../../functions/shared/backup/items/csv.ts';
import type { Item } from '../../../../functions/shared/backup/items/item.ts';
import type { Column } from '../../../../functions/shared/backup/manifest.ts';

export function csvOf(items: readonly Item[], columns: readonly Column[]): string {
  return csvHeader(columns) + items.map((item) => csvLine(item, columns)).join('');
}

async function* inPieces(bytes: Uint8Array, size: number) {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

export async function all(text: AsyncIterable<Uint8Array>, columns: readonly Column[]): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of readCsv(text, columns, 'x.csv')) items.push(item);
  return items;
}

export async function read(text: string | Uint8Array, columns: readonly Column[], size = 64 * 1024): Promise<Item[]> {
  return all(inPieces(Buffer.from(text), size), columns);
}
