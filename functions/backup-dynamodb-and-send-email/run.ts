import type { AttributeValue } from '@aws-sdk/client-dynamodb';

export type RunFormat = 'json' | 'csv';

/** A backup, as callers are told of it. */
export interface Run {
  backupId: string;
  status: 'running' | 'done' | 'failed';
  /** Relative to the address of POST /backup, whatever stands before it. */
  statusUrl: string;
  format: RunFormat;
  /** Both ISO 8601, UTC. */
  startedAt: string;
  endedAt: string | null;
  /** So far. */
  items: number;
  /** As DynamoDB last counted: a guess. */
  expected: number;
  /** Of the files, compressed. */
  bytes: number | null;
  /** SHA-256 over all items. */
  digest: string | null;
  /** `s3://bucket/table/time` */
  place: string | null;
  /** `sent`, `none`, or why not; null while it runs. */
  mail: string | null;
  /** One line, without data of the table. */
  error: string | null;
}

/** A run's place in the table: `waiting` until an invocation has taken it up. */
export type Stage = 'waiting' | 'working' | 'ended';

const DAY_MS = 24 * 60 * 60 * 1000;
const KEPT_MS = 30 * DAY_MS;
/** The longest time that Lambda gives a function (Lambda quotas, "Function timeout"), and a margin for clocks. */
export const LONGEST_MS = 16 * 60 * 1000;

export function newRun(backupId: string, format: RunFormat, now: Date): Run {
  return {
    ...{ backupId, status: 'running', statusUrl: `backup/${backupId}`, format },
    ...{ startedAt: now.toISOString(), endedAt: null, items: 0, expected: 0 },
    ...{ bytes: null, digest: null, place: null, mail: null, error: null },
  };
}

export function itemOf(run: Run, stage: Stage): Record<string, AttributeValue> {
  const expiresAt = Math.ceil((Date.parse(run.startedAt) + KEPT_MS) / 1000);
  return {
    backupId: { S: run.backupId },
    stage: { S: stage },
    run: { S: JSON.stringify(run) },
    expiresAt: { N: String(expiresAt) },
  };
}

/** A run whose invocation ended without a word, by its time or its memory, is told as failed. */
export function runOf(item: Record<string, AttributeValue>, now: Date): Run {
  const run: Run = JSON.parse(item.run?.S ?? '');
  const end = new Date(Date.parse(run.startedAt) + LONGEST_MS);
  if (run.status !== 'running' || now < end) return run;
  const error = 'it ended without a word, out of time or memory: use npm run backup for this table';
  return { ...run, status: 'failed', endedAt: end.toISOString(), error };
}
