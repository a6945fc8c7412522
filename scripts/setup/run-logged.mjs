import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from './setup-error.mjs';

/**
 * Runs a program quietly and keeps what it prints in `.stackwarden/logs/setup-<name>.log`.
 * @returns {Promise<{ status: number | null, text: string, log: string }>} `log` is relative to the checkout
 */
export async function runLogged(folder, name, program, args) {
  const log = join('.stackwarden', 'logs', `setup-${name}.log`);
  const { status, text } = await capture(program, args, folder);
  mkdirSync(join(folder, '.stackwarden', 'logs'), { recursive: true });
  writeFileSync(join(folder, log), text);
  return { status, text, log };
}

function capture(program, args, cwd) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.stderr.on('data', (chunk) => chunks.push(chunk));
    child.on('error', (error) => reject(new SetupError(`cannot run ${program} (${error.code}): install it`)));
    child.on('close', (status) => resolve({ status, text: Buffer.concat(chunks).toString('utf8') }));
  });
}
