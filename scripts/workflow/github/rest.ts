import type { IncomingHttpHeaders } from 'node:http';
import { type Answer, failed, NOT_FOUND } from './answer.ts';
import { issueOf } from './comments.ts';
import { type Route, routeOf } from './routes.ts';
import type { State } from './state.ts';
import { mayDo, type Need, type Tokens } from './tokens.ts';

/** A call of the REST API and what came back, in the words of GitHub's description. */
export interface Exchange {
  method: string;
  /** Below `/api/v3`. */
  path: string;
  /** Of the operation in GitHub's OpenAPI description; null for a call that the stand-in does not know. */
  template: string | null;
  params: Readonly<Record<string, string>>;
  query: Readonly<Record<string, string>>;
  /** The JSON that was sent; undefined for none. */
  sent: unknown;
  answer: Answer;
}

export interface RestCall {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** Answers a call as GitHub would. Its first concern is who calls, its second whether they may. */
export function exchange(state: State, tokens: Tokens, call: RestCall): Exchange {
  const { method, path, query } = call;
  const found = routeOf(method, path);
  const sent = parsed(call.body);
  const answer = found === null ? NOT_FOUND : answered(state, tokens, call, found, sent);
  const asked = { method, path, query: Object.fromEntries(query) };
  return { ...asked, template: found?.route.template ?? null, params: found?.params ?? {}, sent, answer };
}

type Found = NonNullable<ReturnType<typeof routeOf>>;

function answered(state: State, tokens: Tokens, call: RestCall, { route, params }: Found, sent: unknown): Answer {
  const { authorization } = call.headers;
  if (authorization === undefined) return failed(401, 'Requires authentication');
  const bearer = tokens.bearerOf(authorization);
  if (bearer === null) return failed(401, 'Bad credentials');
  // GitHub does not tell a token what there is beyond its repository.
  if (`${params.owner}/${params.repo}`.toLowerCase() !== state.repository.toLowerCase()) return NOT_FOUND;
  const needs = needsOf(state, route, params);
  const accepted = { 'x-accepted-github-permissions': needs.join('; ') };
  if (!mayDo(bearer, needs)) return failed(403, 'Resource not accessible by integration', accepted);
  if (sent === null || Array.isArray(sent) || (sent !== undefined && typeof sent !== 'object')) {
    return failed(400, sent === null ? 'Problems parsing JSON' : 'Body should be a JSON object');
  }
  const body = (sent ?? {}) as Record<string, unknown>;
  return route.answer(state, { params, query: call.query, body, actor: bearer.actor });
}

/** `pull_requests` is enough for a pull request, not for an issue. */
function needsOf(state: State, { needs }: Route, params: Readonly<Record<string, string>>): readonly Need[] {
  const issue = issueOf(state, params);
  if (issue === undefined || issue.isPullRequest) return needs;
  return needs.filter((need) => !need.startsWith('pull_requests='));
}

/** Undefined for no body, null for one that is no JSON. */
function parsed(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
}
