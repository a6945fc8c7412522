import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../../functions/shared/backup/items/item.ts';
import type { TableRecord } from '../../../functions/shared/backup/table-record.ts';
import { allItems, chosenItems, partsOf } from '../backup-parts.ts';
import type { OpenBackup } from '../open-backup.ts';
import { type Comparison, compareByKey, compareWhole } from './compare.ts';
import { tableInput } from './create-table.ts';
import { fill } from './fill.ts';
import type { Journal } from './journal.ts';
import { provenDigest } from './proof.ts';
import { makeTable, type PresentTable, type Tag } from './table.ts';
import { firstTags } from './tags.ts';

export type Phase = 'proved' | 'restored' | 'compared' | 'changed';

export interface Restoring {
  dynamodb: DynamoDBClient;
  backup: OpenBackup;
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
export async function restoreByWriting(
  restoring: Restoring,
  journalOf: ((table: PresentTable) => Promise<Journal>) | null,
): Promise<FilledTable> {
  const { backup, name, signal } = restoring;
  const start = performance.now();
  const digest = restoring.chosen === null ? await provenDigest(backup, signal) : null;
  const input = tableInput(restoring.record, name, firstTags(restoring.record.tags));
  const table = restoring.table ?? (await makeTable(restoring, input, restoring.tag, restoring.taken));
  await fillTable(restoring, (await journalOf?.(table)) ?? null);
  const filled = performance.now();
  const comparison = await compare(restoring, digest);
  const seconds = { restore: (filled - start) / 1000, compare: (performance.now() - filled) / 1000 };
  return { table, comparison, seconds };
}

async function fillTable(restoring: Restoring, journal: Journal | null): Promise<void> {
  const { dynamodb, backup, name: tableName, maxWcu, signal, record } = restoring;
  const all = partsOf(backup);
  const parts = all.filter((part) => !journal?.has(part.name));
  const written = all.filter((part) => journal?.has(part.name));
  const report = summed(
    restoring,
    'restored',
    written.reduce((sum, { items }) => sum + items, 0),
  );
  const filling = { dynamodb, tableName, keys: record.keys, maxWcu, signal, report };
  const { chosen } = restoring;
  await fill(
    filling,
    parts,
    (part) => chosenItems(part.read(), chosen),
    async ({ name }) => journal?.note(name),
  );
}

/** @param digest null: a part of the items was restored */
async function compare(restoring: Restoring, digest: string | null): Promise<Comparison> {
  const { dynamodb, backup, name: tableName, signal, chosen } = restoring;
  if (digest !== null && !restoring.isShared) {
    const report = (items: number, bytes: number) => restoring.report('compared', items, bytes);
    return compareWhole({ dynamodb, tableName, signal, report }, { ...backup.manifest, digest });
  }
  const report = summed(restoring, 'compared', 0);
  return compareByKey({ dynamodb, tableName, signal, report }, restoring.record.keys, allItems(backup, chosen));
}

function summed({ report }: Restoring, phase: Phase, from: number) {
  let items = from;
  let bytes = 0;
  return (moreItems: number, moreBytes: number) => {
    items += moreItems;
    bytes += moreBytes;
    report(phase, items, bytes);
  };
}
