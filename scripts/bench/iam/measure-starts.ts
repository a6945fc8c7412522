import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Effort } from '../effort.ts';
import { run } from '../processes.ts';
import { type Row, rowOf } from '../row.ts';
import { median } from '../statistics.ts';

const POLICY = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 's3:Get*', Resource: '*' } };

/** From the start of the process to its end, with one answer between. */
export async function measureStarts(effort: Effort, signal: AbortSignal): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  try {
    const policy = join(folder, 'policy.json');
    await writeFile(policy, JSON.stringify(POLICY));
    const asked = ['--policy', policy, '--action', 's3:GetObject', '--resource', 'arn:aws:s3:::app-data/a.json'];
    const [bundle, tsx, node] = await mediansOf(
      [
        ['scripts/setup.mjs', 'can', ...asked],
        ['--import', 'tsx', 'scripts/can.ts', ...asked],
        ['-e', '0'],
      ],
      effort.starts,
      signal,
    );
    return rowsOf(bundle as number, tsx as number, node as number, effort.starts);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function rowsOf(bundle: number, tsx: number, node: number, starts: number): Row[] {
  const peer = { name: 'node -e 0', figure: node };
  return [
    rowOf({
      id: 'start-bundle',
      what: 'Start of can, as npm run does',
      figure: bundle,
      unit: 's',
      goal: { bound: 'at most', value: 0.4 },
      peer,
      note: `medians of ${starts}, taken in turn`,
    }),
    rowOf({ id: 'start-tsx', what: 'Start of can, by tsx', figure: tsx, unit: 's', peer }),
    rowOf({ id: 'start-node', what: 'Start of Node alone', figure: node, unit: 's' }),
  ];
}

/** In seconds. The processes take turns, so that a busy moment of the machine falls on all of them. */
async function mediansOf(commands: string[][], starts: number, signal: AbortSignal): Promise<number[]> {
  const secondsOf = async (args: string[]) => (await run(process.execPath, args, [0], signal)).seconds;
  for (const args of commands) await secondsOf(args);
  const times = commands.map(() => [] as number[]);
  for (let round = 0; round < starts; round++) {
    for (const [place, args] of commands.entries()) {
      times[place]?.push(await secondsOf(args));
    }
  }
  return times.map((figures) => median(figures));
}
