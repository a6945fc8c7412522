import { type Answer, answer, NOT_FOUND, validationFailed } from './answer.ts';
import { page } from './pages.ts';
import type { ApiRequest } from './routes.ts';
import { type Comment, type Issue, now, repositoryUrl, type State } from './state.ts';
import { association, nodeId, userJson } from './user.ts';

/** Characters that GitHub takes of a comment's or an issue's text. */
const LONGEST_BODY = 65_536;

export function listComments(state: State, { params, query }: ApiRequest): Answer {
  const issue = issueOf(state, params);
  if (issue === undefined) return NOT_FOUND;
  const own = commentsOf(state, issue.number).map((comment) => commentJson(state, comment));
  return page(own, query, `${repositoryUrl(state)}/issues/${issue.number}/comments`);
}

export function createComment(state: State, { params, body, actor }: ApiRequest): Answer {
  const issue = issueOf(state, params);
  if (issue === undefined) return NOT_FOUND;
  const text = takenText(body.body);
  if (typeof text !== 'string') return text;
  const id = state.nextId();
  const comment = { id, issue: issue.number, body: text, author: actor, createdAt: now(), updatedAt: now() };
  state.comments.set(id, comment);
  const json = commentJson(state, comment);
  return answer(201, json, { location: String(json.url) });
}

export function updateComment(state: State, { params, body }: ApiRequest): Answer {
  const comment = state.comments.get(Number(params.comment_id));
  if (comment === undefined) return NOT_FOUND;
  const text = takenText(body.body);
  if (typeof text !== 'string') return text;
  Object.assign(comment, { body: text, updatedAt: now() });
  return answer(200, commentJson(state, comment));
}

export function commentsOf(state: State, issue: number): Comment[] {
  return [...state.comments.values()].filter((comment) => comment.issue === issue);
}

/** The issue or pull request that a call is about, by its own number or by that of its comment. */
export function issueOf(state: State, params: Readonly<Record<string, string>>): Issue | undefined {
  const number = params.issue_number ?? state.comments.get(Number(params.comment_id))?.issue;
  return state.issues.get(Number(number));
}

function takenText(text: unknown): string | Answer {
  const resource = 'IssueComment';
  if (typeof text !== 'string') return validationFailed({ resource, field: 'body', code: 'missing_field' });
  if (text.trim() === '') {
    return validationFailed({ resource, field: 'data', code: 'unprocessable', message: 'Body cannot be blank' });
  }
  return isTooLong(text) ? tooLong(resource) : text;
}

/** GitHub counts characters, not the bytes or halves that they are kept in. */
export function isTooLong(text: string): boolean {
  return [...text].length > LONGEST_BODY;
}

export function tooLong(resource: string): Answer {
  const message = `Body is too long (maximum is ${LONGEST_BODY} characters)`;
  return validationFailed({ resource, field: 'data', code: 'unprocessable', message });
}

function commentJson(state: State, comment: Comment): Record<string, unknown> {
  const { id, issue, body, author, createdAt, updatedAt } = comment;
  const kind = state.issues.get(issue)?.isPullRequest ? 'pull' : 'issues';
  return {
    id,
    node_id: nodeId('IssueComment', id),
    url: `${repositoryUrl(state)}/issues/comments/${id}`,
    html_url: `${state.url}/${state.repository}/${kind}/${issue}#issuecomment-${id}`,
    issue_url: `${repositoryUrl(state)}/issues/${issue}`,
    body,
    user: userJson(state, author),
    author_association: association(author),
    created_at: createdAt,
    updated_at: updatedAt,
    performed_via_github_app: null,
  };
}
