import * as v from 'valibot';

export type RunFormat = 'json' | 'csv';

/** A backup as callers are told of it. */
export interface Run {
  backupId: string;
  status: 'running' | 'done' | 'failed';
  /** Relative to the address of POST /backup. */
  statusUrl: string;
  format: RunFormat;
  /** ISO 8601, UTC, as is `endedAt`. */
  startedAt: string;
  endedAt: string | null;
  /** So far. */
  items: number;
  /** As DynamoDB last counted: a guess. */
  expected: number;
  /** Of all files, compressed. */
  bytes: number | null;
  /** Of all items (see shared/backup/items/digest.ts). */
  digest: string | null;
  /** `s3://bucket/table/time` */
  place: string | null;
  /** `sent`, `none`, or `not sent: <why>`; null: it has not come to that. */
  mail: string | null;
  /** One line, without data of the table and without AWS's own words. */
  error: string | null;
}

export function newRun(backupId: string, format: RunFormat, now: Date): Run {
  return {
    ...{ backupId, status: 'running', statusUrl: `backup/${backupId}`, format },
    ...{ startedAt: now.toISOString(), endedAt: null, items: 0, expected: 0 },
    ...{ bytes: null, digest: null, place: null, mail: null, error: null },
  };
}

export function failedRun(run: Run, error: string, now: Date, mail: string | null = null): Run {
  return { ...run, status: 'failed', endedAt: now.toISOString(), error, mail };
}

/** A UUID, which nobody guesses. */
export const BackupId = v.pipe(v.string(), v.uuid());

/** How far the function has come with a run: once `working`, an invocation has it. */
export type Stage = 'asked' | 'working' | 'ended';

/** A run as it is remembered. */
export interface KeptRun {
  run: Run;
  stage: Stage;
  /** When it has ended, at the latest, in milliseconds since the epoch. */
  until: number;
}

const SILENT_END = 'it ended without a word, out of time or out of memory: use npm run backup';

/** A run that is not heard of any more, because its invocation was ended, has failed. */
export function toldRun({ run, until }: KeptRun, now: Date): Run {
  if (run.status !== 'running' || now.getTime() <= until) return run;
  return failedRun(run, SILENT_END, new Date(until));
}
