import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFolder } from '../../cli/project.ts';
import { millisecondsUntil } from '../clock.ts';
import type { Effort } from '../effort.ts';
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
  for (const args of commands) await runNode(args, signal);
  const times = commands.map(() => [] as number[]);
  for (let round = 0; round < starts; round++) {
    for (const [place, args] of commands.entries()) {
      times[place]?.push(await millisecondsUntil(() => runNode(args, signal)));
    }
  }
  return times.map((figures) => median(figures) / 1000);
}

function runNode(args: string[], signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const child = spawn(process.execPath, args, { cwd: projectFolder, stdio: ['ignore', 'ignore', 'pipe'], signal });
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on('error', (error) => reject(signal.aborted ? signal.reason : error));
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`node ${args.join(' ')} ended with ${code}: ${errors}`));
    });
  });
}
