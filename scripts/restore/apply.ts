import { join } from 'node:path';
import { stateFolder } from '../cli/project.ts';
import { foreignOwner } from '../tables/clients.ts';
import { type Applied, applyChanges } from '../tables/native/apply-changes.ts';
import type { Phase } from '../tables/restore/by-writing.ts';
import type { Comparison } from '../tables/restore/compare.ts';
import { fillFromBackup } from '../tables/restore/engine.ts';
import { finishTable } from '../tables/restore/finish.ts';
import { COMPARED, openJournal } from '../tables/restore/journal.ts';
import type { PresentTable } from '../tables/restore/table.ts';
import { RESTORE_TAG } from '../tables/restore/tags.ts';
import { markCompared, takenName } from '../tables/restore/target.ts';
import type { Planning, RestorePlan } from './plan.ts';

/** What restores have written is kept here until they end. */
export const JOURNALS = join(stateFolder, 'restore');

export interface Applying extends Planning {
  maxWcu: number | null;
  report(phase: Phase, items: number, bytes: number): void;
}

export interface Restored {
  table: PresentTable;
  /** Null: an earlier run has compared them, and found them equal. */
  comparison: Comparison | null;
  /** Null: there were no changes to apply, or the table differed. */
  applied: Applied | null;
  /** For the moment when the result is told: a run that is killed before is taken up again by the next one. */
  forget(): Promise<void>;
}

/** @throws BackupProblem, UserError; errors of AWS and of the disk pass through */
export async function applyRestore(plan: RestorePlan, applying: Applying): Promise<Restored> {
  const { target } = plan;
  const openJournalOf = (table: PresentTable) => openJournal(applying.journals, table, plan.id);
  if (target.kind === 'compared') {
    const journal = await openJournalOf(target.table);
    await journal.note(COMPARED);
    const applied = await complete(plan, applying, target.table);
    return { table: target.table, comparison: null, applied, forget: journal.remove };
  }
  const ways = { way: plan.way, bucketOwner: foreignOwner(applying.clients) };
  const { table, comparison } = await fillFromBackup(restoringOf(plan, applying), ways, openJournalOf);
  const journal = await openJournalOf(table);
  if (comparison.equal && target.kind !== 'into') await markCompared(reachOf(applying), table, plan.id, journal);
  // What differs is written once more by the next run.
  const applied = comparison.equal ? await complete(plan, applying, table) : null;
  return { table, comparison, applied, forget: journal.remove };
}

/** Changes come before the time to live, which would delete items under them. */
async function complete(plan: RestorePlan, applying: Applying, table: PresentTable): Promise<Applied | null> {
  const { dynamodb, signal } = reachOf(applying);
  const { changes: backups, backup, target } = plan;
  const report = ({ changes }: { changes: number }) => applying.report('changed', changes, 0);
  const { maxWcu } = applying;
  const following = { dynamodb, tableName: table.name, backups, base: backup.manifest, maxWcu, signal, report };
  const applied = backups.length === 0 ? null : await applyChanges(following);
  if (target.kind !== 'into') await finishTable(reachOf(applying), table, plan.record, plan.way);
  return applied;
}

function reachOf({ clients, signal }: Applying) {
  return { dynamodb: clients.dynamodb, signal };
}

function restoringOf({ id, backup, target, record, chosen }: RestorePlan, applying: Applying) {
  const { name } = target;
  return {
    ...reachOf(applying),
    ...{ backup, record, name, chosen, maxWcu: applying.maxWcu, report: applying.report },
    tag: { key: RESTORE_TAG, value: id },
    table: target.kind === 'new' ? null : target.table,
    taken: () => takenName(name),
    isShared: target.kind === 'into',
  };
}
