import { join } from 'node:path';
import { stateFolder } from '../cli/project.ts';
import type { Comparison } from '../tables/restore/compare.ts';
import { fillFromBackup } from '../tables/restore/engine.ts';
import { finishTable } from '../tables/restore/finish.ts';
import { COMPARED, openJournal } from '../tables/restore/journal.ts';
import type { Phase } from '../tables/restore/scan.ts';
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
    await finishTable(reachOf(applying), target.table, plan.record);
    return { table: target.table, comparison: null, forget: journal.remove };
  }
  const { table, comparison } = await fillFromBackup(restoringOf(plan, applying), openJournalOf);
  const journal = await openJournalOf(table);
  if (comparison.equal && target.kind !== 'into') {
    await markCompared(reachOf(applying), table, plan.id, journal);
    await finishTable(reachOf(applying), table, plan.record);
  }
  // What differs is written once more by the next run.
  return { table, comparison, forget: journal.remove };
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
