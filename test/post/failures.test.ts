import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { clientOf } from '../../scripts/post/client.ts';
import { keepComment } from '../../scripts/post/comment.ts';
import { failureOf, GitHubFailure } from '../../scripts/post/failures.ts';
import { ACTIONS_BOT, targetOf } from '../../scripts/post/target.ts';
import { type Answer, failed } from '../../scripts/workflow/github/answer.ts';
import type { GitHub } from '../../scripts/workflow/github/github.ts';
import { call, gitHub } from '../workflow/github/running.ts';
import { folderOf, jobEnv, run } from './running.ts';

const WRITE = { 'pull-requests': 'write' } as const;

/** Answers the first calls of a method otherwise. */
function first(method: string, ...answers: (Answer | null)[]) {
  return (asked: string) => (asked === method ? (answers.shift() ?? null) : null);
}

/** With waits that a test can wait for. */
async function keep(env: NodeJS.ProcessEnv, signal = new AbortController().signal) {
  const target = targetOf(env, ACTIONS_BOT);
  const client = clientOf(target, { signal, firstWaitMs: 1 });
  return keepComment(client, target, { number: 7, head: '<!-- m -->', body: '<!-- m -->\nx', dryRun: false });
}

test('a failing GitHub is asked again, three times at most', async (t) => {
  const bad = failed(503, 'Service unavailable');
  const github = await gitHub(t, { instead: first('GET', bad, bad, bad) });
  github.pullRequest(7);
  equal((await keep(await jobEnv(t, github, WRITE))).action, 'made');
  equal(github.calls().length, 5);
});

test('after that it is a failure in one line, and no mistake', async (t) => {
  const bad = failed(502, 'Bad gateway');
  const github = await gitHub(t, { instead: first('GET', bad, bad, bad, bad) });
  const wrong = {
    name: 'GitHubFailure',
    message: new RegExp(`^cannot read the comments of #7: ${github.apiUrl} answers 502`),
  };
  await rejects(keep(await jobEnv(t, github, WRITE)), wrong);
});

test('a limit is waited for as long as GitHub says', async (t) => {
  const limits = [
    failed(429, 'slow', { 'retry-after': '0' }),
    failed(403, 'secondary rate limit', { 'retry-after': '1' }),
  ];
  const github = await gitHub(t, { instead: first('POST', ...limits) });
  github.pullRequest(7);
  const before = Date.now();
  equal((await keep(await jobEnv(t, github, WRITE))).action, 'made');
  ok(Date.now() - before >= 1000);
  equal(github.comments(7).length, 1);
});

test('a comment that was made although GitHub failed to say so is not made twice', async (t) => {
  let lost: GitHub | null = null;
  const github = await gitHub(t, {
    instead: (method) => {
      if (method !== 'POST' || lost === null) return null;
      const { apiUrl } = lost;
      lost = null;
      // The same call once more, which does go through, before the first one fails.
      void call({ ...github, apiUrl }, github.jobToken(WRITE), 'POST', '/issues/7/comments', { body: '<!-- m -->\nx' });
      return failed(502, 'Bad gateway');
    },
  });
  lost = github;
  github.pullRequest(7);
  const target = targetOf(await jobEnv(t, github, WRITE), ACTIONS_BOT);
  const client = clientOf(target, { signal: new AbortController().signal, firstWaitMs: 300 });
  const how = { number: 7, head: '<!-- m -->', body: '<!-- m -->\nx', dryRun: false };
  const { url } = await keepComment(client, target, how);
  deepEqual([github.comments(7).length, url?.includes('#issuecomment-')], [1, true]);
});

test('a missing permission is named', async (t) => {
  const github = await gitHub(t);
  github.pullRequest(7);
  const told = (asked: string, permission: string) => ({
    name: 'UserError',
    message: `the token may not ${asked}: give the job ${permission} in its permissions`,
  });
  const read = await jobEnv(t, github, { issues: 'read' });
  await rejects(keep(read), told('comment on #7', 'issues: write or pull-requests: write'));
  const none = await jobEnv(t, github, {});
  await rejects(keep(none), told('read the comments of #7', 'issues: read or pull-requests: read'));
  equal(github.calls().length, 3);
});

test('a permission that GitHub does not name, and a refusal of another kind', async (t) => {
  const refusal = (message: string) => ({ instead: first('GET', failed(403, message)) });
  const silent = await gitHub(t, refusal('Resource not accessible by integration'));
  await rejects(keep(await jobEnv(t, silent, WRITE)), /give the job the permission for it in its permissions/);
  const archived = await gitHub(t, refusal('Repository was archived so is read-only.'));
  await rejects(keep(await jobEnv(t, archived, WRITE)), /answers 403: Repository was archived so is read-only\.$/);
});

test('a token that is over and a pull request that is not there are told', async (t) => {
  const github = await gitHub(t);
  const env = await jobEnv(t, github, WRITE);
  await rejects(keep(env), { name: 'UserError', message: /has none such, or the token does not see it$/ });
  github.revoke(String(env.GITHUB_TOKEN));
  await rejects(keep(env), {
    name: 'UserError',
    message: 'GitHub does not take the token in GITHUB_TOKEN: Bad credentials',
  });
});

test('nobody at the address', async (t) => {
  const github = await gitHub(t);
  const env = await jobEnv(t, github, WRITE);
  await rejects(keep({ ...env, GITHUB_API_URL: 'http://127.0.0.1:1' }), {
    name: 'GitHubFailure',
    message: /^cannot read the comments of #7: http:\/\/127\.0\.0\.1:1 gives no answer: /,
  });
});

test('somebody at the address who never answers', async (t) => {
  const silent = createServer(() => {});
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    silent.close();
    silent.closeAllConnections();
  });
  const { port } = silent.address() as { port: number };
  const api = { GITHUB_API_URL: `http://127.0.0.1:${port}`, GITHUB_TOKEN: 'x', GITHUB_REPOSITORY: 'a/b' };
  const pace = { signal: new AbortController().signal, firstWaitMs: 1, timeoutMs: 50 };
  const client = clientOf(targetOf(api, ACTIONS_BOT), pace);
  await rejects(client.ask('GET /x', 'ask'), { name: 'GitHubFailure', message: /gives no answer: .*timeout/i });
});

test('permissions that are needed together, or one for the other', () => {
  const target = targetOf({ GITHUB_TOKEN: 'x', GITHUB_REPOSITORY: 'a/b' }, ACTIONS_BOT);
  const headers = { 'x-accepted-github-permissions': 'pull_requests=read,contents=read; issues=read' };
  const { message } = failureOf({ status: 403, message: 'Resource not accessible', headers }, 'ask', target);
  equal(
    message,
    'the token may not ask: give the job pull-requests: read and contents: read or issues: read in its permissions',
  );
});

test('an interruption ends the waiting', async (t) => {
  const github = await gitHub(t, { instead: first('GET', failed(503, 'no', { 'retry-after': '50' })) });
  const stopper = new AbortController();
  const asked = keep(await jobEnv(t, github, WRITE), stopper.signal);
  setTimeout(() => stopper.abort(new Error('stop')), 200);
  const before = Date.now();
  await rejects(asked);
  ok(Date.now() - before < 5000);
});

test('an interruption before the answer', async (t) => {
  const github = await gitHub(t);
  const stopper = new AbortController();
  stopper.abort(new Error('stop'));
  await rejects(keep(await jobEnv(t, github, WRITE), stopper.signal), { message: 'stop' });
});

test('no line has the token in it, whoever says it', () => {
  const target = targetOf({ GITHUB_TOKEN: 'ghs_secret', GITHUB_REPOSITORY: 'a/b' }, ACTIONS_BOT);
  equal(target.apiUrl, 'https://api.github.com');
  for (const status of [401, 403, 404, 422, 500]) {
    const error = failureOf({ status, message: 'token ghs_secret is bad', headers: {} }, 'ask', target);
    ok(!error.message.includes('ghs_secret'), error.message);
  }
  ok(failureOf({ status: 422, message: 'Validation Failed', headers: {} }, 'ask', target) instanceof GitHubFailure);
});

test('an environment that is none of a job is told', async (t) => {
  const github = await gitHub(t);
  const env = await jobEnv(t, github, WRITE);
  const file = await folderOf(t);
  const wish = { file: [await file('a.md', 'a')] };
  const wrong = (more: NodeJS.ProcessEnv, message: RegExp) =>
    rejects(run({ ...env, ...more }, wish), { name: 'UserError', message });
  await wrong({ GITHUB_TOKEN: '' }, /^GITHUB_TOKEN is not set/);
  await wrong({ GITHUB_REPOSITORY: 'stackwarden' }, /^GITHUB_REPOSITORY must name the repository as owner\/name/);
  for (const address of ['http://example.com', 'ftp://127.0.0.1', 'x']) {
    await wrong({ GITHUB_API_URL: address }, /^GITHUB_API_URL must be an https address/);
  }
  for (const event of ['{', '{}', '{"pull_request":{"number":"7"}}']) {
    await wrong({ GITHUB_EVENT_PATH: await file('event.json', event) }, /is of no pull request: say --number N$/);
  }
  await wrong({ GITHUB_EVENT_PATH: await file('none.json') }, /is of no pull request/);
  deepEqual(github.calls(), []);
});

test('files that cannot be posted, and options that do not belong together', async (t) => {
  const github = await gitHub(t);
  const env = await jobEnv(t, github, WRITE);
  const file = await folderOf(t);
  const a = [await file('a.md', 'a')];
  await rejects(run(env, {}), /there is nothing to post/);
  await rejects(run(env, { file: [await file('none.md')] }), /none\.md is not there: write it first/);
  await rejects(run(env, { file: [await file('empty.md', ' \n')] }), /empty\.md is empty/);
  await rejects(run(env, { optional: [await file('.')] }), { code: 'EISDIR' });
  await rejects(run(env, { file: a, marker: 'a -->' }), /--marker takes letters and digits/);
  await rejects(run(env, { file: a, title: 'x' }), /--title is for an issue/);
  await rejects(run(env, { file: a, close: true }), /--close is for an issue/);
  deepEqual(github.calls(), []);
});
