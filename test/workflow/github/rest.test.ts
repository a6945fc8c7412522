import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { call, gitHub, REPOSITORY } from './running.ts';

test('a comment on a pull request is made, listed and updated, by the bot of the token', async (t) => {
  const github = await gitHub(t);
  github.pullRequest(7);
  const token = github.jobToken({ 'pull-requests': 'write' });
  const made = await call(github, token, 'POST', '/issues/7/comments', { body: 'one' });
  equal(made.status, 201);
  equal(made.body.user.login, 'github-actions[bot]');
  equal(made.headers.get('location'), made.body.url);
  const updated = await call(github, token, 'PATCH', `/issues/comments/${made.body.id}`, { body: 'two' });
  equal(updated.body.body, 'two');
  const listed = await call(github, token, 'GET', '/issues/7/comments');
  deepEqual(
    listed.body.map((comment: { body: string }) => comment.body),
    ['two'],
  );
  deepEqual(
    github.comments(7).map(({ body, author }) => [body, author.type]),
    [['two', 'Bot']],
  );
  deepEqual(github.unknownCalls(), []);
});

test('a pull request that is named again is the same one', async (t) => {
  const github = await gitHub(t);
  github.pullRequest(7);
  github.pullRequest(7, 'Another title');
  const { body } = await call(github, github.jobToken({ issues: 'read' }), 'GET', '/issues');
  deepEqual([body.length, body[0].title], [1, 'Another title']);
});

test('a person writes as a person', async (t) => {
  const github = await gitHub(t);
  github.pullRequest(7);
  const token = github.personToken('mona', { issues: 'write' });
  const { body } = await call(github, token, 'POST', '/issues/7/comments', { body: 'hello' });
  deepEqual([body.user.login, body.user.type], ['mona', 'User']);
});

test('lists come in pages, and each tells where the others are', async (t) => {
  const github = await gitHub(t);
  github.pullRequest(7);
  const token = github.jobToken({ issues: 'write' });
  for (let made = 0; made < 35; made += 1) await call(github, token, 'POST', '/issues/7/comments', { body: `${made}` });
  const first = await call(github, token, 'GET', '/issues/7/comments');
  equal(first.body.length, 30);
  match(first.headers.get('link') ?? '', /<[^>]+\/issues\/7\/comments\?page=2>; rel="next", <[^>]+page=2>; rel="last"/);
  const second = await call(github, token, 'GET', '/issues/7/comments?per_page=20&page=2');
  deepEqual([second.body.length, second.body[0].body], [15, '20']);
  match(second.headers.get('link') ?? '', /^<[^>]+page=1>; rel="prev", <[^>]+page=1>; rel="first"$/);
  equal((await call(github, token, 'GET', '/issues/7/comments?per_page=0&page=0')).body.length, 30);
  equal((await call(github, token, 'GET', '/issues/7/comments?per_page=100')).headers.get('link'), null);
});

test('issues are made, found by label and state, changed and closed', async (t) => {
  const github = await gitHub(t);
  github.pullRequest(7);
  const token = github.jobToken({ issues: 'write' });
  const drift = await call(github, token, 'POST', '/issues', { title: 'Drift', body: 'a', labels: ['drift', 'dev'] });
  await call(github, token, 'POST', '/issues', { title: 'Other' });
  deepEqual([drift.status, drift.body.number, drift.body.state], [201, 8, 'open']);
  const numbers = async (query: string) => {
    const { body } = await call(github, token, 'GET', `/issues${query}`);
    return body.map((issue: { number: number }) => issue.number);
  };
  deepEqual(await numbers(''), [9, 8, 7]);
  deepEqual(await numbers('?labels=drift,dev'), [8]);
  const closed = await call(github, token, 'PATCH', '/issues/8', { state: 'closed', state_reason: 'not_planned' });
  deepEqual([closed.body.state, closed.body.state_reason], ['closed', 'not_planned']);
  ok(closed.body.closed_at);
  deepEqual(await numbers('?state=closed'), [8]);
  deepEqual(await numbers('?state=all&direction=asc&per_page=2'), [7, 8]);
  const opened = await call(github, token, 'PATCH', '/issues/8', { state: 'open', title: 'Again', body: null });
  deepEqual([opened.body.state_reason, opened.body.closed_at, opened.body.title], ['reopened', null, 'Again']);
  deepEqual(
    github.issues().map(({ number }) => number),
    [8, 9],
  );
});

test('the repository is described', async (t) => {
  const github = await gitHub(t);
  const { status, body } = await call(github, github.jobToken({}), 'GET', '');
  deepEqual([status, body.full_name, body.clone_url], [200, REPOSITORY, `${github.url}/${REPOSITORY}.git`]);
});

const SARIF = {
  version: '2.1.0',
  runs: [
    {
      tool: { driver: { name: 'stackwarden' } },
      results: [
        {
          message: { text: 'wrong' },
          locations: [{ physicalLocation: { artifactLocation: { uri: 'policies/a.json' } } }],
        },
      ],
    },
  ],
};

function upload(sarif: unknown, more: Record<string, string> = {}) {
  const packed = gzipSync(JSON.stringify(sarif)).toString('base64');
  return { commit_sha: '0'.repeat(40), ref: 'refs/pull/7/merge', sarif: packed, ...more };
}

test('SARIF is unpacked, kept, and its result told', async (t) => {
  const github = await gitHub(t);
  const token = github.jobToken({ 'security-events': 'write' });
  const sent = await call(github, token, 'POST', '/code-scanning/sarifs', upload(SARIF));
  equal(sent.status, 202);
  const status = await call(github, token, 'GET', `/code-scanning/sarifs/${sent.body.id}`);
  equal(status.body.processing_status, 'complete');
  deepEqual(
    github.sarifs().map(({ sarif, ref, errors }) => ({ sarif, ref, errors })),
    [{ sarif: SARIF, ref: 'refs/pull/7/merge', errors: [] }],
  );
});

test('SARIF that code scanning could not show is taken, and fails when one asks', async (t) => {
  const github = await gitHub(t);
  const token = github.jobToken({ 'security-events': 'write' });
  const errorsOf = async (sarif: unknown) => {
    const { body } = await call(github, token, 'POST', '/code-scanning/sarifs', upload(sarif));
    return (await call(github, token, 'GET', `/code-scanning/sarifs/${body.id}`)).body.errors;
  };
  deepEqual(await errorsOf({ version: '2.0.0' }), ['version must be 2.1.0']);
  deepEqual(await errorsOf({ version: '2.1.0', runs: [] }), ['runs must hold a run']);
  deepEqual(await errorsOf({ version: '2.1.0', runs: [{}] }), [
    'runs[0]: tool.driver.name is missing',
    'runs[0]: results must be an array',
  ]);
  const driver = { name: 'stackwarden' };
  deepEqual(await errorsOf({ version: '2.1.0', runs: [{ tool: { driver }, results: [{}] }] }), [
    'runs[0]: results[0].message.text is missing',
    'runs[0]: results[0] has no file in locations[0]',
  ]);
});

test('SARIF that cannot be unpacked, or whose commit or ref is none, is refused', async (t) => {
  const github = await gitHub(t);
  const token = github.jobToken({ 'security-events': 'write' });
  const statusOf = async (body: unknown) => (await call(github, token, 'POST', '/code-scanning/sarifs', body)).status;
  equal(await statusOf(upload(SARIF, { sarif: 'AAAA' })), 400);
  equal(await statusOf(upload(SARIF, { commit_sha: 'main' })), 422);
  equal(await statusOf(upload(SARIF, { ref: 'main' })), 422);
  equal(await statusOf({ ref: 'refs/heads/main', commit_sha: '0'.repeat(40) }), 422);
  deepEqual(github.sarifs(), []);
});
