import type { SignInConfig } from './config.ts';
import { challengeOf, randomText } from './pkce.ts';
import { forgetToken, keepToken, keepWay, type Store, takeWay } from './session.ts';

/** A sign-in that came to nothing, in one line for the person. */
export class SignInProblem extends Error {}

const LONGEST_MS = 30_000;

const SILENT = 'The sign-in service cannot be reached. Check the network and sign in again.';
const REFUSED = 'The sign-in service did not take the sign-in. Sign in again.';

/** The sign-in page's address; what the way back needs is kept. @param place where the page is: origin and query */
export async function signInAddress(
  { url, clientId, scope }: SignInConfig,
  place: { origin: string; search: string },
  store: Store,
): Promise<string> {
  const way = { state: randomText(), verifier: randomText(), query: place.search };
  keepWay(store, way);
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: `${place.origin}/`,
    scope: `openid ${scope}`,
    state: way.state,
    code_challenge_method: 'S256',
    code_challenge: await challengeOf(way.verifier),
  });
  return `${url}/oauth2/authorize?${query}`;
}

export function signOutAddress({ url, clientId }: SignInConfig, origin: string): string {
  return `${url}/logout?${new URLSearchParams({ client_id: clientId, logout_uri: `${origin}/` })}`;
}

/** Whether an address is a way back from the sign-in page, or one that somebody made up. */
export function isWayBack(search: string): boolean {
  const query = new URLSearchParams(search);
  return query.has('code') || query.has('error');
}

/**
 * Changes the code of the way back for a token, which is kept.
 * @returns the query that the page had before
 * @throws SignInProblem
 */
export async function finishSignIn(
  config: SignInConfig,
  place: { origin: string; search: string },
  store: Store,
  send: typeof fetch = fetch,
): Promise<string> {
  const query = new URLSearchParams(place.search);
  const way = takeWay(store, query.get('state'));
  // RFC 6749, 10.12: without this check somebody else's code could be put in the place of one's own.
  if (way === null) throw new SignInProblem('This sign-in was not begun here, or is used up. Sign in again.');
  forgetToken(store);
  const code = query.get('code');
  // What the sign-in page says of the error is not repeated: anybody can write an address.
  if (code === null || query.has('error')) throw new SignInProblem('You were not signed in. Try again.');
  const { token, expiresIn } = await exchanged(config, place.origin, code, way.verifier, send);
  keepToken(store, token, expiresIn);
  return way.query;
}

async function exchanged(
  { url, clientId }: SignInConfig,
  origin: string,
  code: string,
  verifier: string,
  send: typeof fetch,
): Promise<{ token: string; expiresIn: number }> {
  const asked = new URLSearchParams({
    grant_type: 'authorization_code',
    client_id: clientId,
    code,
    redirect_uri: `${origin}/`,
    code_verifier: verifier,
  });
  const how = { method: 'POST', body: asked, signal: AbortSignal.timeout(LONGEST_MS) };
  const answer = await send(`${url}/oauth2/token`, how).catch(() => null);
  if (answer === null) throw new SignInProblem(SILENT);
  const body: unknown = await answer.json().catch(() => null);
  const { access_token: token, expires_in: expiresIn } = (body ?? {}) as Record<string, unknown>;
  // A token goes into a header, which takes no other characters (RFC 6750, 2.1).
  const isToken = typeof token === 'string' && /^[\w.~+/-]+=*$/.test(token);
  if (answer.ok && isToken && typeof expiresIn === 'number' && expiresIn > 0) return { token, expiresIn };
  throw new SignInProblem(answer.status >= 500 ? SILENT : REFUSED);
}
