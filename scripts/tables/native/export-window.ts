import * as v from 'valibot';
import { BackupProblem } from '../../../functions/shared/backup/problem.ts';

/** What of a table an export shows. */
export type ExportWindow =
  /** All items at a moment; null: the latest that DynamoDB can restore. */
  | { kind: 'full'; at: Date | null }
  /** The items that changed from a moment on, and before another one; null: five minutes ago. */
  | { kind: 'changes'; from: Date; to: Date | null };

/** As it is stored; epoch seconds, as DynamoDB takes them. */
export const Window = v.variant('kind', [
  v.object({ kind: v.literal('full'), at: v.nullable(v.number()) }),
  v.object({ kind: v.literal('changes'), from: v.number(), to: v.number() }),
]);

export type Window = v.InferOutput<typeof Window>;

/**
 * Seconds that an incremental export may cover.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport_Requesting.html
 */
const COVERED = { least: 15 * 60, most: 24 * 3600 };

/** Milliseconds that DynamoDB may be behind. */
const BEHIND = 5 * 60_000;

/** @throws BackupProblem `input` for a time that DynamoDB would refuse */
export function checkedWindow(window: ExportWindow, now: Date): Window {
  if (window.kind === 'full') return { kind: 'full', at: window.at && seconds(window.at) };
  const from = seconds(window.from);
  const to = seconds(window.to ?? new Date(now.getTime() - BEHIND));
  if (to - from < COVERED.least || to - from > COVERED.most) {
    throw new BackupProblem(
      'input',
      `DynamoDB exports the changes of 15 minutes to 24 hours: from ${iso(from)} to ${iso(to)} is neither`,
    );
  }
  return { kind: 'changes', from, to };
}

function seconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}

function iso(epoch: number): string {
  return new Date(epoch * 1000).toISOString();
}
