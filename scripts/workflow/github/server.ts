import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { type Answer, failed, NOT_FOUND } from './answer.ts';
import { isGitPath, serveGit } from './git.ts';
import type { IdTokens } from './oidc.ts';
import { OIDC_PATH } from './oidc.ts';
import { type Exchange, exchange } from './rest.ts';
import type { State } from './state.ts';
import type { Tokens } from './tokens.ts';

export interface Call {
  method: string;
  /** With what follows the `?`. */
  path: string;
  status: number;
}

export interface Served {
  state: State;
  tokens: Tokens;
  idTokens: IdTokens;
  gitFolder: string;
  calls: Call[];
  unknownCalls: Call[];
  /** Sees each call of the REST API with its answer. */
  onExchange: ((exchange: Exchange) => void) | undefined;
  /** Answers in place of the stand-in, to try what a client makes of it; null for "as always". */
  instead: ((method: string, path: string) => Answer | null) | undefined;
}

const API = '/api/v3';

export function listener(served: Served): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const { method = '', url = '' } = request;
    const [path = '', query = ''] = url.split('?');
    response.on('finish', () => void served.calls.push({ method, path: url, status: response.statusCode }));
    if (isGitPath(path)) {
      const { gitFolder, tokens, state } = served;
      serveGit({ gitFolder, tokens, repository: state.repository }, request, response);
      return;
    }
    answerTo(served, request, path, new URLSearchParams(query)).then(
      (answer) => send(response, answer),
      // A client that went away in the middle of its request gets no answer; a bug here gets one that says so.
      (error: unknown) => send(response, failed(500, `the stand-in failed: ${error}`)),
    );
  };
}

async function answerTo(
  served: Served,
  request: IncomingMessage,
  path: string,
  query: URLSearchParams,
): Promise<Answer> {
  const { method = '', url = '', headers } = request;
  const { state, tokens } = served;
  if (path === OIDC_PATH) {
    return served.idTokens.answer(headers.authorization, query, state.repository.split('/')[0] ?? '');
  }
  const body = await buffer(request);
  const instead = served.instead?.(method, path) ?? null;
  if (instead !== null) return instead;
  if (!path.startsWith(`${API}/`)) {
    served.unknownCalls.push({ method, path: url, status: 404 });
    return NOT_FOUND;
  }
  const done = exchange(state, tokens, { method, path: path.slice(API.length), query, headers, body });
  if (done.template === null) served.unknownCalls.push({ method, path: url, status: 404 });
  served.onExchange?.(done);
  return done.answer;
}

function send(response: ServerResponse, { status, body, headers }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(JSON.stringify(body));
}

/** @returns the port */
export function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

export async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}

export function newServer(): Server {
  return createServer({ requestTimeout: 0, noDelay: true });
}
