import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { parse, stringify } from 'yaml';
import { projectFolder } from '../../../scripts/cli/project.ts';
import { repositoryFiles } from '../../repository/sources.ts';

/** A fork that runs one system: what a workflow does is seen in it, and it is done in seconds. */
const STACKS = ['audit', 'bootstrap', 'lab'];
/** The tests of the tests would run for a quarter of an hour. */
const TEST = `import { equal } from 'node:assert/strict';
import { test } from 'node:test';

test('a fork has tests of its own', () => equal(1 + 1, 2));
`;

const run = promisify(execFile);

export interface Scratch {
  root: string;
  /** The commit of main that all branches start from. */
  base: string;
  /** A branch from the base with changed files; null deletes one. @returns its commit */
  commit(files: Record<string, string | null>, message?: string): Promise<string>;
  read(file: string): Promise<string>;
  git(...args: string[]): Promise<string>;
  remove(): Promise<void>;
}

/** @param environments those that it deploys to */
export async function scratchFork(environments: readonly string[] = ['dev', 'prod']): Promise<Scratch> {
  const root = await mkdtemp(join(tmpdir(), 'fork-'));
  for (const file of repositoryFiles().filter(isKept)) {
    await cp(join(projectFolder, file), join(root, file), { recursive: false, verbatimSymlinks: true });
  }
  for (const name of ['dev', 'prod', 'local']) {
    const file = join(root, 'templates', 'environments', `${name}.yaml`);
    if (name === 'local' || environments.includes(name)) await keepStacks(file);
    else await rm(file);
  }
  await put(root, 'test/fork.test.ts', TEST);
  const git = async (...args: string[]) => {
    const who = ['-c', 'user.name=A Person', '-c', 'user.email=person@example.com', '-c', 'commit.gpgsign=false'];
    return (await run('git', ['-C', root, ...who, ...args])).stdout.trim();
  };
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'A fork with the lab alone');
  const base = await git('rev-parse', 'HEAD');
  return {
    ...{ root, base, git, read: (file) => readFile(join(root, file), 'utf8') },
    async commit(files, message = 'A change') {
      for (const [file, text] of Object.entries(files)) {
        if (text === null) await rm(join(root, file), { recursive: true });
        else await put(root, file, text);
      }
      await git('add', '--all');
      await git('commit', '--quiet', '--allow-empty', '--message', message);
      return git('rev-parse', 'HEAD');
    },
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

function isKept(file: string): boolean {
  const [top, second = ''] = file.split('/');
  if (top === 'test') return false;
  if (top !== 'templates') return true;
  return second === 'environments' || STACKS.some((stack) => second === `${stack}.yaml`);
}

async function keepStacks(file: string): Promise<void> {
  const { stacks, ...environment } = parse(await readFile(file, 'utf8'));
  const kept = Object.entries(stacks).filter(([stack]) => STACKS.includes(stack));
  await writeFile(file, stringify({ ...environment, stacks: Object.fromEntries(kept) }));
}

async function put(root: string, file: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, file)), { recursive: true });
  await writeFile(join(root, file), text);
}
