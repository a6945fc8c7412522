import { type Answer, answer, NOT_FOUND, validationFailed } from './answer.ts';
import { commentsOf, issueOf, isTooLong, tooLong } from './comments.ts';
import { page } from './pages.ts';
import type { ApiRequest } from './routes.ts';
import { ACTIONS_BOT, type Actor, type Issue, nextNumber, now, repositoryUrl, type State } from './state.ts';
import { association, nodeId, userJson } from './user.ts';

const resource = 'Issue';

/** Pull requests are issues for GitHub: they are in this list as well. */
export function listIssues(state: State, { query }: ApiRequest): Answer {
  const wanted = query.get('state') ?? 'open';
  if (!['open', 'closed', 'all'].includes(wanted)) {
    return validationFailed({ resource, field: 'state', code: 'invalid' });
  }
  const labels = (query.get('labels') ?? '').split(',').filter(Boolean);
  const found = [...state.issues.values()]
    .filter((issue) => wanted === 'all' || issue.state === wanted)
    .filter((issue) => labels.every((label) => issue.labels.includes(label)))
    // The newest first, unless a call says otherwise.
    .sort((one, other) => (query.get('direction') === 'asc' ? one.number - other.number : other.number - one.number));
  return page(
    found.map((issue) => issueJson(state, issue)),
    query,
    `${repositoryUrl(state)}/issues`,
  );
}

export function createIssue(state: State, { body, actor }: ApiRequest): Answer {
  const wrong = problemOf({ title: '', ...body });
  if (wrong !== null) return wrong;
  const issue = addIssue(state, { title: String(body.title), author: actor });
  change(issue, body);
  const json = issueJson(state, issue);
  return answer(201, json, { location: String(json.url) });
}

export function updateIssue(state: State, { params, body }: ApiRequest): Answer {
  const issue = issueOf(state, params);
  if (issue === undefined) return NOT_FOUND;
  const wrong = problemOf(body);
  if (wrong !== null) return wrong;
  change(issue, body);
  return answer(200, issueJson(state, issue));
}

interface New {
  title: string;
  author?: Actor;
  number?: number;
  isPullRequest?: boolean;
}

export function addIssue(state: State, { title, author = ACTIONS_BOT, number, isPullRequest = false }: New): Issue {
  const issue: Issue = {
    id: state.nextId(),
    number: number ?? nextNumber(state),
    title,
    body: null,
    state: 'open',
    stateReason: null,
    labels: [],
    author,
    isPullRequest,
    createdAt: now(),
    updatedAt: now(),
    closedAt: null,
  };
  state.issues.set(issue.number, issue);
  return issue;
}

function problemOf(body: Readonly<Record<string, unknown>>): Answer | null {
  const { title, body: text, state, labels } = body;
  if (title !== undefined && (typeof title !== 'string' || title.trim() === '')) {
    return validationFailed({ resource, field: 'title', code: 'missing_field' });
  }
  if (text !== undefined && text !== null && typeof text !== 'string') {
    return validationFailed({ resource, field: 'body', code: 'invalid' });
  }
  if (typeof text === 'string' && isTooLong(text)) return tooLong(resource);
  if (state !== undefined && state !== 'open' && state !== 'closed') {
    return validationFailed({ resource, field: 'state', code: 'invalid' });
  }
  const areNames = Array.isArray(labels) && labels.every((label) => typeof label === 'string');
  if (labels !== undefined && !areNames) return validationFailed({ resource, field: 'labels', code: 'invalid' });
  return null;
}

/** Sets what a call names, and leaves the rest. */
function change(issue: Issue, body: Readonly<Record<string, unknown>>): void {
  if (typeof body.title === 'string') issue.title = body.title;
  if (body.body !== undefined) issue.body = typeof body.body === 'string' ? body.body : null;
  if (Array.isArray(body.labels)) issue.labels = body.labels.map(String);
  if (body.state === 'open' || body.state === 'closed') {
    const isClosed = body.state === 'closed';
    const reason = typeof body.state_reason === 'string' ? body.state_reason : 'completed';
    if (body.state !== issue.state) issue.stateReason = isClosed ? reason : 'reopened';
    issue.state = body.state;
    issue.closedAt = isClosed ? (issue.closedAt ?? now()) : null;
  }
  issue.updatedAt = now();
}

function issueJson(state: State, issue: Issue): Record<string, unknown> {
  const { id, number, title, body, author, isPullRequest, createdAt, updatedAt, closedAt } = issue;
  const url = `${repositoryUrl(state)}/issues/${number}`;
  const page = `${state.url}/${state.repository}/${isPullRequest ? 'pull' : 'issues'}/${number}`;
  return {
    id,
    node_id: nodeId('Issue', id),
    url,
    repository_url: repositoryUrl(state),
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: page,
    number,
    title,
    body,
    state: issue.state,
    state_reason: issue.stateReason,
    user: userJson(state, author),
    labels: issue.labels.map((name) => labelJson(state, name)),
    assignee: null,
    assignees: [],
    milestone: null,
    locked: false,
    active_lock_reason: null,
    comments: commentsOf(state, number).length,
    ...(isPullRequest ? { pull_request: pullRequestJson(state, number, page) } : {}),
    created_at: createdAt,
    updated_at: updatedAt,
    closed_at: closedAt,
    author_association: association(author),
    performed_via_github_app: null,
  };
}

function labelJson(state: State, name: string): Record<string, unknown> {
  const url = `${repositoryUrl(state)}/labels/${encodeURIComponent(name)}`;
  return { id: 1, node_id: nodeId('Label', 1), url, name, description: null, color: 'ededed', default: false };
}

function pullRequestJson(state: State, number: number, page: string): Record<string, unknown> {
  const url = `${repositoryUrl(state)}/pulls/${number}`;
  return { url, html_url: page, diff_url: `${page}.diff`, patch_url: `${page}.patch`, merged_at: null };
}
