import { setTimeout as sleep } from 'node:timers/promises';
import { describeTable } from '../shared/backup/describe-table.ts';
import { type Backup, backUpTable } from '../shared/backup/scan/backup.ts';
import type { ScanProgress } from '../shared/backup/scan/job.ts';
import { storedBytes } from '../shared/backup/told.ts';
import { putOnlyStore } from './put-only-store.ts';
import { TOO_LARGE } from './reason.ts';
import type { RunFormat } from './run.ts';
import type { Surroundings } from './surroundings.ts';

export interface Saved {
  backup: Backup;
  /** Of all files. */
  bytes: number | null;
}

/** Milliseconds that calls of AWS get to end after the signal. */
const GRACE_MS = 10_000;

/** Each of four or eight segments holds a part in memory until it is whole. */
const PART_LIMITS = { bytes: 8 * 1024 ** 2, ms: 60_000 };

/** @throws BackupProblem, the signal's reason, or errors of AWS */
export async function saveTable(
  around: Surroundings,
  format: RunFormat,
  signal: AbortSignal,
  report: (progress: ScanProgress) => void,
): Promise<Saved> {
  const work = save(around, format, signal, report);
  try {
    const backup = await Promise.race([work, afterGrace(signal)]);
    return { backup, bytes: storedBytes(backup.manifest) };
  } catch (error) {
    // Whatever it is that the signal has broken.
    throw signal.aborted ? signal.reason : error;
  }
}

async function save(
  { dynamodb, s3, settings }: Surroundings,
  format: RunFormat,
  signal: AbortSignal,
  report: (progress: ScanProgress) => void,
): Promise<Backup> {
  const described = await describeTable(dynamodb, settings.table);
  report({ items: 0, size: 0, expected: described.items });
  if (described.bytes > settings.maxTableBytes) throw TOO_LARGE;
  await untilNextSecond(signal);
  return backUpTable({
    ...{ dynamodb, described, tableName: settings.table, signal, report, limits: PART_LIMITS },
    store: putOnlyStore(s3, settings.bucket, settings.bucketOwner),
    format: format === 'csv' ? 'csv' : 'dynamodb-json',
    // What a person has just written is in the backup that they ask for next.
    reads: 'strong',
    ...{ maxRcu: settings.maxReadUnits, segments: null },
    // A run is not taken up again, so nothing is written that only a rerun would read.
    ...{ resume: 'never', tool: 'backup-dynamodb-and-send-email' },
  });
}

/** A backup's folder is named by the second in which it begins, which must not be that of the one before. */
function untilNextSecond(signal: AbortSignal): Promise<unknown> {
  return sleep(1000 - (Date.now() % 1000), undefined, { signal });
}

function afterGrace(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const wait = () => setTimeout(() => reject(signal.reason), GRACE_MS).unref();
    if (signal.aborted) wait();
    else signal.addEventListener('abort', wait, { once: true });
  });
}
