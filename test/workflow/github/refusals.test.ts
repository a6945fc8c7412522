import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { call, gitHub } from './running.ts';

test('without a token, with a wrong one, and after its end nothing is told', async (t) => {
  const github = await gitHub(t);
  const token = github.jobToken({ issues: 'write' });
  const refused = async (given: string | null) => {
    const { status, body } = await call(github, given, 'GET', '/issues');
    return [status, body.message];
  };
  deepEqual(await refused(null), [401, 'Requires authentication']);
  deepEqual(await refused('ghs_wrong'), [401, 'Bad credentials']);
  equal((await refused(token))[0], 200);
  github.revoke(token);
  deepEqual(await refused(token), [401, 'Bad credentials']);
});

test('an authorization of no known kind is none', async (t) => {
  const github = await gitHub(t);
  const path = `${github.apiUrl}/repos/octo-org/stackwarden`;
  const statusFor = async (authorization: string) => (await fetch(path, { headers: { authorization } })).status;
  equal(await statusFor('Digest x'), 401);
  equal(await statusFor(`Basic ${btoa('mona:secret')}`), 401);
  equal(await statusFor(`token ${github.jobToken({})}`), 200);
});

/** Each call, what it accepts, and what is given that is not enough. */
const NEEDS: [string, string, string, Record<string, 'read' | 'write'>, unknown?][] = [
  ['GET', '/issues/7/comments', 'issues=read; pull_requests=read', { contents: 'write' }],
  ['POST', '/issues/7/comments', 'issues=write; pull_requests=write', { issues: 'read' }, { body: 'x' }],
  ['POST', '/issues/8/comments', 'issues=write', { 'pull-requests': 'write' }, { body: 'x' }],
  ['GET', '/issues', 'issues=read', { 'pull-requests': 'write' }],
  ['POST', '/issues', 'issues=write', { issues: 'read' }, { title: 'x' }],
  ['PATCH', '/issues/8', 'issues=write', { 'pull-requests': 'write' }, { state: 'closed' }],
  ['PATCH', '/issues/7', 'issues=write; pull_requests=write', {}, { state: 'closed' }],
  ['GET', '/code-scanning/sarifs/1', 'security_events=read', { contents: 'read' }],
];

for (const [method, path, accepted, given, body] of NEEDS) {
  test(`${method} ${path} with ${JSON.stringify(given)} is not accessible`, async (t) => {
    const github = await gitHub(t);
    github.pullRequest(7);
    const writer = github.jobToken({ issues: 'write' });
    equal((await call(github, writer, 'POST', '/issues', { title: 'an issue' })).body.number, 8);
    const refused = await call(github, github.jobToken(given), method, path, body);
    deepEqual([refused.status, refused.body.message], [403, 'Resource not accessible by integration']);
    equal(refused.headers.get('x-accepted-github-permissions'), accepted);
  });
}

test('a comment on an issue is not changed with the permission for pull requests', async (t) => {
  const github = await gitHub(t);
  const writer = github.jobToken({ issues: 'write' });
  await call(github, writer, 'POST', '/issues', { title: 'an issue' });
  const { body } = await call(github, writer, 'POST', '/issues/1/comments', { body: 'x' });
  const other = github.jobToken({ 'pull-requests': 'write' });
  equal((await call(github, other, 'PATCH', `/issues/comments/${body.id}`, { body: 'y' })).status, 403);
});

test('what is not there is not found', async (t) => {
  const github = await gitHub(t);
  const token = github.jobToken({ issues: 'write', 'security-events': 'read' });
  const statusOf = async (...[method, path, body]: [string, string, unknown?]) =>
    (await call(github, token, method, path, body)).status;
  equal(await statusOf('GET', '/issues/99/comments'), 404);
  equal(await statusOf('POST', '/issues/99/comments', { body: 'x' }), 404);
  equal(await statusOf('PATCH', '/issues/comments/99', { body: 'x' }), 404);
  equal(await statusOf('PATCH', '/issues/99', { title: 'x' }), 404);
  equal(await statusOf('GET', '/code-scanning/sarifs/99'), 404);
  equal(await statusOf('GET', '/repos/octo-org/other/issues'), 404);
  deepEqual(github.unknownCalls(), []);
});

test('a call that the stand-in does not know is not found, and remembered', async (t) => {
  const github = await gitHub(t);
  equal((await call(github, github.jobToken({}), 'GET', '/pulls/7?x=1')).status, 404);
  equal((await fetch(`${github.url}/login`)).status, 404);
  deepEqual(github.unknownCalls(), [
    { method: 'GET', path: '/api/v3/repos/octo-org/stackwarden/pulls/7?x=1', status: 404 },
    { method: 'GET', path: '/login', status: 404 },
  ]);
  deepEqual(github.calls(), github.unknownCalls());
});

const INVALID: [string, string, unknown, string][] = [
  ['POST', '/issues/7/comments', {}, 'missing_field body'],
  ['POST', '/issues/7/comments', { body: ' ' }, 'unprocessable data'],
  ['POST', '/issues/7/comments', { body: 'x'.repeat(65_537) }, 'unprocessable data'],
  ['POST', '/issues', { body: 'x' }, 'missing_field title'],
  ['POST', '/issues', { title: 'x', body: 1 }, 'invalid body'],
  ['POST', '/issues', { title: 'x', labels: 'drift' }, 'invalid labels'],
  ['PATCH', '/issues/7', { state: 'gone' }, 'invalid state'],
  ['PATCH', '/issues/7', { body: 'x'.repeat(65_537) }, 'unprocessable data'],
  ['GET', '/issues?state=gone', undefined, 'invalid state'],
];

for (const [method, path, body, expected] of INVALID) {
  test(`${method} ${path} with ${JSON.stringify(body)?.slice(0, 40)} does not pass validation`, async (t) => {
    const github = await gitHub(t);
    github.pullRequest(7);
    const refused = await call(github, github.jobToken({ issues: 'write' }), method, path, body);
    deepEqual([refused.status, refused.body.message], [422, 'Validation Failed']);
    equal(refused.body.errors.map((error: Record<string, string>) => `${error.code} ${error.field}`).join(), expected);
  });
}

test('a comment of 65,536 characters is taken, whatever their size', async (t) => {
  const github = await gitHub(t);
  github.pullRequest(7);
  const body = '😀'.repeat(65_536);
  equal((await call(github, github.jobToken({ issues: 'write' }), 'POST', '/issues/7/comments', { body })).status, 201);
});

test('a comment that is changed to nothing stays', async (t) => {
  const github = await gitHub(t);
  github.pullRequest(7);
  const token = github.jobToken({ issues: 'write' });
  const { body } = await call(github, token, 'POST', '/issues/7/comments', { body: 'x' });
  equal((await call(github, token, 'PATCH', `/issues/comments/${body.id}`, { body: '' })).status, 422);
  equal(github.comments(7)[0]?.body, 'x');
});

test('a body that is no JSON object is told so', async (t) => {
  const github = await gitHub(t);
  github.pullRequest(7);
  const token = github.jobToken({ issues: 'write' });
  const messageOf = async (body: string) => {
    const { status, body: said } = await call(github, token, 'POST', '/issues/7/comments', body);
    return [status, said.message];
  };
  deepEqual(await messageOf('{'), [400, 'Problems parsing JSON']);
  deepEqual(await messageOf('[]'), [400, 'Body should be a JSON object']);
});

test('a test can have a call answered otherwise', async (t) => {
  const github = await gitHub(t, { instead: (method) => (method === 'GET' ? { status: 503, body: {} } : null) });
  const token = github.jobToken({ issues: 'write' });
  equal((await call(github, token, 'GET', '/issues')).status, 503);
  equal((await call(github, token, 'POST', '/issues', { title: 'x' })).status, 201);
});
