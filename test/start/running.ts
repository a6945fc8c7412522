import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectFolder } from '../../scripts/cli/project.ts';

export interface Running {
  child: ChildProcess;
  /** Everything printed so far. */
  stdout(): string;
  stderr(): string;
  /** The first match in stdout, now or when it comes; rejects when the process ends without it. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  /** The exit code, or the signal that ended it. */
  ended: Promise<number | string>;
}

/** What a test started; ended before its folders are removed. */
const started = new WeakMap<TestContext, Running[]>();

export async function temporaryFolder(t: TestContext, name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `${name}-`));
  t.after(() => removeAfter(t, folder));
  return folder;
}

/** `npm start -- <args>`: what npm runs, or npm itself; as in CI, unless `more` says otherwise. */
export function start(
  t: TestContext,
  args: string[],
  by: 'node' | 'npm' = 'node',
  more: NodeJS.ProcessEnv = {},
): Running {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const [program, first] = by === 'npm' ? ['npm', ['start', '--']] : [process.execPath, ['scripts/setup.mjs', 'start']];
  const child = spawn(program, [...first, ...args], {
    cwd: projectFolder,
    env: { ...env, CI: 'true', ...more },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const running = watch(child);
  started.set(t, [...(started.get(t) ?? []), running]);
  t.after(() => end(t));
  return running;
}

async function end(t: TestContext): Promise<void> {
  for (const { child, ended } of started.get(t) ?? []) {
    child.kill('SIGKILL');
    await ended;
  }
}

/** Hooks run in the order in which they were set, so a folder's comes before the process's. */
async function removeAfter(t: TestContext, folder: string): Promise<void> {
  await end(t);
  // The launcher of a killed start saves for a moment longer, and makes its folders anew if they are gone.
  for (let quiet = 0; quiet < 5; quiet = existsSync(folder) ? 0 : quiet + 1) {
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    await sleep(100);
  }
}

function watch(child: ChildProcess): Running {
  const text = { stdout: '', stderr: '' };
  const listeners = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.on('data', (chunk) => {
      text[name] += String(chunk);
      for (const listener of listeners) listener();
    });
  }
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string);
  const says = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const look = () => {
        const match = pattern.exec(text.stdout);
        if (match) resolve(match);
      };
      listeners.add(look);
      ended.then((code) => reject(new Error(`ended with ${code} before ${pattern}:\n${text.stdout}\n${text.stderr}`)));
      look();
    });
  return { child, stdout: () => text.stdout, stderr: () => text.stderr, says, ended };
}

/** A repository of the same layout: this one's templates, policies and functions, to be changed by a test. */
export async function repositoryCopy(t: TestContext): Promise<string> {
  const root = await temporaryFolder(t, 'root');
  for (const part of ['templates', 'policies', 'functions']) {
    await cp(join(projectFolder, part), join(root, part), { recursive: true });
  }
  await symlink(join(projectFolder, 'node_modules'), join(root, 'node_modules'));
  return root;
}

/** A port at 127.0.0.1 that something listens on for the length of the test. */
export async function busyPort(t: TestContext): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
