import type { ExportManifest, Manifest } from '../../../functions/shared/backup/manifest.ts';
import { BackupProblem } from '../../../functions/shared/backup/problem.ts';
import type { OpenBackup } from '../open-backup.ts';

export interface ChangesWindow {
  backup: OpenBackup<ExportManifest>;
  /** ISO 8601, UTC: inclusive, and exclusive. */
  from: string;
  to: string;
}

/**
 * Incremental exports in the order of their times, which must follow one another.
 * @param base what the table shows before them; null: the caller knows
 * @throws BackupProblem `input`
 */
export function orderedWindows(backups: readonly OpenBackup[], base: Manifest | null): ChangesWindow[] {
  const windows = backups.map(windowOf).sort((a, b) => Date.parse(a.from) - Date.parse(b.from));
  const [first] = windows;
  if (first === undefined)
    throw new BackupProblem('input', 'there are no changes to apply: name an incremental export');
  if (base !== null) assertFollowsBase(first, base);
  for (const [index, next] of windows.entries()) {
    const last = windows[index - 1];
    if (last !== undefined) assertFollows(last, next);
    if (next.backup.manifest.table.arn !== first.backup.manifest.table.arn) throw ofOtherTable(next, first);
  }
  return windows;
}

function windowOf({ store, manifest }: OpenBackup): ChangesWindow {
  if (manifest.engine !== 'export' || manifest.consistency.kind !== 'changes') {
    throw new BackupProblem('input', `${store.place} holds a whole table, not its changes: name incremental exports`);
  }
  const { from, to } = manifest.consistency;
  return { backup: { store, manifest }, from, to };
}

function assertFollows(last: ChangesWindow, next: ChangesWindow): void {
  const gap = Date.parse(next.from) - Date.parse(last.to);
  if (gap === 0) return;
  const what =
    gap > 0
      ? `the changes from ${last.to} to ${next.from} are missing: add the export of that time`
      : `the changes from ${next.from} to ${last.to} are in two exports: leave one of them out, or export the rest alone`;
  throw new BackupProblem('input', `${last.backup.store.place} and ${next.backup.store.place}: ${what}`);
}

/** Of changes from before the base, the last state counts, and that is no older than the base. */
function assertFollowsBase({ backup, from, to }: ChangesWindow, base: Manifest): void {
  const { consistency, table } = base;
  if (table.arn !== backup.manifest.table.arn) {
    throw new BackupProblem(
      'input',
      `${backup.store.place} holds changes of ${backup.manifest.table.arn}, not of ${table.arn}`,
    );
  }
  if (consistency.kind !== 'point-in-time') {
    throw new BackupProblem(
      'input',
      'changes follow a full export alone: a backup by a scan shows its items at different moments',
    );
  }
  const { at } = consistency;
  if (Date.parse(from) > Date.parse(at)) {
    throw new BackupProblem(
      'input',
      `the changes from ${at}, when the full export was made, to ${from} are missing: add the export of that time`,
    );
  }
  if (Date.parse(to) <= Date.parse(at)) {
    throw new BackupProblem(
      'input',
      `${backup.store.place} ends at ${to}, before the full export of ${at}: leave it out`,
    );
  }
}

function ofOtherTable(next: ChangesWindow, first: ChangesWindow): BackupProblem {
  const { place } = next.backup.store;
  const { arn } = next.backup.manifest.table;
  return new BackupProblem('input', `${place} holds changes of ${arn}, not of ${first.backup.manifest.table.arn}`);
}
