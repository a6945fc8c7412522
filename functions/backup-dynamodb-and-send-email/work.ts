import * as v from 'valibot';
import { holdLock, releaseLock } from './lock.ts';
import { mailFailed, mailSaved } from './mail.ts';
import { progressKeeper } from './progress.ts';
import { TOO_LARGE, toldReason } from './reason.ts';
import { BackupId, failedRun, type KeptRun, type Run, toldRun } from './run.ts';
import { findRun, keepRun, moveOn, type Runs } from './runs.ts';
import { type Saved, saveTable } from './save.ts';
import type { Surroundings } from './surroundings.ts';

const WorkEvent = v.object({ work: v.object({ backupId: BackupId, format: v.picklist(['json', 'csv']) }) });

/** What the function sends itself. */
export type WorkEvent = v.InferOutput<typeof WorkEvent>;

type Work = WorkEvent['work'];

export function readWork(event: unknown): Work {
  const parsed = v.safeParse(WorkEvent, event);
  if (parsed.success) return parsed.output.work;
  throw new TypeError('the event is neither a request of the API nor work that the function has sent itself');
}

/** What is kept of the function's time for the notice and the result. */
const RESERVE_MS = 30_000;
/** After the function's time, for clocks that differ. */
const MARGIN_MS = 60_000;

/**
 * Backs the table up for a run, tells of it by mail and in the table of runs, and gives the lock back.
 * @throws when the backup has failed, after all of this, so that the function's alarm knows
 */
export async function work(around: Surroundings, { backupId }: Work): Promise<void> {
  const { dynamodb, settings, logger, context } = around;
  const runs = { dynamodb, table: settings.runsTable };
  const until = Date.now() + context.getRemainingTimeInMillis() + MARGIN_MS;
  const run = await takenUp(runs, backupId, until);
  if (run === null) {
    logger.warn('delivered twice, or too late: nothing is done', { backupId });
    return;
  }
  const ended = (await holdLock(runs, backupId, until))
    ? await backedUp(around, runs, { run, stage: 'working', until })
    : failedRun(run, 'another backup was begun before this one', new Date());
  await keepRun(runs, { run: ended, stage: 'ended', until });
  await releaseLock(runs, backupId);
  logger.info('the backup has ended', { backupId, status: ended.status, items: ended.items, mail: ended.mail });
  if (ended.status === 'failed') throw Object.assign(new Error(ended.error ?? ''), { name: 'BackupFailed' });
}

/** Null: another invocation has it, or it is told as failed already. */
async function takenUp(runs: Runs, backupId: string, until: number): Promise<Run | null> {
  const kept = await findRun(runs, backupId);
  if (kept === null || toldRun(kept, new Date()).status !== 'running') return null;
  return (await moveOn(runs, { run: kept.run, stage: 'working', until })) ? kept.run : null;
}

async function backedUp(around: Surroundings, runs: Runs, kept: KeptRun): Promise<Run> {
  const { settings, logger, context } = around;
  const progress = progressKeeper(kept.run, (run) => keepRun(runs, { ...kept, run }));
  const overtime = new AbortController();
  const left = context.getRemainingTimeInMillis() - RESERVE_MS;
  const timer = setTimeout(() => overtime.abort(TOO_LARGE), Math.max(0, left));
  try {
    const saved = await saveTable(around, kept.run.format, overtime.signal, progress.report);
    const run = await progress.end();
    return { ...doneRun(run, saved), mail: await mailSaved(around, saved.backup) };
  } catch (error) {
    logger.error('the backup failed', error as Error);
    const reason = toldReason(error);
    const run = await progress.end();
    const mail = await mailFailed(around, `s3://${settings.bucket}/${settings.table}`, reason);
    return failedRun(run, reason, new Date(), mail);
  } finally {
    clearTimeout(timer);
  }
}

function doneRun(run: Run, { backup: { place, manifest }, bytes }: Saved): Run {
  const { items, digest, endedAt } = manifest;
  return { ...run, status: 'done', endedAt, items, expected: items, bytes, digest, place };
}
