import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { challengeOf } from '../../../../templates/student/scripts/pkce.ts';
import { keepToken, tokenOf } from '../../../../templates/student/scripts/session.ts';
import {
  finishSignIn,
  isWayBack,
  signInAddress,
  signOutAddress,
} from '../../../../templates/student/scripts/sign-in.ts';
import { memory } from './memory.ts';

const CONFIG = { url: 'https://sign-in.example.com', clientId: 'client', scope: 'students/use' };
const ORIGIN = 'https://d1.cloudfront.net';
const never = (() => Promise.reject(new Error('it was asked'))) as typeof fetch;

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

test('the way out', () => {
  equal(
    signOutAddress(CONFIG, ORIGIN),
    'https://sign-in.example.com/logout?client_id=client&logout_uri=https%3A%2F%2Fd1.cloudfront.net%2F',
  );
});

test('what is a way back, and what is a search', () => {
  for (const search of ['?code=abc&state=x', '?error=access_denied&state=x', '?code=1', '?error='])
    ok(isWayBack(search));
  for (const search of ['', '?search=code', '?state=x']) ok(!isWayBack(search));
});

test('the way back: the code is changed for a token, with the verifier and without a secret', async () => {
  const { store, query } = await begun();
  let sent: URLSearchParams | undefined;
  const send = async (url: unknown, init?: { method?: string; body?: unknown; headers?: unknown }) => {
    deepEqual([url, init?.method, init?.headers], ['https://sign-in.example.com/oauth2/token', 'POST', undefined]);
    sent = init?.body as URLSearchParams;
    return Response.json({ access_token: 'a.b.c', expires_in: 60 });
  };
  const search = `?code=abc&state=${query.get('state')}`;
  equal(await finishSignIn(CONFIG, { origin: ORIGIN, search }, store, send as typeof fetch), '?search=zoë');
  equal(tokenOf(store), 'a.b.c');
  const { code_verifier: verifier = '', ...others } = Object.fromEntries(sent ?? []);
  equal(await challengeOf(verifier), query.get('code_challenge'));
  const about = { grant_type: 'authorization_code', client_id: 'client' };
  deepEqual(others, { ...about, code: 'abc', redirect_uri: `${ORIGIN}/` });
});

test('a way back that was not begun here asks nothing, and ends neither a session nor a sign-in', async () => {
  for (const search of ['?code=abc&state=forged', '?code=abc', '?error=x&state=forged']) {
    const { store, query } = await begun();
    keepToken(store, 'of.the.session', 60);
    await rejects(finishSignIn(CONFIG, { origin: ORIGIN, search }, store, never), /not begun here/);
    equal(tokenOf(store), 'of.the.session');
    const own = `?error=access_denied&state=${query.get('state')}`;
    await rejects(finishSignIn(CONFIG, { origin: ORIGIN, search: own }, store, never), /You were not signed in/);
  }
  await rejects(finishSignIn(CONFIG, { origin: ORIGIN, search: '?code=a&state=b' }, memory(), never), /not begun here/);
});

test('an error of the sign-in page is told, in words of our own', async () => {
  const { store, query } = await begun();
  const search = `?error=access_denied&error_description=Call+0800&state=${query.get('state')}`;
  await rejects(finishSignIn(CONFIG, { origin: ORIGIN, search }, store, never), {
    message: 'You were not signed in. Try again.',
  });
});

for (const [what, answer, message] of [
  ['a refusal', () => Response.json({ error: 'invalid_grant' }, { status: 400 }), /did not take the sign-in/],
  ['a failure', () => new Response('', { status: 502 }), /cannot be reached/],
  ['no JSON', () => new Response('<html>'), /did not take the sign-in/],
  ['no token', () => Response.json({ expires_in: 60 }), /did not take the sign-in/],
  ['no time', () => Response.json({ access_token: 'a.b.c' }), /did not take the sign-in/],
  [
    'a token that is no header',
    () => Response.json({ access_token: 'a\nb', expires_in: 6 }),
    /did not take the sign-in/,
  ],
  ['nothing', () => Response.json(null), /did not take the sign-in/],
  ['no network', () => Promise.reject(new TypeError('Failed to fetch')), /cannot be reached/],
] as const) {
  test(`a sign-in that ends with ${what} is told in one line`, async () => {
    const { store, query } = await begun();
    const search = `?code=abc&state=${query.get('state')}`;
    const send = (async () => answer()) as typeof fetch;
    await rejects(finishSignIn(CONFIG, { origin: ORIGIN, search }, store, send), message);
    equal(tokenOf(store), null);
    // The code is used up: no second try with the same one.
    await rejects(finishSignIn(CONFIG, { origin: ORIGIN, search }, store, never), /used up/);
  });
}
