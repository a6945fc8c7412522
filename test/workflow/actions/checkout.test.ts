import { deepEqual, equal, match } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import type { GitHub } from '../../../scripts/workflow/github/github.ts';
import { gitHub, REPOSITORY } from '../github/running.ts';
import { act, pinned, type Ran, scratch, step, type Trial } from './acting.ts';

const USES = pinned('actions/checkout');

interface Served {
  github: GitHub;
  token: string;
  /** By the words of their messages. */
  commits: Record<string, string>;
  /** Runs steps for an event of a reference and a commit. */
  run(steps: Record<string, unknown>[], ref: string, sha: string | undefined, more?: Partial<Trial>): Promise<Ran>;
}

async function git(folder: string, ...args: string[]): Promise<string> {
  const env = { PATH: process.env.PATH, GIT_CONFIG_GLOBAL: '/dev/null', HOME: folder };
  const child = spawn('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { cwd: folder, env });
  return (await text(child.stdout)).trim();
}

/** Main has three commits, of which the second has the tag v1; a branch, and what a merge of pull request 7 makes. */
async function served(t: TestContext): Promise<Served> {
  const folder = await scratch(t);
  const bare = join(folder, `${REPOSITORY}.git`);
  await mkdir(bare, { recursive: true });
  const work = join(folder, 'work');
  await mkdir(work);
  await git(work, 'init', '-q', '-b', 'main');
  const commits: Record<string, string> = {};
  const commit = async (message: string) => {
    await writeFile(join(work, 'file'), message);
    await git(work, 'add', '.');
    await git(work, 'commit', '-q', '-m', message);
    commits[message] = await git(work, 'rev-parse', 'HEAD');
  };
  await commit('one');
  await commit('two');
  await git(work, 'tag', '-a', '-m', 'first', 'v1');
  await git(work, 'checkout', '-q', '-b', 'topic');
  await commit('topic');
  await git(work, 'checkout', '-q', 'main');
  await commit('three');
  await git(work, 'merge', '-q', '--no-ff', '-s', 'ours', '-m', 'merge', 'topic');
  commits.merge = await git(work, 'rev-parse', 'HEAD');
  await git(work, 'update-ref', 'refs/pull/7/merge', 'HEAD');
  await git(work, 'reset', '-q', '--hard', 'HEAD^');
  await git(folder, 'clone', '-q', '--mirror', work, bare);
  const github = await gitHub(t, { gitFolder: folder });
  const token = github.jobToken({ contents: 'read' });
  return {
    ...{ github, token, commits },
    run: (steps, ref, sha = '', more = {}) => {
      const env = { GITHUB_SERVER_URL: github.url, GITHUB_REF: ref, SHA_REF: sha, ...more.env };
      return act(t, { token, steps, ...more, env });
    },
  };
}

const LOOK = { run: 'git log --format="%s %H" && git status -sb && cat file && cat .git/config' };

test('What an event is about is checked out, one commit deep, on its branch', async (t) => {
  const { run, commits, github } = await served(t);
  const ran = await run(
    [{ id: 'c', uses: USES, with: { 'persist-credentials': false } }, LOOK],
    'refs/heads/main',
    commits.three,
  );
  equal(ran.result, 'success', ran.errors.join() + ran.log);
  match(ran.log, new RegExp(`three ${commits.three}\n## main\\.*.*\nthree`));
  equal(ran.log.includes('two'), false);
  deepEqual(ran.outputs, { 'c.ref': 'refs/heads/main', 'c.commit': commits.three });
  match(ran.log, new RegExp(`url = ${github.url}/${REPOSITORY}\n`));
  equal(/extraheader|include/.test(ran.log), false);
});

test('A push is checked out as it was, though its branch has moved since; and so with all history', async (t) => {
  const { run, commits } = await served(t);
  for (const depth of [1, 0]) {
    const ran = await run([{ uses: USES, with: { 'fetch-depth': depth } }, LOOK], 'refs/heads/main', commits.two);
    equal(ran.result, 'success', ran.errors.join() + ran.log);
    match(ran.log, new RegExp(`two ${commits.two}\n`));
    equal(ran.log.includes(`one ${commits.one}`), depth === 0);
  }
});

test('Of a pull request it is what a merge would make, with as many commits as are wanted', async (t) => {
  const { run, commits } = await served(t);
  const look = { run: 'cat head/file && git -C head rev-parse HEAD HEAD^1 HEAD^2' };
  const more = { event: 'pull_request', payload: { pull_request: { number: 7 } } };
  const steps = [{ uses: USES, with: { path: 'head', 'fetch-depth': 2 } }, look];
  const ran = await run(steps, 'refs/pull/7/merge', commits.merge, more);
  equal(ran.result, 'success', ran.errors.join() + ran.log);
  match(ran.log, new RegExp(`three${commits.merge}\n${commits.three}\n${commits.topic}\n`));
});

test('A commit, a branch, a tag and a full reference can be asked for, and all side by side', async (t) => {
  const { run, commits } = await served(t);
  const asked = { sha: commits.one, branch: 'topic', tag: 'v1', full: 'refs/heads/topic', pull: 'refs/pull/7/merge' };
  const steps = Object.entries(asked).map(([path, ref]) => ({ id: path, uses: USES, with: { ref, path } }));
  const look = { run: 'git -C branch branch --show-current; git -C tag cat-file -t refs/tags/v1' };
  const ran = await run([...steps, look], 'refs/heads/main', commits.three);
  equal(ran.result, 'success', ran.errors.join() + ran.log);
  const { one, topic, two, merge } = commits;
  const got = Object.keys(asked).map((path) => ran.outputs[`${path}.commit`]);
  deepEqual(got, [one, topic, two, topic, merge]);
  match(ran.log, /topic\ntag\n/);
});

test('All tags come with fetch-tags', async (t) => {
  const { run, commits } = await served(t);
  const steps = [{ uses: USES, with: { 'fetch-tags': true } }, { run: 'git tag' }];
  const ran = await run(steps, 'refs/heads/main', commits.three);
  equal(ran.result, 'success', ran.errors.join() + ran.log);
  match(ran.log, /^v1$/m);
});

test('A second checkout into a folder deepens it, and cleans what steps left unless it is told not to', async (t) => {
  const { run, commits } = await served(t);
  const steps = (clean: boolean) => [
    { uses: USES },
    { run: 'echo x > left; echo x > file' },
    { uses: USES, with: { 'fetch-depth': 0, clean } },
    { run: 'git log --format=%s; ls -1; cat file' },
  ];
  const ran = await run(steps(true), 'refs/heads/main', commits.three);
  equal(ran.result, 'success', ran.errors.join() + ran.log);
  match(ran.log, /three\ntwo\none\nfile\nthree\n$/);
  const dirty = await run(steps(false), 'refs/heads/main', commits.three);
  match(dirty.log, /three\ntwo\none\nfile\nleft\nthree\n$/);
});

test('The token is kept for later steps beside the workspace, and goes after the job', async (t) => {
  const { run, commits, token } = await served(t);
  const show = 'cat .git/config && ls -l "$RUNNER_TEMP"';
  const probe = { uses: pinned('test/probe'), with: { after: `echo after && ${show}` } };
  const ran = await run(
    [probe, { uses: USES }, { run: `git fetch -q origin main && ${show}` }],
    'refs/heads/main',
    commits.three,
  );
  equal(ran.result, 'success', ran.errors.join() + ran.log);
  const [during = '', after = ''] = ran.log.split('after\n');
  match(during, /path = .*git-credentials-.*\.config/);
  match(during, /-rw------- .* git-credentials-/);
  match(after, /url = /);
  equal(after.includes('git-credentials'), false);
  const basic = Buffer.from(`x-access-token:${token}`).toString('base64');
  equal(ran.log.includes(token) || ran.log.includes(basic), false);
});

test('Without kept credentials a later step cannot fetch', async (t) => {
  const { run, commits } = await served(t);
  const fetch = { run: 'git fetch -q origin main', env: { GIT_TERMINAL_PROMPT: '0', GIT_ASKPASS: 'false' } };
  const steps = [{ uses: USES, with: { 'persist-credentials': false } }, fetch];
  const ran = await run(steps, 'refs/heads/main', commits.three);
  equal(ran.result, 'failure');
});

const REFUSED: { name: string; with: Record<string, unknown>; line: RegExp }[] = [
  {
    name: 'another repository',
    with: { repository: 'a/b' },
    line: /^Only octo-org\/stackwarden is served on a laptop, not 'a\/b'$/,
  },
  { name: 'a path outside', with: { path: '../x' }, line: /^Repository path '.*\/x' is not under '.*'$/ },
  { name: 'a link that leads outside', with: { path: 'link' }, line: /is a link to '\/tmp', which is not under/ },
  {
    name: 'a checkout of something else',
    with: { path: 'own' },
    line: /own is a checkout of no origin: it is left as it is$/,
  },
  {
    name: 'a branch that is not there',
    with: { ref: 'nowhere', path: 'new' },
    line: /^A branch or tag with the name 'nowhere' could not be found$/,
  },
  {
    name: 'a commit that is not there',
    with: { ref: 'b'.repeat(40), path: 'new' },
    line: /^git fetch failed with exit code 128: .*not our ref/,
  },
  {
    name: 'a wrong token',
    with: { token: 'wrong', path: 'new' },
    line: /^git fetch failed with exit code 128: .*(terminal prompts disabled|Authentication failed)/,
  },
  { name: 'no token', with: { token: '' }, line: /^Input required and not supplied: token$/ },
  {
    name: 'a depth that is no number',
    with: { 'fetch-depth': 'two' },
    line: /^Input fetch-depth must be a whole number from 0 to \d+, not 'two'$/,
  },
  {
    name: 'neither yes nor no',
    with: { clean: 'perhaps' },
    line: /^Input clean must be true or false, not 'perhaps'$/,
  },
];

test('What cannot be checked out is told in one line', async (t) => {
  const { run, commits } = await served(t);
  for (const { name, with: given, line } of REFUSED) {
    await t.test(name, async () => {
      const before = { run: 'ln -s /tmp link; mkdir own; git init -q own; echo work > own/work' };
      const left = { if: 'always()', run: 'cat own/work' };
      const ran = await run([before, { uses: USES, with: given }, left], 'refs/heads/main', commits.three);
      equal(ran.result, 'failure');
      equal(ran.errors.length, 1);
      match(ran.errors[0] ?? '', line);
      match(ran.log, /^work$/m);
    });
  }
});

test('What no checkout made is deleted where one goes, as by the published action', async (t) => {
  const { run, commits } = await served(t);
  const steps = [
    { run: 'mkdir -p here/in; echo x > here/in/left' },
    { uses: USES, with: { path: 'here' } },
    { run: 'ls here' },
  ];
  const ran = await run(steps, 'refs/heads/main', commits.three);
  match(ran.log, /Deleting the contents of '.*here'\n/);
  match(ran.log, /^file$/m);
  equal(/^in$/m.test(ran.log), false);
});

test('What the Git of the person is set to has no say', async (t) => {
  const { run, commits } = await served(t);
  const home = await scratch(t);
  const hook = join(home, 'post-checkout');
  await writeFile(hook, '#!/bin/sh\necho hooked\nexit 1\n', { mode: 0o755 });
  const settings = `[core]\n\thooksPath = ${home}\n[url "http://127.0.0.1:9/"]\n\tinsteadOf = http://127.0.0.1\n`;
  await writeFile(join(home, '.gitconfig'), settings);
  const env = { HOME: home, GIT_CONFIG_GLOBAL: join(home, '.gitconfig'), GIT_DIR: '/nowhere' };
  const ran = await run([{ uses: USES, env }], 'refs/heads/main', commits.three);
  equal(ran.result, 'success', ran.errors.join() + ran.log);
  equal(ran.log.includes('hooked'), false);
});

test('Where there is no Git that is said, and outside of a workflow what is missing', async (t) => {
  const workspace = await scratch(t);
  const alone = await step('actions/checkout', 'main.cjs', {});
  deepEqual(alone, ['::error::GITHUB_REPOSITORY is not set: this runs as a step of a workflow only\n', 1]);
  const flags = { 'INPUT_PERSIST-CREDENTIALS': 'false', INPUT_TOKEN: 't', INPUT_REPOSITORY: REPOSITORY };
  const job = { GITHUB_REPOSITORY: REPOSITORY, GITHUB_SERVER_URL: 'http://127.0.0.1:9', GITHUB_WORKSPACE: workspace };
  const [said, code] = await step('actions/checkout', 'main.cjs', {
    ...flags,
    ...job,
    RUNNER_TEMP: workspace,
    PATH: '',
  });
  match(said, /^::error::There is no git on the PATH: install it$/m);
  equal(code, 1);
});
