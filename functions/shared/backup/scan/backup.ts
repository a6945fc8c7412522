import { type DescribedTable, describeTable } from '../describe-table.ts';
import { itemsDigest } from '../items/digest.ts';
import { DATA, MANIFEST } from '../layout.ts';
import { manifestText, type ScanManifest } from '../manifest.ts';
import { BackupProblem, isProblem } from '../problem.ts';
import type { BackupStore } from '../store.ts';
import { allSegments } from './all-segments.ts';
import { type PartRecord, readRecords } from './checkpoint.ts';
import { type Job, openJob, type ScanOptions, scanningOf } from './job.ts';
import type { PartLimits } from './part.ts';
import { assertOurs, leftovers } from './runs.ts';
import { backUpSegment, type SegmentWork } from './segment.ts';

export interface Backup {
  /** Where its manifest stands: `s3://bucket/prefix/table/id`, or a folder. */
  place: string;
  manifest: ScanManifest;
}

const LIMITS: PartLimits = { bytes: 32 * 1024 ** 2, ms: 60_000 };

/**
 * Reads a table by a parallel scan into a store. The manifest comes last: without one it is no backup. Interrupted or
 * killed, the next call with the same settings goes on after the last part.
 * @throws BackupProblem; errors of AWS and of the disk pass through
 */
export async function backUpTable(options: ScanOptions): Promise<Backup> {
  const table = options.described ?? (await describeTable(options.dynamodb, options.tableName));
  if (!/^(ACTIVE|UPDATING|ARCHIV)/.test(table.status)) {
    throw new BackupProblem('table', `table ${options.tableName} is ${table.status}: wait until it is ACTIVE`);
  }
  const job = await openJob(options, table);
  const records = await scanAll(options, table, job);
  const manifest = manifestOf(options, table, job, records);
  await publish(options, job, manifest);
  return { place: job.store.place, manifest };
}

async function scanAll(options: ScanOptions, table: DescribedTable, job: Job): Promise<PartRecord[]> {
  const isResumed = job.run > 1;
  if (isResumed) await job.store.clean('');
  const recorded = isResumed ? await readRecords(job.store) : [];
  // Its process may have ended it meanwhile, and be removing the records: none of them may be missed.
  if (isResumed && (await job.store.list(MANIFEST)).length > 0) throw finished(job);
  const present = new Set(isResumed ? (await job.store.list(DATA)).map(({ name }) => name) : []);
  const onPage = progressTeller(options, table, recorded);
  const { segments } = job.settings;
  const scanning = scanningOf(options, segments, table);
  const work: SegmentWork = {
    ...{ store: job.store, settings: job.settings, run: job.run, isKept: job.isKept, scanning, present, onPage },
    ...{ keys: table.record.keys, limits: options.limits ?? LIMITS },
  };
  const perSegment = await allSegments(segments, options.signal, (segment, signal) => {
    const own = recorded.filter((record) => record.segment === segment);
    return backUpSegment({ ...work, scanning: { ...scanning, signal } }, segment, own);
  });
  return perSegment.flat();
}

function progressTeller({ report }: ScanOptions, table: DescribedTable, recorded: readonly PartRecord[]) {
  let items = recorded.reduce((sum, record) => sum + record.items, 0);
  let size = 0;
  return (more: number, characters: number) => {
    items += more;
    size += characters;
    report?.({ items, size, expected: Math.max(table.items, items) });
  };
}

function manifestOf(options: ScanOptions, { record }: DescribedTable, job: Job, records: PartRecord[]): ScanManifest {
  const { format, columns, reads, segments } = job.settings;
  const digest = itemsDigest();
  for (const { digest: hex, items } of records) digest.merge(hex, items);
  return {
    ...{ formatVersion: 1, id: job.id, tool: options.tool, engine: 'scan', format, columns, table: record },
    startedAt: job.startedAt,
    endedAt: (options.now?.() ?? new Date()).toISOString(),
    resumed: job.run - 1,
    consistency: { kind: 'each-item', reads },
    ...{ items: digest.count, digest: digest.hex() },
    segments: Array.from({ length: segments }, (_, segment) => ({ segment, items: itemsIn(records, segment) })),
    parts: records.flatMap(({ segment, file, items, digest: hex }) =>
      file === null ? [] : [{ ...file, segment, items, digest: hex }],
    ),
  };
}

function itemsIn(records: readonly PartRecord[], segment: number): number {
  return records.reduce((sum, record) => sum + (record.segment === segment ? record.items : 0), 0);
}

async function publish({ store: all }: ScanOptions, job: Job, manifest: ScanManifest): Promise<void> {
  const { store, run } = job;
  if (job.isKept) await assertOurs(store, run);
  try {
    await store.write(MANIFEST, Buffer.from(manifestText(manifest)));
  } catch (error) {
    if (!isProblem(error, 'taken')) throw error;
    throw finished(job);
  }
  if (job.isKept) await tidyUp(all, manifest.table.name);
}

function finished({ store }: Job): BackupProblem {
  return new BackupProblem('busy', `another process has finished the backup ${store.place}`);
}

/** What stays behind does no harm: a backup with a manifest is not taken up again. The next backup removes it. */
async function tidyUp(store: BackupStore, tableName: string): Promise<void> {
  const names = await leftovers(store, `${tableName}/`).catch(() => []);
  await Promise.allSettled(names.map((name) => store.remove(name)));
}
