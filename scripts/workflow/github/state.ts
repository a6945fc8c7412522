/** Who wrote something: the app of a job's token, or a person. */
export interface Actor {
  login: string;
  id: number;
  type: 'Bot' | 'User';
}

/** Who a job's `GITHUB_TOKEN` writes as. */
export const ACTIONS_BOT: Actor = { login: 'github-actions[bot]', id: 41_898_282, type: 'Bot' };

export interface Comment {
  id: number;
  /** The number of its issue or pull request. */
  issue: number;
  body: string;
  author: Actor;
  createdAt: string;
  updatedAt: string;
}

export interface Issue {
  id: number;
  number: number;
  title: string;
  body: string | null;
  state: 'open' | 'closed';
  stateReason: string | null;
  labels: string[];
  author: Actor;
  isPullRequest: boolean;
  createdAt: string;
  updatedAt: string;
  closedAt: string | null;
}

export interface Sarif {
  id: string;
  commit: string;
  ref: string;
  /** The document, unpacked. */
  sarif: unknown;
  /** Why GitHub would show nothing of it; [] when it is well formed. */
  errors: string[];
}

/** Everything that was written to the stand-in; gone with it. */
export interface State {
  /** `http://127.0.0.1:<port>`. */
  url: string;
  /** `org/repo`. */
  repository: string;
  issues: Map<number, Issue>;
  comments: Map<number, Comment>;
  sarifs: Map<string, Sarif>;
  nextId(): number;
}

export function newState(url: string, repository: string): State {
  let last = 1000;
  const nextId = () => {
    last += 1;
    return last;
  };
  return { url, repository, issues: new Map(), comments: new Map(), sarifs: new Map(), nextId };
}

/** Issues and pull requests share one row of numbers. */
export function nextNumber({ issues }: State): number {
  return Math.max(0, ...issues.keys()) + 1;
}

/** As GitHub writes moments: without milliseconds. */
export function now(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, 'Z');
}

export function apiUrl({ url }: State): string {
  return `${url}/api/v3`;
}

export function repositoryUrl(state: State): string {
  return `${apiUrl(state)}/repos/${state.repository}`;
}
