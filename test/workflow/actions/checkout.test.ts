import { deepEqual, equal, match } from 'node:assert/strict';
import { test } from 'node:test';
import { REPOSITORY } from '../github/running.ts';
import { pinned } from './acting.ts';
import { served } from './serving.ts';

const USES = pinned('actions/checkout');

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
