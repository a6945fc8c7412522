import { equal, ok } from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import {
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminSetUserPasswordCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Stage } from '../scenario.ts';

/** Someone who may sign in, for as long as `work` runs, and their access token. */
export async function withSignedIn<T>(stage: Stage, work: (token: string) => Promise<T>): Promise<T> {
  const { UserPoolId } = stage.outputs;
  const Username = `scenario-${randomBytes(4).toString('hex')}`;
  const password = `Aa1!${randomBytes(18).toString('base64url')}`;
  const { cognito } = stage.owner;
  const user = { UserPoolId, Username };
  await cognito.send(
    new AdminCreateUserCommand({ ...user, TemporaryPassword: `${password}+`, MessageAction: 'SUPPRESS' }),
  );
  try {
    await cognito.send(new AdminSetUserPasswordCommand({ ...user, Password: password, Permanent: true }));
    return await work(await accessToken(stage, Username, password));
  } finally {
    await cognito.send(new AdminDeleteUserCommand(user));
  }
}

/** Signs in as the page does: the hosted page's form, a code, and a token for it (RFC 7636, PKCE). */
async function accessToken(stage: Stage, username: string, password: string): Promise<string> {
  const { SiteUrl, SignInUrl, UserPoolClientId = '', SignInScope } = stage.outputs;
  const client = { client_id: UserPoolClientId, redirect_uri: `${SiteUrl}/` };
  const verifier = randomBytes(32).toString('base64url');
  const query = new URLSearchParams({
    ...client,
    ...{ response_type: 'code', scope: `openid ${SignInScope}`, state: 'scenario', code_challenge_method: 'S256' },
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  });
  const page = await (await fetch(`${SignInUrl}/oauth2/authorize?${query}`)).text();
  const body = new URLSearchParams([...hiddenFields(page), ['username', username], ['password', password]]);
  const signedIn = await fetch(`${SignInUrl}/login`, { method: 'POST', body, redirect: 'manual' });
  const code = new URL(signedIn.headers.get('location') ?? 'about:blank').searchParams.get('code');
  ok(code, `the sign-in page answered ${signedIn.status} and gave no code`);
  const answer = await fetch(`${SignInUrl}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({ ...client, grant_type: 'authorization_code', code, code_verifier: verifier }),
  });
  equal(answer.status, 200);
  return ((await answer.json()) as { access_token: string }).access_token;
}

const ENTITIES: Record<string, string> = {
  '&amp;': '&',
  '&quot;': '"',
  '&#x27;': "'",
  '&#39;': "'",
  '&lt;': '<',
  '&gt;': '>',
};

function hiddenFields(page: string): [string, string][] {
  const fields = page.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g);
  return [...fields].map(([, name = '', value = '']) => [
    name,
    value.replaceAll(/&#?\w+;/g, (one) => ENTITIES[one] ?? one),
  ]);
}
