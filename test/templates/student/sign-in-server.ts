import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { bodyOf, json, listening, originOf } from './site-server.ts';

const CLIENT = 'a-client';
const SCOPE = 'students/use';

/** How people fare at the sign-in page. */
export type Mood = 'kind' | 'denies' | 'forges the state' | 'refuses the code' | 'gives no answer';

export interface SignInServer {
  server: Server;
  config: Record<string, string>;
  /** Those that were given out. */
  tokens: string[];
  mood: Mood;
  /** Each time that somebody signed out. */
  signedOut: number;
  /** Of the site, once it is known. */
  site: string;
}

/** What Cognito's hosted sign-in does, as far as a public client with PKCE sees it (RFC 6749, RFC 7636). */
export async function signInServer(): Promise<SignInServer> {
  const challenges = new Map<string, string>();
  const server = await listening((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const route = `${request.method} ${url.pathname}`;
    if (route === 'GET /oauth2/authorize') return authorize(self, challenges, url.searchParams, response);
    if (route === 'POST /oauth2/token') return void exchange(self, challenges, request, response);
    if (route === 'GET /logout') return logout(self, url.searchParams, response);
    response.writeHead(404).end();
  });
  const config = {
    RequireSignIn: 'true',
    SignInUrl: originOf(server),
    UserPoolClientId: CLIENT,
    SignInScope: SCOPE,
  };
  const self: SignInServer = { server, config, tokens: [], mood: 'kind', signedOut: 0, site: '' };
  return self;
}

/** A page with one button, which leads back with a code. */
function authorize(self: SignInServer, challenges: Map<string, string>, query: URLSearchParams, to: ServerResponse) {
  const asked = Object.fromEntries(query);
  const isRight =
    asked.response_type === 'code' &&
    asked.client_id === CLIENT &&
    asked.redirect_uri === `${self.site}/` &&
    asked.scope === `openid ${SCOPE}` &&
    asked.code_challenge_method === 'S256';
  if (!isRight) return void to.writeHead(400).end(`wrong: ${query}`);
  const code = randomUUID();
  challenges.set(code, asked.code_challenge ?? '');
  const back =
    self.mood === 'denies'
      ? { error: 'access_denied', error_description: '<b>no</b>', state: asked.state ?? '' }
      : { code, state: self.mood === 'forges the state' ? 'forged' : (asked.state ?? '') };
  const href = `${self.site}/?${new URLSearchParams(back)}`.replaceAll('&', '&amp;');
  to.writeHead(200, { 'content-type': 'text/html' });
  to.end(
    `<!doctype html><html lang="en"><title>Sign in</title><main><h1>Mock</h1><a href="${href}">Continue</a></main>`,
  );
}

async function exchange(
  self: SignInServer,
  challenges: Map<string, string>,
  request: IncomingMessage,
  response: ServerResponse,
) {
  if (self.mood === 'gives no answer') return void request.socket.destroy();
  const sent = Object.fromEntries(new URLSearchParams(await bodyOf(request)));
  const challenge = challenges.get(sent.code ?? '');
  challenges.delete(sent.code ?? '');
  const isRight =
    request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') &&
    request.headers.authorization === undefined &&
    sent.grant_type === 'authorization_code' &&
    sent.client_id === CLIENT &&
    sent.redirect_uri === `${self.site}/` &&
    challenge ===
      createHash('sha256')
        .update(sent.code_verifier ?? '')
        .digest('base64url') &&
    self.mood !== 'refuses the code';
  const cors = { 'access-control-allow-origin': self.site };
  if (!isRight) return json(400, { error: 'invalid_grant' }, cors)(request, response);
  const token = `ey.${randomUUID()}.x`;
  self.tokens.push(token);
  json(200, { access_token: token, token_type: 'Bearer', expires_in: 3600 }, cors)(request, response);
}

function logout(self: SignInServer, query: URLSearchParams, response: ServerResponse) {
  if (query.get('client_id') !== CLIENT || query.get('logout_uri') !== `${self.site}/`) {
    return void response.writeHead(400).end(`wrong: ${query}`);
  }
  self.signedOut += 1;
  response.writeHead(302, { location: `${self.site}/` }).end();
}
