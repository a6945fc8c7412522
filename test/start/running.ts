import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
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

export async function temporaryFolder(t: TestContext, name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `${name}-`));
  // What was killed may still be saving there.
  t.after(() => rm(folder, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 }));
  return folder;
}

/** `npm start -- <args>`: what npm runs, or npm itself. */
export function start(t: TestContext, args: string[], by: 'node' | 'npm' = 'node'): Running {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const [program, first] = by === 'npm' ? ['npm', ['start', '--']] : [process.execPath, ['scripts/setup.mjs', 'start']];
  const child = spawn(program, [...first, ...args], {
    cwd: projectFolder,
    env: { ...env, CI: 'true' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.after(() => child.kill('SIGKILL'));
  return watch(child);
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
