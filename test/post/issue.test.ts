import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { failed } from '../../scripts/workflow/github/answer.ts';
import { call, gitHub } from '../workflow/github/running.ts';
import { folderOf, jobEnv, run } from './running.ts';

const WRITE = { issues: 'write' } as const;

async function place(t: TestContext) {
  const github = await gitHub(t);
  github.pullRequest(7);
  const [env, file] = [await jobEnv(t, github, WRITE), await folderOf(t)];
  const wish = { kind: 'issue', title: 'Drift', label: 'drift', file: [await file('drift.md', 'a bucket')] } as const;
  return { github, env, file, wish: { ...wish, file: [...wish.file] } };
}

test('an issue is made, left when it says the same, and updated when it does not', async (t) => {
  const { github, env, file, wish } = await place(t);
  equal((await run(env, wish)).result.action, 'made');
  equal((await run(env, wish)).result.action, 'unchanged');
  await file('drift.md', 'two buckets');
  equal((await run(env, wish)).result.action, 'updated');
  equal((await run(env, { ...wish, title: 'More drift' })).result.action, 'updated');
  deepEqual(
    github.issues().map(({ title, body, labels }) => ({ title, body, labels })),
    [{ title: 'More drift', body: '<!-- stackwarden-drift -->\ntwo buckets', labels: ['drift'] }],
  );
  deepEqual(github.unknownCalls(), []);
});

test('when there is nothing any more it says so and is closed; the next time there is a new one', async (t) => {
  const { github, env, wish } = await place(t);
  equal((await run(env, { ...wish, close: true })).result.action, 'nothing');
  await run(env, wish);
  equal((await run(env, { ...wish, close: true, file: [] })).result.action, 'closed');
  const [issue] = github.issues();
  deepEqual([issue?.state, issue?.stateReason], ['closed', 'completed']);
  const [comment] = github.comments(issue?.number ?? 0);
  equal(comment?.body, '<!-- stackwarden-drift -->\nThere is nothing of this any more.');
  await run(env, wish);
  deepEqual(
    github.issues().map(({ state }) => state),
    ['closed', 'open'],
  );
});

test('what is said at the end stands in the closing comment', async (t) => {
  const { github, env, wish } = await place(t);
  await run(env, wish);
  await run(env, { ...wish, close: true });
  const body = '<!-- stackwarden-drift -->\nThere is nothing of this any more.\n\na bucket';
  equal(github.comments(8)[0]?.body, body);
});

test("a pull request, somebody's issue and one of another marker are not taken for it", async (t) => {
  const { github, env, wish } = await place(t);
  const copy = { title: 'Drift', body: '<!-- stackwarden-drift -->\nmine', labels: ['drift'] };
  await call(github, github.personToken('mona', WRITE), 'POST', '/issues', copy);
  const bot = github.jobToken(WRITE);
  await call(github, bot, 'POST', '/issues', { ...copy, body: '<!-- other -->' });
  await call(github, bot, 'PATCH', '/issues/7', { body: copy.body, labels: ['drift'] });
  equal((await run(env, wish)).result.action, 'made');
  equal(github.issues().length, 3);
});

test('a dry run writes nothing', async (t) => {
  const { github, env, file, wish } = await place(t);
  const action = async (more: object) => (await run(env, { ...wish, ...more, dryRun: true })).result.action;
  equal(await action({}), 'made');
  await run(env, wish);
  await file('drift.md', 'two buckets');
  deepEqual([await action({}), await action({ close: true })], ['updated', 'closed']);
  const [issue, ...more] = github.issues();
  deepEqual([issue?.state, issue?.body, more], ['open', '<!-- stackwarden-drift -->\na bucket', []]);
});

test('a title and one label are needed, and a number is not', async (t) => {
  const { env, wish } = await place(t);
  await rejects(run(env, { ...wish, title: ' ' }), /--title TEXT/);
  await rejects(run(env, { ...wish, label: undefined }), /--label NAME/);
  await rejects(run(env, { ...wish, label: 'a,b' }), /without a comma/);
  await rejects(run(env, { ...wish, number: '7' }), /--number is for a comment/);
});

test('the label need not be a word', async (t) => {
  const { github, env, wish } = await place(t);
  await run(env, { ...wish, label: 'drift: dev!' });
  ok(github.issues()[0]?.body?.startsWith('<!-- stackwarden-drift-dev -->'));
});

/** GitHub does it, and fails to say so: the first call of a path is done by another one in its place. */
function unsaid(path: RegExp, inItsPlace: () => Promise<unknown>) {
  let isDone = false;
  return (method: string, asked: string) => {
    if (isDone || method !== 'POST' || !path.test(asked)) return null;
    isDone = true;
    void inItsPlace();
    return failed(502, 'Bad gateway');
  };
}

test('what was made although GitHub failed to say so is not made twice', async (t) => {
  const again = (path: string, body: object) => () => call(github, github.jobToken(WRITE), 'POST', path, body);
  const head = '<!-- stackwarden-drift -->';
  const opened = unsaid(/issues$/, again('/issues', { title: 'Drift', body: `${head}\nx`, labels: ['drift'] }));
  const said = again('/issues/1/comments', { body: `${head}\nThere is nothing of this any more.` });
  const closed = unsaid(/comments$/, said);
  const github = await gitHub(t, { instead: (...asked) => opened(...asked) ?? closed(...asked) });
  const env = await jobEnv(t, github, WRITE);
  const wish = { kind: 'issue', title: 'Drift', label: 'drift' } as const;
  equal((await run(env, { ...wish, file: [await (await folderOf(t))('a.md', 'x')] })).result.action, 'made');
  equal((await run(env, { ...wish, close: true })).result.action, 'closed');
  deepEqual([github.issues().length, github.comments(1).length], [1, 1]);
});
