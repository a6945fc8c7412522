import type { ScanProgress } from '../shared/backup/scan/job.ts';
import type { Run } from './run.ts';

const EVERY_MS = 1_000;

/** Keeps how far a run is, at once and then about once a second. What cannot be kept ends no backup. */
export function progressKeeper(begun: Run, keep: (run: Run) => Promise<void>) {
  let run = begun;
  let keptAt = 0;
  let keeping = Promise.resolve();
  let isOver = false;
  return {
    report({ items, expected }: ScanProgress): void {
      // A call that was given up may yet come back.
      if (isOver) return;
      run = { ...run, items, expected };
      if (Date.now() - keptAt < EVERY_MS) return;
      keptAt = Date.now();
      const now = run;
      keeping = keeping.then(() => keep(now)).catch(() => {});
    },
    /** The run as it is now, when nothing older is still on its way to the table. */
    async end(): Promise<Run> {
      isOver = true;
      await keeping;
      return run;
    },
  };
}
