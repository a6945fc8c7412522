import { deepEqual, equal, match, notEqual, ok, rejects, throws } from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { type ApiProblem, apiClient } from '../../../templates/student/scripts/api.ts';
import { configFrom } from '../../../templates/student/scripts/config.ts';
import { bytesText, clipped, count, SHOWN } from '../../../templates/student/scripts/format.ts';
import { challengeOf, randomText } from '../../../templates/student/scripts/pkce.ts';
import { keepToken, keepWay, type Store, takeWay, tokenOf } from '../../../templates/student/scripts/session.ts';
import { pageFrom, runFrom, studentFrom } from '../../../templates/student/scripts/shapes.ts';
import { finishSignIn, isWayBack, signInAddress } from '../../../templates/student/scripts/sign-in.ts';
import { checked } from '../../../templates/student/scripts/validation.ts';

const CONFIG = { url: 'https://sign-in.example.com', clientId: 'client', scope: 'students/use' };
const ORIGIN = 'https://d1.cloudfront.net';

function memory(): Store & { kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, value) => void kept.set(name, value),
    removeItem: (name) => void kept.delete(name),
  };
}

test('the config says whether people sign in, and where', () => {
  const written = { RequireSignIn: 'true', SignInUrl: 'u', UserPoolClientId: 'c', SignInScope: 's' };
  deepEqual(configFrom(written), { signIn: { url: 'u', clientId: 'c', scope: 's' } });
  deepEqual(configFrom({ RequireSignIn: 'false', SignInUrl: null }), { signIn: null });
  for (const broken of [null, {}, { ...written, SignInUrl: null }, { ...written, RequireSignIn: 'maybe' }, 'text']) {
    throws(() => configFrom(broken), /does not say how to sign in/);
  }
});

test('a verifier is new each time, and its challenge is what RFC 7636 says', async () => {
  const [one, other] = [randomText(), randomText()];
  notEqual(one, other);
  match(one, /^[\w-]{43}$/);
  equal(await challengeOf(one), createHash('sha256').update(one).digest('base64url'));
  // RFC 7636, appendix B.
  equal(
    await challengeOf('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'),
    'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  );
});

test('a token is there until its time is over', () => {
  const store = memory();
  equal(tokenOf(store), null);
  keepToken(store, 'a.b.c', 3600, 1_000);
  equal(tokenOf(store, 3_600_999), 'a.b.c');
  equal(tokenOf(store, 3_601_000), null);
  store.setItem('token', '{');
  equal(tokenOf(store), null);
  store.setItem('token', '[1]');
  equal(tokenOf(store), null);
});

test('a way back counts once', () => {
  const store = memory();
  keepWay(store, { state: 's', verifier: 'v', query: '?search=a' });
  deepEqual(takeWay(store), { state: 's', verifier: 'v', query: '?search=a' });
  equal(takeWay(store), null);
});

async function begun() {
  const store = memory();
  const address = new URL(await signInAddress(CONFIG, { origin: ORIGIN, search: '?search=zoë' }, store));
  return { store, query: address.searchParams, address };
}

test('the way to the sign-in page', async () => {
  const { address, query } = await begun();
  equal(address.origin + address.pathname, 'https://sign-in.example.com/oauth2/authorize');
  deepEqual(
    ['response_type', 'client_id', 'redirect_uri', 'scope', 'code_challenge_method'].map((name) => query.get(name)),
    ['code', 'client', `${ORIGIN}/`, 'openid students/use', 'S256'],
  );
});

test('the way back: the code is changed for a token, with the verifier', async () => {
  const { store, query } = await begun();
  let sent: URLSearchParams | undefined;
  const send = async (_url: unknown, init?: { body?: unknown }) => {
    sent = init?.body as URLSearchParams;
    return Response.json({ access_token: 'a.b.c', expires_in: 60 });
  };
  const search = `?code=abc&state=${query.get('state')}`;
  ok(isWayBack(search) && !isWayBack('?search=code') && !isWayBack('?code=1'));
  equal(await finishSignIn(CONFIG, { origin: ORIGIN, search }, store, send as typeof fetch), '?search=zoë');
  equal(tokenOf(store), 'a.b.c');
  equal(await challengeOf(sent?.get('code_verifier') ?? ''), query.get('code_challenge'));
  deepEqual([sent?.get('code'), sent?.get('redirect_uri')], ['abc', `${ORIGIN}/`]);
});

const never = (() => Promise.reject(new Error('it was asked'))) as typeof fetch;

test('a way back that was not begun here is refused, and nothing is asked', async () => {
  for (const search of ['?code=abc&state=forged', '?code=abc&state=']) {
    const { store } = await begun();
    await rejects(finishSignIn(CONFIG, { origin: ORIGIN, search }, store, never), /not begun here/);
    equal(tokenOf(store), null);
  }
  await rejects(finishSignIn(CONFIG, { origin: ORIGIN, search: '?code=a&state=b' }, memory(), never), /not begun here/);
});

for (const [what, answer, message] of [
  ['a refusal', () => Response.json({ error: 'invalid_grant' }, { status: 400 }), /did not take the sign-in/],
  ['no JSON', () => new Response('<html>'), /did not take the sign-in/],
  ['no token', () => Response.json({ expires_in: 60 }), /did not take the sign-in/],
  ['no network', () => Promise.reject(new TypeError('Failed to fetch')), /cannot be reached/],
] as const) {
  test(`a sign-in that ends with ${what} is told in one line`, async () => {
    const { store, query } = await begun();
    const search = `?code=abc&state=${query.get('state')}`;
    const send = (async () => answer()) as typeof fetch;
    await rejects(finishSignIn(CONFIG, { origin: ORIGIN, search }, store, send), message);
    equal(tokenOf(store), null);
  });
}

test('an error of the sign-in page is told', async () => {
  const { store, query } = await begun();
  const search = `?error=access_denied&state=${query.get('state')}`;
  await rejects(finishSignIn(CONFIG, { origin: ORIGIN, search }, store, never), /You were not signed in/);
});

test('answers are looked at before they are used', () => {
  deepEqual(pageFrom({ students: [{ studentId: 's', name: 1, more: {} }, null], next: null }), {
    students: [
      { studentId: 's', name: '1', class: '', age: '', notes: '' },
      { studentId: '', name: '', class: '', age: '', notes: '' },
    ],
    next: null,
  });
  equal(studentFrom({ notes: { a: ['<b>'] } }).notes, '{"a":["<b>"]}');
  for (const strange of [null, [], 'x', {}, { students: {}, next: null }, { students: [], next: 1 }]) {
    equal(pageFrom(strange), null);
  }
  const run = { status: 'running', statusUrl: 'backup/1-a', items: 'many' };
  equal(runFrom(run)?.items, 0);
  for (const strange of [
    null,
    { ...run, status: 'gone' },
    { ...run, statusUrl: 'https://evil.example/' },
    { ...run, statusUrl: 'backup/../students' },
  ]) {
    equal(runFrom(strange), null);
  }
});

interface Sent {
  url: string;
  method: string;
  authorization: string | undefined;
}

function api(answers: (() => Response)[], token: string | null = 'a.b.c') {
  const sent: Sent[] = [];
  const pauses: number[] = [];
  const send = (async (url: string, init: { method?: string; headers?: Record<string, string> }) => {
    sent.push({ url, method: init.method ?? 'GET', authorization: init.headers?.authorization });
    const answer = answers[sent.length - 1];
    if (answer === undefined) throw new TypeError('Failed to fetch');
    return answer();
  }) as unknown as typeof fetch;
  const pause = async (ms: number) => void pauses.push(ms);
  return { client: apiClient({ token: () => token, send, pause }), sent, pauses };
}

const busy = () => Response.json({ error: 'too many requests at once: try again in a moment' }, { status: 429 });
const list = () => Response.json({ students: [], next: null });

test('a read that comes too often is tried again, with the token', async () => {
  const { client, sent, pauses } = api([busy, busy, list]);
  deepEqual(await client.list({ search: 'a&b', next: 'n=' }), { students: [], next: null });
  deepEqual(sent[0], { url: '/api/students?search=a%26b&next=n%3D', method: 'GET', authorization: 'Bearer a.b.c' });
  deepEqual(pauses, [1_000, 3_000]);
});

test('a read that is refused three times is told, and a write once', async () => {
  const reading = api([busy, busy, busy, list]);
  await rejects(reading.client.list({ search: '', next: null }), { status: 429, message: /^Too many requests/ });
  const writing = api([busy, list]);
  await rejects(writing.client.add({ studentId: 's', name: 'n' }, false), { status: 429 });
  equal(writing.sent.length, 1);
});

test('without a token none is sent', async () => {
  const { client, sent } = api([list], null);
  await client.list({ search: '', next: null });
  equal(sent[0]?.authorization, undefined);
});

for (const [what, answer, status, message] of [
  [
    '401',
    () => Response.json({ error: 'sign in first' }, { status: 401 }),
    401,
    'Your session has ended. Sign in again.',
  ],
  ['409', () => Response.json({ error: 'there is one' }, { status: 409 }), 409, 'There is one.'],
  ['500 without words', () => new Response('<html>', { status: 500 }), 500, /does not understand\. \(500\)$/],
  ['200 with something else', () => Response.json({ hello: 1 }), 200, /does not understand\.$/],
] as const) {
  test(`an answer of ${what} is one line`, async () => {
    await rejects(api([answer]).client.list({ search: '', next: null }), (error: ApiProblem) => {
      equal(error.status, status);
      ok(typeof message === 'string' ? error.message === message : message.test(error.message), error.message);
      return true;
    });
  });
}

test('no answer is one line, too', async () => {
  await rejects(api([]).client.list({ search: '', next: null }), { status: 0, message: /cannot be reached/ });
});

test('a backup that failed is an answer', async () => {
  const run = { status: 'failed', statusUrl: 'backup/1', error: 'AccessDenied' };
  const { client } = api([() => Response.json(run, { status: 502 })]);
  equal((await client.backUp('json')).error, 'AccessDenied');
});

test('what was typed is checked as the server will', () => {
  const typed = { studentId: ' s ', name: 'Zoë', class: '', age: '13', notes: '' };
  deepEqual(checked(typed), { student: { studentId: 's', name: 'Zoë', age: 13 } });
  deepEqual(checked({ ...typed, class: '7b', notes: ' a\nb ' }), {
    student: { studentId: 's', name: 'Zoë', class: '7b', age: 13, notes: ' a\nb ' },
  });
  deepEqual(checked({ studentId: ' ', name: '', class: 'x'.repeat(101), age: '1.5', notes: '' }), {
    errors: {
      studentId: 'Enter an id.',
      name: 'Enter a name.',
      class: 'Enter at most 100 characters.',
      age: 'Enter a whole number from 0 to 150.',
    },
  });
  for (const age of ['151', '-1', '1e1', 'x', '0x10']) ok('errors' in checked({ ...typed, age }), age);
  ok('student' in checked({ ...typed, studentId: '🎉'.repeat(256) }));
  ok('errors' in checked({ ...typed, studentId: '🎉'.repeat(257) }));
});

test('texts are clipped between characters, and sizes are read by people', () => {
  equal(clipped('a'.repeat(SHOWN)).length, SHOWN);
  equal(clipped(`${'a'.repeat(SHOWN - 1)}🎉b`), 'a'.repeat(SHOWN - 1));
  deepEqual([0, 1, 999, 1000, 1_234_567, 5e12].map(bytesText), [
    '0 bytes',
    '1 byte',
    '999 bytes',
    '1.0 KB',
    '1.2 MB',
    '5000.0 GB',
  ]);
  deepEqual([count(1, 'student', 'students'), count(1234, 'student', 'students')], ['1 student', '1,234 students']);
});
