import type { Answer } from './answer.ts';
import { createComment, listComments, updateComment } from './comments.ts';
import { createIssue, listIssues, updateIssue } from './issues.ts';
import { getRepository } from './repository.ts';
import { sarifStatus, uploadSarif } from './sarif.ts';
import type { Actor, State } from './state.ts';
import type { Need } from './tokens.ts';

export interface ApiRequest {
  /** The parts of the path that the template names. */
  params: Readonly<Record<string, string>>;
  query: URLSearchParams;
  /** {} when there is none. */
  body: Readonly<Record<string, unknown>>;
  actor: Actor;
}

export interface Route {
  method: string;
  /** As GitHub's OpenAPI description writes it. */
  template: string;
  /** One of them is enough (GitHub Docs, "Permissions required for GitHub Apps"). */
  needs: readonly Need[];
  answer(state: State, request: ApiRequest): Answer;
}

const REPOSITORY = '/repos/{owner}/{repo}';
const COMMENTS = `${REPOSITORY}/issues/{issue_number}/comments`;
const COMMENT = `${REPOSITORY}/issues/comments/{comment_id}`;
const ISSUES = `${REPOSITORY}/issues`;
const ISSUE = `${ISSUES}/{issue_number}`;
const SARIFS = `${REPOSITORY}/code-scanning/sarifs`;

const EITHER_READ: Need[] = ['issues=read', 'pull_requests=read'];
const EITHER_WRITE: Need[] = ['issues=write', 'pull_requests=write'];

export const ROUTES: readonly Route[] = [
  { method: 'GET', template: REPOSITORY, needs: ['metadata=read'], answer: getRepository },
  { method: 'GET', template: COMMENTS, needs: EITHER_READ, answer: listComments },
  { method: 'POST', template: COMMENTS, needs: EITHER_WRITE, answer: createComment },
  { method: 'PATCH', template: COMMENT, needs: EITHER_WRITE, answer: updateComment },
  { method: 'GET', template: ISSUES, needs: ['issues=read'], answer: listIssues },
  { method: 'POST', template: ISSUES, needs: ['issues=write'], answer: createIssue },
  { method: 'PATCH', template: ISSUE, needs: EITHER_WRITE, answer: updateIssue },
  { method: 'POST', template: SARIFS, needs: ['security_events=write'], answer: uploadSarif },
  { method: 'GET', template: `${SARIFS}/{sarif_id}`, needs: ['security_events=read'], answer: sarifStatus },
];

/** The route of a call and the parts of its path; null for a call that the stand-in does not know. */
export function routeOf(method: string, path: string): { route: Route; params: Record<string, string> } | null {
  for (const route of ROUTES) {
    if (route.method !== method) continue;
    const params = paramsOf(route.template, path);
    if (params !== null) return { route, params };
  }
  return null;
}

/** The values that a template's parts have in a path; null when the path is not of this template. */
function paramsOf(template: string, path: string): Record<string, string> | null {
  const [wanted, given] = [template.split('/'), path.split('/')];
  if (wanted.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [place, part] of wanted.entries()) {
    const value = given[place] ?? '';
    const [, name] = /^\{(\w+)\}$/.exec(part) ?? [];
    if (name === undefined ? part !== value : value === '') return null;
    // Numbers tell `issues/comments/7` from `issues/7/comments`.
    if (name !== undefined && /_(number|id)$/.test(name) && name !== 'sarif_id' && !/^\d+$/.test(value)) return null;
    if (name !== undefined) params[name] = value;
  }
  return params;
}
