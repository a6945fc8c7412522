import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { projectFolder } from '../../scripts/cli/project.ts';
import { scratchRepository } from '../git/fixture.ts';
import { put } from './adopted.ts';

const ACTION = join(projectFolder, '.github', 'actions', 'policy-review');

const statement = (action: string, resource: string) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: resource }] });

export const NARROW = statement('s3:GetObject', 'arn:aws:s3:::notes/a');
export const WIDE = statement('*', '*');

/** A repository of somebody else in a workspace, and a pull request to it: what a merge would make is checked out. */
export async function pullRequest(t: TestContext, change: Record<string, string>, folder = 'head') {
  const workspace = await realpath(await mkdtemp(join(tmpdir(), 'policy-review-')));
  t.after(() => rm(workspace, { recursive: true, force: true }));
  const { root, git, commit } = await scratchRepository(t);
  await commit({ 'policies/notes.json': NARROW, 'templates/app.yaml': 'Resources: {}\n' });
  git('checkout', '--quiet', '-b', 'change');
  await commit(change);
  git('checkout', '--quiet', 'main');
  await commit({ 'README.md': 'main has gone on' });
  git('merge', '--quiet', '--no-ff', '--message=merge', 'change');
  const head = join(workspace, folder);
  git('clone', '--quiet', '--no-hardlinks', root, head);
  return { workspace, head, origin: root };
}

export interface Reviewed {
  code: number;
  log: string;
  stderr: string;
  summary: string;
  outputs: Record<string, string>;
}

/** Runs what the action's step runs, as a runner does. */
export async function step(workspace: string, given: Record<string, string> = {}): Promise<Reviewed> {
  const temp = join(workspace, '.runner');
  await mkdir(temp, { recursive: true });
  for (const name of ['summary', 'output']) await put(temp, name, '');
  const env = {
    ...{ PATH: process.env.PATH, HOME: temp, GIT_CONFIG_NOSYSTEM: '1', NO_COLOR: '1' },
    ...{ GITHUB_ACTION_PATH: ACTION, GITHUB_WORKSPACE: workspace, RUNNER_TEMP: temp, GITHUB_ACTIONS: 'true' },
    ...{ GITHUB_STEP_SUMMARY: join(temp, 'summary'), GITHUB_OUTPUT: join(temp, 'output') },
    ...{ GITHUB_EVENT_NAME: 'pull_request', GITHUB_BASE_REF: 'main' },
    ...{ ROOT: 'head', BASE: '', FAIL_ON: 'error', SARIF: 'true', ...given },
  };
  const ran = await new Promise<Pick<Reviewed, 'code' | 'log' | 'stderr'>>((resolve) => {
    execFile('bash', [join(ACTION, 'review.sh')], { cwd: workspace, env }, (error, log, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), log, stderr }),
    );
  });
  const read = (name: string) => readFile(join(temp, name), 'utf8');
  const outputs = (await read('output')).split('\n').flatMap((line) => {
    const [, name = '', value = ''] = /^(\w+)=(.*)$/.exec(line) ?? [];
    return name === '' ? [] : [[name, value]];
  });
  return { ...ran, summary: await read('summary'), outputs: Object.fromEntries(outputs) };
}
