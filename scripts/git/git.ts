import { spawn } from 'node:child_process';
import { codeOf, UserError } from '../cli/errors.ts';

export interface GitAnswer {
  status: number;
  stdout: Buffer;
  /** In one line. */
  stderr: string;
}

/** What a text of JavaScript could not hold: Git's answers become texts. */
const LONGEST = 400_000_000;

/** Settings of a repository that name programs or another repository, and that no call here needs. */
const SAFE = [
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'core.quotePath=false',
  'safe.bareRepository=explicit',
];

/**
 * Runs git in a folder. Programs that a repository's configuration or attributes could name are not run: those of
 * attributes' filters only where a call takes `filtersOff`, too.
 * @throws UserError when git is not installed, the folder is missing, or the answer is too long
 */
export function git(folder: string, args: readonly string[], input = '', longest = LONGEST): Promise<GitAnswer> {
  const child = spawn('git', ['--no-pager', ...SAFE.flatMap((one) => ['-c', one]), ...args], {
    cwd: folder,
    // A prompt would wait for ever, and messages are compared with what git says in English.
    env: { ...process.env, GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' },
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  let length = 0;
  child.stdout.on('data', (part: Buffer) => {
    length += part.length;
    if (length > longest) child.kill();
    else stdout.push(part);
  });
  child.stderr.on('data', (part: Buffer) => stderr.push(part));
  return new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new UserError(`cannot run git in ${folder} (${codeOf(error)}): install git`)));
    // Git may end before it has read everything: its exit code says why.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    child.on('close', (status) => {
      if (length > longest)
        return reject(new UserError(`git tells more than ${longest} bytes of ${folder}: too much changed`));
      const problem = Buffer.concat(stderr).toString('utf8').trim().replaceAll(/\s+/g, ' ');
      resolve({ status: status ?? 1, stdout: Buffer.concat(stdout), stderr: problem });
    });
  });
}

/**
 * Options before git's command by which no filter runs, such as Git LFS's: a pull request's `.gitattributes` says which
 * files go through the filters that the machine's configuration has, also when Git only compares.
 */
export async function filtersOff(folder: string): Promise<string[]> {
  const { stdout } = await git(folder, ['config', '-z', '--name-only', '--get-regexp', '^filter\\.']);
  const names = zeroSeparated(stdout).flatMap((key) => /^filter\.([\s\S]+)\.[^.]+$/.exec(key)?.[1] ?? []);
  return [...new Set(names)].flatMap((name) =>
    ['clean=', 'smudge=', 'process=', 'required=false'].flatMap((setting) => ['-c', `filter.${name}.${setting}`]),
  );
}

/** The parts of what git prints with `-z`. */
export function zeroSeparated(stdout: Buffer): string[] {
  return stdout
    .toString('utf8')
    .split('\0')
    .filter((part) => part !== '');
}
