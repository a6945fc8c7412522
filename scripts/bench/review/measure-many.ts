import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runReview } from '../processes.ts';
import { type Row, rowOf } from '../row.ts';
import { templateNumbered, writeFiles } from './templates.ts';

/** What a file more may cost at the largest number, beside what it costs at the smallest. */
const LINEAR = 1.25;
const MEGABYTES = 500;

/** @param counts of files, ascending; each is reviewed once, from files never seen before */
export async function measureMany(folder: string, counts: readonly number[], signal: AbortSignal): Promise<Row[]> {
  const runs: { count: number; seconds: number; peak: number }[] = [];
  for (const count of counts) {
    const root = join(folder, randomUUID());
    const inside = randomUUID();
    for (let number = 0; number < count; number++) await writeFiles(join(root, inside), [templateNumbered(number)]);
    runs.push({ count, ...(await runReview(root, signal)) });
    await rm(root, { recursive: true, force: true });
  }
  const [first, last] = [runs[0], runs.at(-1)];
  if (first === undefined || last === undefined) return [];
  const each = ({ count, seconds }: typeof first) => (seconds / count) * 1000;
  const note = runs.map(({ count, seconds, peak }) => `${count}: ${seconds.toFixed(1)} s, ${peak.toFixed(0)} MB`);
  return [
    rowOf({
      id: 'review-linear',
      what: `Review of ${last.count} files, each`,
      figure: each(last),
      unit: 'ms',
      goal: { bound: 'at most', value: LINEAR * each(first) },
      peer: { name: `each of ${first.count}`, figure: each(first) },
      note: note.join('; '),
    }),
    rowOf({
      id: 'review-memory',
      what: `Review of ${last.count} files, peak memory`,
      figure: last.peak,
      unit: 'MB',
      goal: { bound: 'at most', value: MEGABYTES },
      peer: { name: `${first.count} files`, figure: first.peak },
    }),
  ];
}
