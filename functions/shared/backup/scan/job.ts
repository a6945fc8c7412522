import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DescribedTable } from '../describe-table.ts';
import { columnsOf } from '../items/csv.ts';
import { backupId, type Format } from '../layout.ts';
import { pacer } from '../pacer.ts';
import { BackupProblem } from '../problem.ts';
import { type BackupStore, within } from '../store.ts';
import { type Scanning, scanPages } from './pages.ts';
import type { PartLimits } from './part.ts';
import { beginRun, isAtWork, type Unfinished, unfinishedBackups } from './runs.ts';
import type { Settings } from './settings.ts';

export interface ScanOptions {
  dynamodb: DynamoDBClient;
  /** Backups stand below it, as `<table>/<id>/`. */
  store: BackupStore;
  tableName: string;
  /** The table, by who has just looked at it. */
  described?: DescribedTable;
  format: Format;
  reads: 'eventual' | 'strong';
  /** Read capacity units a second; null: as fast as it goes. */
  maxRcu: number | null;
  /** Null: by the size of the table. */
  segments: number | null;
  /**
   * Whether a backup that was cut off is continued; `take-over`: though its process may still be at work; `never`: nor
   * will this one be, so nothing is written but the backup itself, and a right to put objects is all that it takes.
   */
  resume: 'no' | 'yes' | 'take-over' | 'never';
  /** Name and version of the program. */
  tool: string;
  signal: AbortSignal;
  limits?: PartLimits;
  now?: () => Date;
  report?(progress: ScanProgress): void;
}

export interface ScanProgress {
  items: number;
  /** Characters of DynamoDB JSON or CSV, before compression. */
  size: number;
  /** As DynamoDB last counted: a guess. */
  expected: number;
}

/** A backup that is begun, or taken up again. */
export interface Job {
  id: string;
  /** The backup's own. */
  store: BackupStore;
  run: number;
  /** Whether a later run could continue it. */
  isKept: boolean;
  /** ISO 8601, UTC. */
  startedAt: string;
  settings: Settings;
}

const SMALL = 4;
const LARGE = 8;
const LARGE_BYTES = 10 * 1024 ** 3;

export async function openJob(options: ScanOptions, table: DescribedTable): Promise<Job> {
  const folder = `${table.record.name}/`;
  const wanted = settingsFor(options, table);
  const now = options.now?.() ?? new Date();
  const isNew = options.resume === 'no' || options.resume === 'never';
  const unfinished = isNew ? null : await continuable(options, folder, wanted, now);
  const id = unfinished?.id ?? backupId(now);
  const run = (unfinished?.run.run ?? 0) + 1;
  const startedAt = unfinished?.run.startedAt ?? now.toISOString();
  const settings = unfinished?.run.settings ?? (await withColumns(options, wanted, table));
  const store = within(options.store, `${folder}${id}/`);
  const isKept = options.resume !== 'never';
  if (isKept) await beginRun(store, run, startedAt, settings);
  return { id, store, run, isKept, startedAt, settings };
}

/** Without columns, which only a new backup looks for. */
function settingsFor(options: ScanOptions, { record, bytes }: DescribedTable): Settings {
  const segments = options.segments ?? (bytes > LARGE_BYTES ? LARGE : SMALL);
  return {
    ...{ tableArn: record.arn, tableId: record.id, format: options.format },
    ...{ segments, reads: options.reads, columns: null },
  };
}

async function withColumns(options: ScanOptions, settings: Settings, { record }: DescribedTable): Promise<Settings> {
  if (settings.format !== 'csv') return settings;
  const { value } = await scanPages(scanningOf(options, 1, null), 0, null).next();
  return { ...settings, columns: columnsOf(value?.items ?? [], record.keys) };
}

/** Items a page, so that what the segments ask for at once is no more than a second's worth; at most 4 KB a half unit. */
export function scanningOf(options: ScanOptions, segments: number, table: DescribedTable | null): Scanning {
  const { dynamodb, tableName, reads, maxRcu, signal } = options;
  const size = table === null || table.items === 0 ? 1024 : table.bytes / table.items;
  const bytes = maxRcu === null ? null : (maxRcu / segments) * (reads === 'strong' ? 4096 : 8192);
  const pageItems = bytes === null ? null : Math.max(1, Math.floor(bytes / Math.max(size, 1)));
  return { dynamodb, tableName, segments, reads, pageItems, pacer: pacer(maxRcu), signal };
}

/** The newest of the unfinished backups that was begun with the same settings. */
async function continuable(
  options: ScanOptions,
  folder: string,
  wanted: Settings,
  now: Date,
): Promise<Unfinished | null> {
  const all = await unfinishedBackups(options.store, folder);
  const found = all.find(({ run: { settings } }) => isSame(settings, wanted, options.segments));
  if (found === undefined) return null;
  if (options.resume === 'take-over' || !isAtWork(found, now)) return found;
  const { host, pid } = found.run;
  throw new BackupProblem(
    'busy',
    `process ${pid} on ${host} is writing ${options.store.place}/${folder}${found.id}: wait for it, or if it is dead use --take-over`,
  );
}

/** Columns are those of the first run: a sample would be another one by now. */
function isSame(begun: Settings, wanted: Settings, segments: number | null): boolean {
  return (
    begun.tableArn === wanted.tableArn &&
    begun.tableId === wanted.tableId &&
    begun.format === wanted.format &&
    begun.reads === wanted.reads &&
    (segments === null || begun.segments === segments)
  );
}
