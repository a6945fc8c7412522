import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectFolder } from '../cli/project.ts';

/** What `launcher/main.py` reads from its stdin. */
export interface Order {
  folder: string;
  /** Our process id: a start that finds the folder locked names it. */
  starter: number;
  /** Seconds to wait for an instance that is still saving. */
  patience: number;
  fresh: boolean;
  token: string;
}

export interface Ready {
  event: 'ready';
  pid: number;
  port: number;
  account: string;
}

export type LauncherEvent =
  | Ready
  | { event: 'refused'; reason: 'locked' /** 0 while it is stopping. */; holder: number }
  | { event: 'refused'; reason: 'version'; found: string | null; wanted: string }
  | Saved
  | { event: 'stopped' };

interface Saved {
  event: 'saved';
  /** The one that asked for it. */
  number: number;
  failure: string | null;
}

export interface Launcher {
  /** The first event, or null when the process ended without one. */
  first: Promise<LauncherEvent | null>;
  /** Resolves when the process and its workers are gone, and the folder's lock with them. */
  ended: Promise<void>;
  /** Saves the state now; what kept it from that, or null. */
  save(): Promise<string | null>;
  /** Asks for a stop that saves the state; kills the process and its workers if that takes too long. */
  stop(): Promise<void>;
}

/** The launcher's own deadline is 5 s and the time to save; this one holds when it is stuck itself. */
const STOP_DEADLINE_MS = 20_000;
/** Ended processes that nobody reaps (a container without an init) stay listed for good. */
const GROUP_DEADLINE_MS = 2_000;

/** Null when the Python environment is not there. */
export async function launch(
  python: string,
  logFile: string,
  env: Record<string, string>,
  order: Order,
): Promise<Launcher | null> {
  if (!existsSync(python)) return null;
  const log = openSync(logFile, 'a', 0o600);
  const script = join(projectFolder, 'scripts', 'embedded', 'launcher', 'main.py');
  // A session of its own: Ctrl-C and a closing terminal reach us alone, and we decide. -I leaves PYTHON* and the
  // person's site packages out.
  const child = spawn(python, ['-I', script], { detached: true, env, cwd: order.folder, stdio: ['pipe', 'pipe', log] });
  closeSync(log);
  try {
    await once(child, 'spawn');
  } catch {
    return null;
  }
  return follow(child, order);
}

function follow(child: ChildProcess, order: Order): Launcher {
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) throw new Error('the launcher has no pipes');
  // Never ended: the pipe's end is how the launcher learns that we are gone.
  stdin.on('error', () => undefined);
  stdin.write(`${JSON.stringify(order)}\n`);
  const ended = once(child, 'close').then(() => endGroup(child));
  const lines = createInterface({ input: stdout });
  const first = Promise.race([
    once(lines, 'line').then(([line]) => JSON.parse(line) as LauncherEvent),
    ended.then(() => null),
  ]);
  return { first, ended, save: saver(stdin, lines, ended), stop: () => stop(child, ended) };
}

function saver(orders: Writable, lines: Interface, ended: Promise<void>): Launcher['save'] {
  const waiting = new Map<number, (failure: string | null) => void>();
  let last = 0;
  lines.on('line', (line) => {
    const event = JSON.parse(line) as LauncherEvent;
    if (event.event !== 'saved') return;
    waiting.get(event.number)?.(event.failure);
    waiting.delete(event.number);
  });
  return () => {
    last += 1;
    const answered = new Promise<string | null>((resolve) => waiting.set(last, resolve));
    orders.write(`${last}\n`);
    return Promise.race([answered, ended.then(() => 'it ended before')]);
  };
}

async function stop(child: ChildProcess, ended: Promise<void>): Promise<void> {
  child.kill('SIGTERM');
  const deadline = setTimeout(() => killGroup(child), STOP_DEADLINE_MS);
  await ended;
  clearTimeout(deadline);
}

/** Workers outlive a launcher that was killed; the group is theirs alone then. */
async function endGroup(child: ChildProcess): Promise<void> {
  killGroup(child);
  // Their memory is given back and they are reaped a moment after the signal.
  for (let waited = 0; groupLives(child) && waited < GROUP_DEADLINE_MS; waited += 5) await sleep(5);
}

function killGroup(child: ChildProcess): void {
  signalGroup(child, 'SIGKILL');
}

function groupLives(child: ChildProcess): boolean {
  return signalGroup(child, 0);
}

/** False when nothing is left of the group. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals | 0): boolean {
  if (child.pid === undefined) return false;
  try {
    return process.kill(-child.pid, signal);
  } catch {
    return false;
  }
}
