import { setTimeout as sleep } from 'node:timers/promises';
import { describeTable } from '../shared/backup/describe-table.ts';
import { BackupProblem, isProblem } from '../shared/backup/problem.ts';
import { type Backup, backUpTable } from '../shared/backup/scan/backup.ts';
import type { ScanProgress } from '../shared/backup/scan/job.ts';
import { storedBytes } from '../shared/backup/told.ts';
import type { Surroundings } from './clients.ts';
import { tellOf } from './mail.ts';
import { progressKeeper } from './progress.ts';
import { putOnlyStore } from './put-only-store.ts';
import type { Run } from './run.ts';
import { findRun, keepRun, takeUp, unlock } from './run-table.ts';

/** What the function sends itself. */
export interface Work {
  backupId: string;
}

/** What stays at the end for the notice and the result. */
const RESERVE_MS = 30_000;

/** A part is held in memory, of up to eight segments at once. */
const LIMITS = { bytes: 8 * 1024 ** 2, ms: 60_000 };

const TOO_LARGE = 'the table is too large for a function, which has 15 minutes: use npm run backup';

/** Does the backup that a run stands for, tells its end by mail and in the table, and lets the next one begin. */
export async function work(around: Surroundings, { backupId }: Work): Promise<void> {
  const { dynamodb, settings, logger } = around;
  const runs = { dynamodb, name: settings.runTable };
  const run = await findRun(runs, backupId);
  if (run === null || run.status !== 'running' || !(await takeUp(runs, run))) {
    logger.warn('delivered twice, or too late: nothing is done', { backupId });
    return;
  }
  const ended = await backedUp(around, run);
  await keepRun(runs, ended, 'ended');
  await unlock(runs, backupId);
  logger.info('ended', { backupId, status: ended.status, items: ended.items, mail: ended.mail });
}

async function backedUp(around: Surroundings, run: Run): Promise<Run> {
  const { dynamodb, settings, logger, context } = around;
  const progress = progressKeeper({ dynamodb, name: settings.runTable }, run);
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), Math.max(0, context.getRemainingTimeInMillis() - RESERVE_MS));
  try {
    const backup = await saved(around, run, timeout.signal, progress.report);
    const mail = await tellOf(around, { place: backup.place, manifest: backup.manifest });
    return { ...doneRun(await progress.last(), backup), mail };
  } catch (error) {
    logger.error('the backup failed', error as Error);
    const reason = timeout.signal.aborted ? TOO_LARGE : reasonOf(error);
    const mail = await tellOf(around, { place: `s3://${settings.bucket}`, reason });
    return { ...(await progress.last()), status: 'failed', endedAt: new Date().toISOString(), mail, error: reason };
  } finally {
    clearTimeout(timer);
  }
}

async function saved(
  { dynamodb, s3, settings }: Surroundings,
  run: Run,
  signal: AbortSignal,
  report: (progress: ScanProgress) => void,
): Promise<Backup> {
  const described = await describeTable(dynamodb, settings.table);
  if (described.bytes > settings.maxTableBytes) throw new BackupProblem('input', TOO_LARGE);
  // A backup is named by the second that it begins in; the one before it has one of its own, too.
  await sleep(1000 - (Date.now() % 1000));
  return backUpTable({
    ...{ dynamodb, described, tableName: settings.table, signal, report },
    store: putOnlyStore(s3, { bucket: settings.bucket, accountId: settings.bucketOwner }),
    limits: LIMITS,
    format: run.format === 'csv' ? 'csv' : 'dynamodb-json',
    reads: 'strong',
    maxRcu: settings.maxReadUnits,
    segments: null,
    // The role may put objects and nothing else.
    resume: 'never',
    tool: 'stackwarden backup function',
  });
}

function doneRun(run: Run, { place, manifest }: Backup): Run {
  return {
    ...run,
    ...{ status: 'done', endedAt: manifest.endedAt, place },
    ...{ items: manifest.items, expected: manifest.items },
    ...{ bytes: storedBytes(manifest), digest: manifest.digest },
  };
}

/** Without the service's own words, which name roles and resources; the log has them. */
function reasonOf(error: unknown): string {
  if (error instanceof BackupProblem && (isProblem(error, 'table') || isProblem(error, 'input'))) return error.message;
  return `${(error as Error).name}: see the function's log`;
}
