import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { call, gitHub } from '../workflow/github/running.ts';
import { folderOf, jobEnv, run } from './running.ts';

const WRITE = { 'pull-requests': 'write' } as const;
const writes = (calls: { method: string }[]) => calls.filter(({ method }) => method !== 'GET').length;

test('a comment is made, left when it says the same, and updated when it does not', async (t) => {
  const github = await gitHub(t);
  github.pullRequest(7);
  const env = await jobEnv(t, github, WRITE);
  const file = await folderOf(t);
  const wish = { marker: 'stackwarden-review', file: [await file('review.md', 'All well.\n')] };
  equal((await run(env, wish)).result.action, 'made');
  equal((await run(env, wish)).result.action, 'unchanged');
  equal(writes(github.calls()), 1);
  await file('review.md', 'Not so well.\r\n');
  equal((await run(env, wish)).result.action, 'updated');
  deepEqual(
    github.comments(7).map(({ body }) => body),
    ['<!-- stackwarden-review -->\nNot so well.'],
  );
  deepEqual(github.unknownCalls(), []);
});

test('files stand one below the other, and one that may be missing is told', async (t) => {
  const github = await gitHub(t);
  github.pullRequest(7);
  const env = await jobEnv(t, github, WRITE);
  const file = await folderOf(t);
  const [review, plan, empty] = [
    await file('review.md', 'A\n'),
    await file('plan-<b>.md'),
    await file('plan.md', '\n'),
  ];
  const { body } = await run(env, { file: [review], optional: [plan, empty] });
  const told = ['A', '<code>plan-&lt;b&gt;.md</code> was not written in this run.'];
  equal(body, `<!-- stackwarden -->\n${[...told, '<code>plan.md</code> was not written in this run.'].join('\n\n')}`);
});

test("somebody's copy of the marker, and another bot's, are not touched", async (t) => {
  const github = await gitHub(t);
  github.pullRequest(7);
  const env = await jobEnv(t, github, WRITE);
  const file = await folderOf(t);
  const copy = { body: '<!-- stackwarden -->\nmine' };
  for (const login of ['mona', 'renovate[bot]']) {
    await call(github, github.personToken(login, WRITE), 'POST', '/issues/7/comments', copy);
  }
  const bot = github.jobToken(WRITE);
  await call(github, bot, 'POST', '/issues/7/comments', { body: 'quoted:\n<!-- stackwarden -->' });
  equal((await run(env, { file: [await file('a.md', 'ours')] })).result.action, 'made');
  const bodies = github.comments(7).map(({ body }) => body);
  deepEqual(bodies, [copy.body, copy.body, 'quoted:\n<!-- stackwarden -->', '<!-- stackwarden -->\nours']);
});

test('two markers are two comments', async (t) => {
  const github = await gitHub(t);
  github.pullRequest(7);
  const env = await jobEnv(t, github, WRITE);
  const file = [await (await folderOf(t))('a.md', 'a')];
  for (const marker of ['one', 'two', 'one']) await run(env, { marker, file });
  equal(github.comments(7).length, 2);
});

test('it is found on the last of many pages', async (t) => {
  const github = await gitHub(t);
  github.pullRequest(7);
  const token = github.personToken('mona', WRITE);
  for (let made = 0; made < 205; made += 1)
    await call(github, token, 'POST', '/issues/7/comments', { body: `${made}` });
  const env = await jobEnv(t, github, WRITE);
  const file = [await (await folderOf(t))('a.md', 'a')];
  await run(env, { file });
  equal((await run(env, { file })).result.action, 'unchanged');
  equal(github.comments(7).length, 206);
});

test('a person says which pull request, and whose token it is', async (t) => {
  const github = await gitHub(t);
  github.pullRequest(9);
  const env = await jobEnv(t, github, {});
  const own = { ...env, GITHUB_TOKEN: github.personToken('Mona', WRITE), GITHUB_EVENT_PATH: undefined };
  const wish = { number: '9', author: 'mona', file: [await (await folderOf(t))('a.md', 'a')] };
  equal((await run(own, wish)).result.action, 'made');
  equal((await run(own, wish)).result.action, 'unchanged');
  await rejects(run(own, { ...wish, number: 'nine' }), /--number takes the number of a pull request, not 'nine'/);
  await rejects(run(own, { ...wish, number: undefined }), /say --number N/);
});

test('a dry run reads and writes nothing', async (t) => {
  const github = await gitHub(t);
  github.pullRequest(7);
  const env = await jobEnv(t, github, WRITE);
  const file = await folderOf(t);
  const wish = { file: [await file('a.md', 'a')] };
  const { result, body } = await run(env, { ...wish, dryRun: true });
  deepEqual([result, body], [{ action: 'made', url: null }, '<!-- stackwarden -->\na']);
  await run(env, wish);
  await file('a.md', 'b');
  const again = await run(env, { ...wish, dryRun: true });
  equal(again.result.action, 'updated');
  ok(again.result.url);
  equal(github.comments(7)[0]?.body, '<!-- stackwarden -->\na');
});

test('long texts share the room, and say where the rest is', async (t) => {
  const github = await gitHub(t);
  github.pullRequest(7);
  const env = {
    ...(await jobEnv(t, github, WRITE)),
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_RUN_ID: '5',
  };
  const file = await folderOf(t);
  const long = (word: string) => `${word} 0123456789\n`.repeat(6000);
  const names = [await file('a.md', long('one')), await file('b.md', 'short'), await file('c.md', long('two'))];
  const { body } = await run(env, { file: names });
  ok(body.length <= 65_536 && body.length > 65_000, `${body.length}`);
  equal(body, github.comments(7)[0]?.body);
  const rest =
    /The rest is left out here: it is in \[the job's summary\]\(https:\/\/github\.com\/[\w-]+\/\w+\/actions\/runs\/5\)\./g;
  equal(body.match(rest)?.length, 2);
  match(body, /\n\nshort\n\n/);
  equal(body.match(/^one 0123456789$/gm)?.length, body.match(/^two 0123456789$/gm)?.length);
});
