import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

export interface Ended {
  status: number | null;
  stdout: string;
  stderr: string;
}

export interface Where {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
}

/** Runs a program to its end. @returns null when there is none of that name */
export async function runProgram(name: string, args: readonly string[], where: Where = {}): Promise<Ended | null> {
  const child = spawn(name, args, { ...where, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null | undefined>((resolve) => {
    child.on('error', () => resolve(undefined));
    child.on('close', resolve);
  });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const status = await ended;
  return status === undefined ? null : { status, stdout: stdout.trim(), stderr: stderr.trim() };
}
