import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { type Asked, jsonAnswer } from '../shared/student-api/answer.ts';
import { Refusal } from '../shared/student-api/refusal.ts';
import { jsonObject, refuseOtherKeys } from '../shared/student-api/request.ts';
import type { Surroundings } from './clients.ts';
import { newRun, type Run, type RunFormat } from './run.ts';
import { findRun, keepRun, lock, type RunTable, unlock } from './run-table.ts';
import type { Work } from './work.ts';

const LOOK_EVERY_MS = 250;
/** What stays for the answer. */
const RESERVE_MS = 2_000;

type Event = Asked & Partial<Pick<APIGatewayProxyEvent, 'body' | 'isBase64Encoded'>>;

/** Begins a backup, or joins the one that runs, and waits a while for its end. */
export async function startBackup(around: Surroundings, event: Event): Promise<APIGatewayProxyResult> {
  const format = formatOf(event);
  const { settings, context } = around;
  const runs = { dynamodb: around.dynamodb, name: settings.runTable };
  const deadline = Date.now() + Math.min(settings.waitSeconds * 1000, context.getRemainingTimeInMillis() - RESERVE_MS);
  const backupId = await begunOrJoined(around, runs, format);
  for (;;) {
    const run = await findRun(runs, backupId);
    if (run === null) throw new Error(`run ${backupId} is not in the table`);
    if (run.status !== 'running' || Date.now() + LOOK_EVERY_MS > deadline) return runAnswer(event, run);
    await sleep(LOOK_EVERY_MS);
  }
}

/** A run that failed behind the API is no mistake of the caller's: 502. */
export function runAnswer(asked: Asked, run: Run): APIGatewayProxyResult {
  if (run.status === 'running') return jsonAnswer(asked, 202, run, { location: run.statusUrl, 'retry-after': '2' });
  return jsonAnswer(asked, run.status === 'done' ? 200 : 502, run);
}

async function begunOrJoined(around: Surroundings, runs: RunTable, format: RunFormat): Promise<string> {
  const run = newRun(randomUUID(), format, new Date());
  // Before the lock: whoever finds it held looks for the run that holds it.
  await keepRun(runs, run, 'waiting');
  const holder = await lock(runs, run.backupId, null, new Date());
  if (holder !== run.backupId) {
    const other = await findRun(runs, holder);
    if (other?.status === 'running') return holder;
    // It has ended without giving the lock back.
    const next = await lock(runs, run.backupId, holder, new Date());
    if (next !== run.backupId) return next;
  }
  await goOnBehindTheAnswer(around, runs, run);
  return run.backupId;
}

async function goOnBehindTheAnswer({ lambda, context, logger }: Surroundings, runs: RunTable, run: Run): Promise<void> {
  const work: Work = { backupId: run.backupId };
  const Payload = JSON.stringify({ work });
  try {
    await lambda.send(new InvokeCommand({ FunctionName: context.functionName, InvocationType: 'Event', Payload }));
  } catch (error) {
    logger.error('the backup could not be begun', error as Error);
    const told = `the backup could not be begun (${(error as Error).name}): try again`;
    await keepRun(runs, { ...run, status: 'failed', endedAt: new Date().toISOString(), error: told }, 'ended');
    await unlock(runs, run.backupId);
  }
}

function formatOf(event: Event): RunFormat {
  if ((event.body ?? '') === '') return 'json';
  const body = jsonObject(event);
  refuseOtherKeys(body, ['format']);
  const { format = 'json' } = body;
  if (format === 'json' || format === 'csv') return format;
  throw new Refusal(400, 'format takes "json" or "csv"');
}
