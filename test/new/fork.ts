import { spawn } from 'node:child_process';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { projectFolder } from '../../scripts/cli/project.ts';
import { repositoryFiles } from '../repository/sources.ts';
import { temporaryFolder } from '../start/running.ts';

/** Of the tests those that hold whatever is added to the rules of this repository, and what they import. */
const TESTS = [
  ...['test/repository/', 'test/review/rules/', 'test/cases/review/', 'test/bootstrap/sizes.test.ts'],
  'test/functions/client-answers.ts',
];

interface Ran {
  code: number | null;
  text: string;
}

/** A fork of this repository with one commit, set up with our packages; removed after the test. */
export async function fork(t: TestContext): Promise<string> {
  const root = await temporaryFolder(t, 'recipes');
  const kept = repositoryFiles().filter(
    (file) => !file.startsWith('test/') || TESTS.some((one) => file.startsWith(one)),
  );
  for (const file of kept) await cp(join(projectFolder, file), join(root, file), { verbatimSymlinks: true });
  const person = ['-c', 'user.name=A Person', '-c', 'user.email=person@example.com', '-c', 'commit.gpgsign=false'];
  for (const args of [
    ['init', '--quiet'],
    ['add', '--all'],
    [...person, 'commit', '--quiet', '--message', 'A fork'],
  ]) {
    await succeeds(root, 'git', args);
  }
  return root;
}

/** All that the program says, when it has ended well. @throws with it when it has not */
export async function succeeds(root: string, program: string, args: readonly string[], input = ''): Promise<string> {
  const { code, text } = await run(root, program, args, input);
  if (code === 0) return text;
  throw new Error(`${program} ${args.join(' ')} ended with ${code}:\n${text.slice(-4000)}`);
}

function run(root: string, program: string, args: readonly string[], input: string): Promise<Ran> {
  const { NODE_TEST_CONTEXT: _, ...inherited } = process.env;
  const env = { ...inherited, CI: 'true', STACKWARDEN_SET_UP: projectFolder };
  const child = spawn(program, args, { cwd: root, env, stdio: ['pipe', 'pipe', 'pipe'] });
  const ran: Ran = { code: null, text: '' };
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (part) => {
      ran.text += part;
    });
  }
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.on('error', reject).on('close', (code) => resolve({ ...ran, code }));
  });
}

export async function put(root: string, file: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, file)), { recursive: true });
  await writeFile(join(root, file), text, { flag: 'wx' });
}

/** What is new or changed since the fork was made. */
export async function changedFiles(root: string): Promise<string[]> {
  const text = await succeeds(root, 'git', ['status', '--porcelain', '--untracked-files=all', '-z']);
  return text.split('\0').flatMap((line) => (line === '' ? [] : [line.slice(3)]));
}
