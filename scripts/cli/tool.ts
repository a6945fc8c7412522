import { spawn } from 'node:child_process';
import { codeOf, UserError } from './errors.ts';
import type { Output } from './output.ts';
import { projectFolder } from './project.ts';

/** What a person sees of a tool: its own output, on stdout, or beside a JSON document on stderr. */
export interface Stage {
  out: Output;
  signal: AbortSignal;
}

/**
 * Runs a program from the checkout to its end.
 * @returns its exit code; null when a signal ended it
 * @throws Interrupted when the person stopped it
 */
export function runTool(program: string, args: readonly string[], { out, signal }: Stage): Promise<number | null> {
  signal.throwIfAborted();
  const stdout = out.format === 'text' ? process.stdout : process.stderr;
  const child = spawn(program, args, { cwd: projectFolder, stdio: ['ignore', stdout, process.stderr] });
  // Ctrl-C reaches the tool by the terminal too; a signal to this process alone does not.
  const stop = () => child.kill('SIGTERM');
  signal.addEventListener('abort', stop, { once: true });
  return new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new UserError(`cannot run ${program} (${codeOf(error)}): run npm run setup`)));
    child.on('close', (status) => {
      signal.removeEventListener('abort', stop);
      if (signal.aborted) reject(signal.reason);
      else resolve(status);
    });
  });
}
