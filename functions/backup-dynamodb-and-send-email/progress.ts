import type { ScanProgress } from '../shared/backup/scan/job.ts';
import type { Run } from './run.ts';
import { keepRun, type RunTable } from './run-table.ts';

const EVERY_MS = 1_000;

/** Keeps a run's progress in the table, about once a second. */
export function progressKeeper(runs: RunTable, begun: Run) {
  let run = begun;
  let keptAt = Date.now();
  let keeping: Promise<void> = Promise.resolve();
  return {
    report({ items, expected }: ScanProgress): void {
      run = { ...run, items, expected };
      if (Date.now() - keptAt < EVERY_MS) return;
      keptAt = Date.now();
      const now = run;
      // Progress that could not be kept does not end a backup.
      keeping = keeping.then(() => keepRun(runs, now, 'working')).catch(() => {});
    },
    /** The run as it is known last, when nothing is on its way to the table any more. */
    async last(): Promise<Run> {
      await keeping;
      return run;
    },
  };
}
