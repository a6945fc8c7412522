import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Interrupted, SetupError } from './setup-error.mjs';

const STOPPING = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs a program quietly and keeps what it prints in `.stackwarden/logs/setup-<name>.log`. It has a process group of its
 * own, which ends with us: an installer that went on by itself would write under the next one's feet.
 * @param {{ folder: string, name: string, program: string, args: string[], onStart?: (group: number) => void }} job
 * @returns {Promise<{ status: number | null, text: string, log: string }>} `log` is relative to the folder that the person is in
 */
export async function runLogged({ folder, name, program, args, onStart = () => {} }) {
  const logs = join(folder, '.stackwarden', 'logs');
  const log = join(logs, `setup-${name}.log`);
  const { status, text } = await capture(program, args, folder, onStart);
  mkdirSync(logs, { recursive: true });
  writeFileSync(log, text);
  return { status, text, log: relative('', log) };
}

function capture(program, args, cwd, onStart) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks = [];
    let stopped = false;
    const stop = () => {
      stopped = true;
      endGroup(child.pid);
    };
    for (const signal of STOPPING) process.on(signal, stop);
    const done = () => {
      for (const signal of STOPPING) process.off(signal, stop);
    };
    // At once, not when the event loop comes to it: what is not noted outlives a kill -9.
    if (child.pid !== undefined) onStart(child.pid);
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.stderr.on('data', (chunk) => chunks.push(chunk));
    child.on('error', (error) => {
      done();
      reject(new SetupError(`cannot run ${program} (${error.code}): install it`));
    });
    child.on('close', (status) => {
      done();
      if (stopped) reject(new Interrupted());
      else resolve({ status, text: Buffer.concat(chunks).toString('utf8') });
    });
  });
}

/** Kills every process of a group; one that is gone already is no error. */
export function endGroup(group) {
  try {
    process.kill(-group, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}
