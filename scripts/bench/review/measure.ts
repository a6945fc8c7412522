import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { filesBelow } from '../../access/read/files-below.ts';
import { UserError } from '../../cli/errors.ts';
import { pythonTool } from '../../cli/project.ts';
import { run, runReview } from '../processes.ts';
import { type Row, rowOf } from '../row.ts';
import { median } from '../statistics.ts';
import type { Measuring } from '../suites.ts';
import { measureMany } from './measure-many.ts';
import { templateNumbered, writeFiles } from './templates.ts';

const COUNT = 30;

/** How long a review takes, beside cfn-lint over the same files, and how it grows with their number. */
export async function measureReview({ root, files, effort, signal }: Measuring): Promise<Row[]> {
  const templates = files === null ? generated() : await readTemplates(resolve(root, files));
  const folder = await mkdtemp(join(tmpdir(), 'bench-review-'));
  try {
    const peers = await measurePeers(folder, templates, effort.reviews, signal);
    return [...peers, ...(await measureMany(folder, effort.reviewed, signal))];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface File {
  file: string;
  text: string;
}

function generated(): File[] {
  return Array.from({ length: COUNT }, (_, number) => templateNumbered(number));
}

async function readTemplates(folder: string): Promise<File[]> {
  const { files } = await filesBelow(folder);
  if (files.length === 0) throw new UserError(`${folder} has no templates: name a folder with --files`);
  return Promise.all(files.map(async (file) => ({ file, text: await readFile(join(folder, file), 'utf8') })));
}

async function measurePeers(folder: string, files: File[], rounds: number, signal: AbortSignal): Promise<Row[]> {
  const times = { cold: [] as number[], again: [] as number[], lint: [] as number[] };
  // The first of several rounds warms the machine's own caches and makes the bundle; it does not count.
  const warmUps = rounds > 1 ? 1 : 0;
  for (let round = 0; round < rounds + warmUps; round++) {
    // Under names that no earlier run has seen: what the cache holds goes by name and text.
    const root = join(folder, randomUUID());
    const inside = randomUUID();
    await writeFiles(join(root, inside), files);
    const cold = await runReview(root, signal);
    const again = await runReview(root, signal);
    const paths = files.map(({ file }) => join(root, inside, file));
    const lint = await run(pythonTool('cfn-lint'), ['--non-zero-exit-code', 'none', '--', ...paths], null, signal);
    if (round < warmUps) continue;
    times.cold.push(cold.seconds);
    times.again.push(again.seconds);
    times.lint.push(lint.seconds);
  }
  return peerRows(times, files);
}

function peerRows(times: { cold: number[]; again: number[]; lint: number[] }, files: readonly File[]): Row[] {
  const [cold, again, lint] = [median(times.cold), median(times.again), median(times.lint)];
  const kilobytes = Math.round(files.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0) / 1000);
  const peer = { name: 'cfn-lint', figure: lint };
  const lintTimes = (figure: number) => `cfn-lint takes ${(lint / figure).toFixed(1)} times as long`;
  return [
    rowOf({
      id: 'review-cold',
      what: `Review of ${files.length} files, ${kilobytes} KB, never seen before`,
      figure: cold,
      unit: 's',
      goal: { bound: 'at most', value: 1 },
      peer,
      note: `${lintTimes(cold)} (goal: 7); medians of ${times.cold.length}, start of the process included`,
    }),
    rowOf({
      id: 'review-again',
      what: 'Review of the same files once more',
      figure: again,
      unit: 's',
      goal: { bound: 'at most', value: 0.4 },
      peer,
      note: `${lintTimes(again)}; what has not changed is not parsed again`,
    }),
  ];
}
