import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../../functions/shared/backup/items/item.ts';
import type { ScanManifest, ScanPart } from '../../../functions/shared/backup/manifest.ts';
import type { TableRecord } from '../../../functions/shared/backup/table-record.ts';
import { type OpenBackup, partItems } from '../open-backup.ts';
import { type Comparison, compareByKey, compareWhole } from './compare.ts';
import { tableInput } from './create-table.ts';
import { fill } from './fill.ts';
import type { Journal } from './journal.ts';
import { proveParts } from './proof.ts';
import { makeTable, type PresentTable, type Tag } from './table.ts';
import { firstTags } from './tags.ts';

export type Phase = 'proved' | 'restored' | 'compared';

export interface ScanRestoring {
  dynamodb: DynamoDBClient;
  backup: OpenBackup<ScanManifest>;
  /** The table to make; its settings may differ from those of the backup's. */
  record: TableRecord;
  name: string;
  /** What the new table is known by. */
  tag: Tag;
  /** Null: it is to be made. */
  table: PresentTable | null;
  /** What to say when the name was taken meanwhile. */
  taken(): Error;
  /** Null: all items, which are proven first; choosing has read and proven them already. */
  chosen: ((item: Item) => boolean) | null;
  /** Whether the table may have other items. */
  isShared: boolean;
  maxWcu: number | null;
  signal: AbortSignal;
  /** Items and bytes so far. */
  report(phase: Phase, items: number, bytes: number): void;
}

export interface FilledTable {
  table: PresentTable;
  comparison: Comparison;
  /** That it took to write the items, and to compare them. */
  seconds: { restore: number; compare: number };
}

/**
 * Makes a table of a backup and fills it, or goes on with that; then compares it with the backup. Nothing is made unless
 * all files of the backup are whole.
 * @param journalOf keeps what is written; null: everything is written by this call
 */
export async function restoreScan(
  restoring: ScanRestoring,
  journalOf: ((table: PresentTable) => Promise<Journal>) | null,
): Promise<FilledTable> {
  const { backup, name, signal } = restoring;
  const start = performance.now();
  if (restoring.chosen === null) await proveParts(backup, signal);
  const input = tableInput(restoring.record, name, firstTags(restoring.record.tags));
  const table = restoring.table ?? (await makeTable(restoring, input, restoring.tag, restoring.taken));
  await fillTable(restoring, (await journalOf?.(table)) ?? null);
  const filled = performance.now();
  const comparison = await compare(restoring);
  const seconds = { restore: (filled - start) / 1000, compare: (performance.now() - filled) / 1000 };
  return { table, comparison, seconds };
}

async function fillTable(restoring: ScanRestoring, journal: Journal | null): Promise<void> {
  const { dynamodb, backup, name: tableName, maxWcu, signal, record } = restoring;
  const parts = backup.manifest.parts.filter((part) => !journal?.has(part.name));
  const written = backup.manifest.parts.filter((part) => journal?.has(part.name));
  const report = summed(
    restoring,
    'restored',
    written.reduce((sum, { items }) => sum + items, 0),
  );
  const filling = { dynamodb, tableName, keys: record.keys, maxWcu, signal, report };
  const itemsOf = (part: ScanPart) => chosenItems(partItems(backup, part), restoring.chosen);
  await fill(filling, parts, itemsOf, async ({ name }) => journal?.note(name));
}

async function compare(restoring: ScanRestoring): Promise<Comparison> {
  const { dynamodb, backup, name: tableName, signal, chosen } = restoring;
  if (chosen === null && !restoring.isShared) {
    const report = (items: number, bytes: number) => restoring.report('compared', items, bytes);
    return compareWhole({ dynamodb, tableName, signal, report }, backup.manifest);
  }
  const report = summed(restoring, 'compared', 0);
  return compareByKey({ dynamodb, tableName, signal, report }, restoring.record.keys, allItems(backup, chosen));
}

function summed({ report }: ScanRestoring, phase: Phase, from: number) {
  let items = from;
  let bytes = 0;
  return (moreItems: number, moreBytes: number) => {
    items += moreItems;
    bytes += moreBytes;
    report(phase, items, bytes);
  };
}

/** One part after the other. */
export async function* allItems(
  backup: OpenBackup<ScanManifest>,
  chosen: ScanRestoring['chosen'],
): AsyncGenerator<Item> {
  for (const part of backup.manifest.parts) yield* chosenItems(partItems(backup, part), chosen);
}

async function* chosenItems(items: AsyncIterable<Item>, chosen: ScanRestoring['chosen']): AsyncGenerator<Item> {
  for await (const item of items) if (chosen === null || chosen(item)) yield item;
}
