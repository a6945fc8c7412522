import { deepEqual, doesNotMatch, equal, match } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import { projectFolder } from '../../scripts/cli/project.ts';
import { failed } from '../../scripts/workflow/github/answer.ts';
import { program } from '../cli/program.ts';
import { gitHub } from '../workflow/github/running.ts';
import { folderOf, jobEnv } from './running.ts';

/** Never by spawnSync: the stand-in lives in this process. */
async function command(env: NodeJS.ProcessEnv, args: string[]) {
  const { NODE_TEST_CONTEXT: _, ...own } = process.env;
  const child = spawn(process.execPath, [...program('post'), ...args], {
    cwd: projectFolder,
    env: { ...own, ...env },
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [stdout, stderr] = await Promise.all([buffer(child.stdout), buffer(child.stderr)]);
  return { status: await ended, stdout: String(stdout), stderr: String(stderr) };
}

test('from the files to the comment, and as JSON', async (t) => {
  const github = await gitHub(t);
  github.pullRequest(7);
  const env = await jobEnv(t, github, { 'pull-requests': 'write' });
  const file = await (await folderOf(t))('review.md', 'cc @octocat, fixes #1');
  const args = ['comment', '--file', file, '--marker', 'stackwarden-review'];
  const dry = await command(env, [...args, '--dry-run']);
  match(dry.stdout, /^<!-- stackwarden-review -->\ncc @\u200boctocat, fixes #\u200b1\nThe comment would be made\n$/);
  const made = await command(env, args);
  deepEqual([made.status, made.stderr], [0, '']);
  match(made.stdout, /^The comment is made: http:\S+\/pull\/7#issuecomment-\d+\n$/);
  const { stdout } = await command(env, [...args, '--format', 'json']);
  const { url, ...rest } = JSON.parse(stdout);
  deepEqual(rest, { formatVersion: 1, kind: 'comment', action: 'unchanged', dryRun: false });
  match(url, /#issuecomment-/);
  equal((await command(env, args)).stdout, `The comment says so already: ${url}\n`);
});

test('an issue that is not there is not closed', async (t) => {
  const github = await gitHub(t);
  const env = await jobEnv(t, github, { issues: 'write' });
  const { status, stdout } = await command(env, ['issue', '--title', 'Drift', '--label', 'drift', '--close']);
  deepEqual([status, stdout], [0, 'There is no open issue to close\n']);
});

test("a person's mistake is one line and exit code 2, a failure of GitHub exit code 1; neither tells the token", async (t) => {
  const github = await gitHub(t, {
    instead: (method) => (method === 'POST' ? failed(410, 'Issues are disabled') : null),
  });
  github.pullRequest(7);
  const file = await (await folderOf(t))('review.md', 'x');
  const denied = await command(await jobEnv(t, github, {}), ['comment', '--file', file]);
  equal(denied.status, 2);
  match(
    denied.stderr,
    /^post: the token may not read [^\n]+: give the job issues: read or pull-requests: read [^\n]+\n$/,
  );
  const env = await jobEnv(t, github, { issues: 'write' });
  const gone = await command(env, ['comment', '--file', file]);
  equal(gone.status, 1);
  match(gone.stderr, /^post: cannot comment on #7: http:\S+ answers 410: Issues are disabled\n$/);
  doesNotMatch(denied.stderr + gone.stderr + gone.stdout, /ghs_/);
});

test('what to keep has to be said', async () => {
  for (const args of [[], ['note'], ['comment', 'issue']]) {
    const { status, stderr } = await command({}, args);
    deepEqual([status, stderr], [2, 'post: say what to keep: npm run post -- comment, or npm run post -- issue\n']);
  }
});
