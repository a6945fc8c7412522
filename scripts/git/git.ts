import { spawn } from 'node:child_process';
import { codeOf, UserError } from '../cli/errors.ts';

export interface GitAnswer {
  status: number;
  stdout: Buffer;
  /** In one line. */
  stderr: string;
}

/**
 * Runs git in a folder. Programs that a repository's configuration or attributes could name are not run.
 * @throws UserError when git is not installed or the folder is missing
 */
export function git(folder: string, args: readonly string[], input = ''): Promise<GitAnswer> {
  const child = spawn('git', ['--no-pager', '-c', 'core.fsmonitor=false', '-c', 'core.quotePath=false', ...args], {
    cwd: folder,
    // A prompt would wait for ever, and messages are compared with what git says in English.
    env: { ...process.env, GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' },
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (part: Buffer) => stdout.push(part));
  child.stderr.on('data', (part: Buffer) => stderr.push(part));
  return new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new UserError(`cannot run git in ${folder} (${codeOf(error)}): install git`)));
    // Git may end before it has read everything: its exit code says why.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    child.on('close', (status) => {
      const problem = Buffer.concat(stderr).toString('utf8').trim().replaceAll(/\s+/g, ' ');
      resolve({ status: status ?? 1, stdout: Buffer.concat(stdout), stderr: problem });
    });
  });
}

/** The parts of what git prints with `-z`. */
export function zeroSeparated(stdout: Buffer): string[] {
  return stdout
    .toString('utf8')
    .split('\0')
    .filter((part) => part !== '');
}
