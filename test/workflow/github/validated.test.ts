import { deepEqual, match, ok } from 'node:assert/strict';
import { test } from 'node:test';
import type { Exchange } from '../../../scripts/workflow/github/rest.ts';
import { ROUTES } from '../../../scripts/workflow/github/routes.ts';
import { call, gitHub } from './running.ts';
import { description, problemsOf } from './validated.ts';

async function exchanges(t: Parameters<typeof gitHub>[0]): Promise<Exchange[]> {
  const seen: Exchange[] = [];
  const github = await gitHub(t, { onExchange: (exchange) => void seen.push(exchange) });
  github.pullRequest(7);
  const token = github.jobToken({ issues: 'write' });
  await call(github, token, 'POST', '/issues/7/comments', { body: 'one' });
  await call(github, token, 'GET', '/issues?state=all');
  await call(github, 'wrong', 'GET', '/issues');
  return seen;
}

function changed(exchange: Exchange | undefined, status: number, body: unknown): string[] {
  ok(exchange);
  return problemsOf({ ...exchange, answer: { status, body } });
}

test('the extract describes each operation that the stand-in serves', () => {
  deepEqual(
    ROUTES.filter(({ template, method }) => !description.paths[template]?.[method.toLowerCase()]),
    [],
  );
  deepEqual([description.source.version, description.source.licence], ['23.0.2', 'MIT']);
});

test('a wrong answer is caught', async (t) => {
  const [created, listed, refused] = await exchanges(t);
  const comment = created?.answer.body as Record<string, unknown>;
  deepEqual(changed(created, 201, comment), []);
  match(changed(created, 201, { ...comment, user: undefined }).join(), /must have required property 'user'/);
  match(changed(created, 201, { ...comment, id: '1' }).join(), /the answer\/id must be integer/);
  match(changed(created, 201, { ...comment, created_at: 'today' }).join(), /must match format "date-time"/);
  match(changed(created, 200, comment).join(), /GitHub describes no answer 200/);
  match(changed(listed, 200, {}).join(), /the answer must be array/);
  match(changed(refused, 401, 'no').join(), /the answer must be object/);
  match(changed(created, 422, { message: 'no' }).join(), /must have required property 'documentation_url'/);
});

test('null is taken where it is described, and nowhere else', async (t) => {
  const [, listed] = await exchanges(t);
  ok(listed);
  const [issue] = listed.answer.body as Record<string, unknown>[];
  deepEqual(changed(listed, 200, [{ ...issue, user: null, body: null, state_reason: null }]), []);
  match(changed(listed, 200, [{ ...issue, title: null }]).join(), /\/0\/title must be string/);
});

test('a wrong request is caught', async (t) => {
  const [created, listed] = await exchanges(t);
  ok(created && listed);
  match(problemsOf({ ...listed, query: { pages: '1' } }).join(), /no parameter 'pages' in the query/);
  match(problemsOf({ ...listed, query: { state: 'gone' } }).join(), /query state must be equal to one of/);
  match(problemsOf({ ...listed, query: { per_page: 'x' } }).join(), /query per_page must be integer/);
  match(problemsOf({ ...listed, sent: {} }).join(), /there must be no body/);
  match(problemsOf({ ...created, sent: undefined }).join(), /there must be a body/);
  match(problemsOf({ ...created, sent: { body: 'x', bodi: 1 } }).join(), /no 'bodi' in the body/);
  match(problemsOf({ ...created, sent: { body: 1 } }).join(), /the body\/body must be string/);
  match(problemsOf({ ...created, method: 'PUT' }).join(), /GitHub describes no such operation/);
  deepEqual(problemsOf({ ...created, template: null }), []);
});
