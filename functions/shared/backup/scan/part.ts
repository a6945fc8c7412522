import { compressed } from '../gzip.ts';
import { csvHeader, csvLine } from '../items/csv.ts';
import { itemsDigest } from '../items/digest.ts';
import type { Item } from '../items/item.ts';
import { itemTexts } from '../items/text.ts';
import { partName } from '../layout.ts';
import type { BackupStore } from '../store.ts';
import type { PartRecord } from './checkpoint.ts';
import type { Page } from './pages.ts';
import type { Settings } from './settings.ts';

export interface PartLimits {
  /** Compressed bytes after which a part ends with the page at hand. */
  bytes: number;
  /** Milliseconds after which it does: what a rerun has to do again is no more. */
  ms: number;
}

export interface PartSource {
  segment: number;
  index: number;
  pages: AsyncIterator<Page>;
  /** Told of each page: items, and characters before compression. */
  onPage(items: number, size: number): void;
}

/** That are compressed together: texts of a whole page would be long-lived garbage. */
const LINES = 64;

/** Writes the next part of a segment; nothing is written when no item is left. */
export async function writePart(
  store: BackupStore,
  { format, columns }: Settings,
  source: PartSource,
  limits: PartLimits,
): Promise<PartRecord> {
  const { segment, index } = source;
  const digest = itemsDigest();
  const first = await nextWithItems(source.pages);
  let next = first.next;
  const end = performance.now() + limits.ms;
  async function* texts() {
    if (columns !== null) yield csvHeader(columns);
    for (let page = first; ; page = await nextPage(source.pages)) {
      next = page.next;
      let size = 0;
      for (let from = 0; from < page.items.length; from += LINES) {
        const lines = page.items.slice(from, from + LINES).map((item) => lineOf(item, digest, columns));
        const text = lines.join('');
        size += text.length;
        yield text;
      }
      source.onPage(page.items.length, size);
      if (next === null || file.bytes() >= limits.bytes || performance.now() >= end) return;
    }
  }
  const file = compressed(texts());
  if (first.items.length === 0) return { segment, index, file: null, items: 0, digest: digest.hex(), next };
  const name = partName(segment, index, format);
  await store.write(name, file.body);
  return { segment, index, file: { name, ...file.facts() }, items: digest.count, digest: digest.hex(), next };
}

function lineOf(item: Item, digest: { add(text: string): void }, columns: Settings['columns']): string {
  const { text, canonical } = itemTexts(item);
  digest.add(canonical);
  return columns === null ? `{"Item":${text}}\n` : csvLine(item, columns);
}

/** The next page that has items, or the last one. */
async function nextWithItems(pages: AsyncIterator<Page>): Promise<Page> {
  let page = await nextPage(pages);
  while (page.items.length === 0 && page.next !== null) page = await nextPage(pages);
  return page;
}

async function nextPage(pages: AsyncIterator<Page>): Promise<Page> {
  const { value, done } = await pages.next();
  return done ? { items: [], next: null } : value;
}
