import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import type { APIGatewayProxyResult } from 'aws-lambda';
import { jsonAnswer } from '../shared/student-api/answer.ts';
import { readBody } from '../shared/student-api/body.ts';
import { Refusal } from '../shared/student-api/refusal.ts';
import { type ApiRequest, readQuery } from '../shared/student-api/request.ts';
import { releaseLock, takeLock } from './lock.ts';
import { failedRun, type KeptRun, newRun, type Run, type RunFormat, toldRun } from './run.ts';
import { findRun, keepRun, moveOn, type Runs } from './runs.ts';
import type { Surroundings } from './surroundings.ts';
import type { WorkEvent } from './work.ts';

const LOOK_EVERY_MS = 250;
/** What stays for the answer. */
const RESERVE_MS = 3_000;

/** For how long the lock is a run's before an invocation has taken it up, which then keeps it for its own time. */
const LOCKED_MS = 60_000;
/** How long Lambda may keep an invocation before it begins: `MaximumEventAgeInSeconds`, and a minute. */
const BEGUN_WITHIN_MS = 6 * 60_000;

/** POST /backup: begins a backup or joins the one that runs, and tells of it when it has ended or the wait is over. */
export async function startBackup(around: Surroundings, request: ApiRequest): Promise<APIGatewayProxyResult> {
  const format = formatOf(request);
  const { dynamodb, settings, context } = around;
  const left = context.getRemainingTimeInMillis() - RESERVE_MS;
  const end = Date.now() + Math.min(settings.waitSeconds * 1000, left);
  const runs = { dynamodb, table: settings.runsTable };
  const backupId = await begunOrJoined(around, runs, format);
  for (;;) {
    const kept = await findRun(runs, backupId);
    const run = kept && toldRun(kept, new Date());
    const isOver = Date.now() + LOOK_EVERY_MS > end;
    if (run !== null && (run.status !== 'running' || isOver)) return runAnswer(request, run);
    // Whoever has the lock is just about to write its run.
    if (isOver) throw new Refusal(503, 'another backup is just being begun: try again in a minute');
    await sleep(LOOK_EVERY_MS);
  }
}

/** What failed behind the API is no mistake of the caller's: 502. */
function runAnswer(request: ApiRequest, run: Run): APIGatewayProxyResult {
  if (run.status === 'running') return jsonAnswer(request, 202, run, { location: run.statusUrl, 'retry-after': '2' });
  return jsonAnswer(request, run.status === 'done' ? 200 : 502, run);
}

/** @returns the id of the run that has the lock */
async function begunOrJoined(around: Surroundings, runs: Runs, format: RunFormat): Promise<string> {
  const backupId = randomUUID();
  let ended: string | null = null;
  for (;;) {
    const now = Date.now();
    const holder = await takeLock(runs, backupId, { until: now + LOCKED_MS, now, ended });
    if (holder === backupId) break;
    const kept = await findRun(runs, holder);
    if (kept === null || toldRun(kept, new Date()).status === 'running') return holder;
    // It has ended without giving the lock back, or is about to.
    ended = holder;
  }
  await begin(around, runs, backupId, format);
  return backupId;
}

async function begin(around: Surroundings, runs: Runs, backupId: string, format: RunFormat): Promise<void> {
  const { lambda, settings, logger } = around;
  const run = newRun(backupId, format, new Date());
  const kept: KeptRun = { run, stage: 'asked', until: Date.now() + BEGUN_WITHIN_MS };
  try {
    await keepRun(runs, kept);
  } catch (error) {
    await releaseLock(runs, backupId).catch((why) => logger.error('the lock is not given back', why as Error));
    throw error;
  }
  const event: WorkEvent = { work: { backupId, format } };
  const Payload = JSON.stringify(event);
  try {
    await lambda.send(new InvokeCommand({ FunctionName: settings.ownName, InvocationType: 'Event', Payload }));
    logger.info('a backup is begun', { backupId, format });
  } catch (error) {
    logger.error('the function could not invoke itself', error as Error);
    const line = `the backup could not be begun (${(error as Error).name}): try again`;
    const failed: KeptRun = { ...kept, run: failedRun(run, line, new Date()), stage: 'ended' };
    // If it has been taken up, an answer was lost and nothing else.
    if (await moveOn(runs, failed)) await releaseLock(runs, backupId);
  }
}

/** @throws Refusal 400 */
function formatOf(request: ApiRequest): RunFormat {
  readQuery(request, []);
  if (!request.body) return 'json';
  const { format = 'json' } = readBody(request, ['format']);
  if (format === 'json' || format === 'csv') return format;
  throw new Refusal(400, 'format takes "json" or "csv"');
}
