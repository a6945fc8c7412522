import { spawn } from 'node:child_process';
import { projectFolder } from '../cli/project.ts';

export interface Ran {
  seconds: number;
  /** Its peak in megabytes, as far as the process says so itself. */
  peak: number;
}

const PEAK = 'peak kilobytes ';

/** Says at its end how much memory it had, as no system lets a parent ask for it alike. */
export const TELL_PEAK = `data:text/javascript,process.on('exit',()=>process.stderr.write('\\n${PEAK}'+process.resourceUsage().maxRSS))`;

/** The review of a folder as `npm run` does it, start of the process included. */
export function runReview(root: string, signal: AbortSignal): Promise<Ran> {
  const args = ['--import', TELL_PEAK, 'scripts/setup.mjs', 'review', '--root', root];
  return run(process.execPath, args, [0, 1], signal);
}

/**
 * @param allowed exit codes that say that it has done its work; null for any
 * @param env default: this process's own
 */
export function run(
  program: string,
  args: readonly string[],
  allowed: readonly number[] | null,
  signal: AbortSignal,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Ran> {
  signal.throwIfAborted();
  const start = process.hrtime.bigint();
  const child = spawn(program, args, { cwd: projectFolder, env, stdio: ['ignore', 'ignore', 'pipe'], signal });
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on('error', (error) => reject(signal.aborted ? signal.reason : error));
    child.on('close', (code) => {
      const seconds = Number(process.hrtime.bigint() - start) / 1e9;
      const peak = Number(errors.slice(errors.lastIndexOf(PEAK) + PEAK.length)) / 1024;
      if (code !== null && (allowed?.includes(code) ?? true)) resolve({ seconds, peak });
      else reject(new Error(`${program} ${args.join(' ')} ended with ${code}: ${errors}`));
    });
  });
}
