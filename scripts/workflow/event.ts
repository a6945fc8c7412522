import type { Trigger } from './model.ts';

/** A pull request that stands for the commits that are looked at. */
export const PULL_REQUEST = 1;

export interface Commits {
  /** `organisation/repository` */
  repository: string;
  /** The commit that main has, or will have. */
  base: string;
  head: string;
  /** What a merge of both makes; the head itself where nothing is reviewed. */
  merge: string;
  branch: string;
  title: string;
  body: string;
}

type Payload = Record<string, unknown>;

/**
 * What GitHub sends a workflow of an event, as far as these workflows read it, with a person's own values over it.
 * https://docs.github.com/en/webhooks/webhook-events-and-payloads
 */
export function triggerOf(event: string, commits: Commits, inputs: Record<string, string>, own: Payload): Trigger {
  const payload = over({ ...common(commits), ...specific(event, commits, inputs) }, own) as Payload;
  const isPull = event === 'pull_request';
  const pull = payload.pull_request as { head?: { ref?: string; repo?: { full_name?: string } } } | undefined;
  const headRepository = pull?.head?.repo?.full_name ?? commits.repository;
  return {
    ...{ event, payload, inputs },
    ref: isPull ? `refs/pull/${PULL_REQUEST}/merge` : 'refs/heads/main',
    sha: isPull ? commits.merge : commits.head,
    baseRef: isPull ? 'main' : '',
    headRef: isPull ? (pull?.head?.ref ?? commits.branch) : '',
    isFork: isPull && headRepository !== commits.repository,
    actor: String((payload.sender as { login?: unknown } | undefined)?.login ?? 'somebody'),
  };
}

function common({ repository }: Commits): Payload {
  const [owner = '', name = ''] = repository.split('/');
  return {
    repository: { name, full_name: repository, owner: { login: owner }, default_branch: 'main', private: true },
    sender: { login: 'somebody' },
  };
}

function specific(event: string, commits: Commits, inputs: Record<string, string>): Payload {
  const { repository, base, head, branch, title, body } = commits;
  switch (event) {
    case 'pull_request': {
      const repo = { full_name: repository };
      const pull_request = {
        ...{ number: PULL_REQUEST, title, body, state: 'open', draft: false, user: { login: 'somebody' } },
        head: { ref: branch, sha: head, repo },
        base: { ref: 'main', sha: base, repo },
      };
      return { action: 'opened', number: PULL_REQUEST, pull_request };
    }
    case 'push':
      return { ref: 'refs/heads/main', before: base, after: head, head_commit: { id: head, message: title } };
    case 'workflow_dispatch':
      return { ref: 'refs/heads/main', inputs };
    default:
      return {};
  }
}

/** The second over the first, objects key by key. */
function over(under: unknown, top: unknown): unknown {
  if (!isObject(under) || !isObject(top)) return top;
  const entries = Object.entries(top).map(([key, value]) => [key, key in under ? over(under[key], value) : value]);
  return { ...under, ...Object.fromEntries(entries) };
}

function isObject(value: unknown): value is Payload {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
