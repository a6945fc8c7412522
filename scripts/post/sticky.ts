import { ACTIONS_BOT, type Target } from './target.ts';

/** A comment or an issue, as far as it is looked at. */
export interface Written {
  id: number;
  number?: number;
  title?: string;
  body?: string | null;
  html_url: string;
  user: { login: string; type: string } | null;
  /** Only pull requests have it. */
  pull_request?: unknown;
}

/** What a run did, or would do. */
export interface Result {
  action: 'made' | 'updated' | 'unchanged' | 'closed' | 'nothing';
  url: string | null;
}

/**
 * Whether it is the one that is kept: the marker is its first line, and it is ours. Anybody can copy the marker, but not
 * the author: no person can have a name with brackets.
 */
export function isKept({ body, user }: Written, head: string, { author }: Target): boolean {
  const [first = ''] = (body ?? '').split(/\r?\n/, 1);
  if (first.trim() !== head || user === null) return false;
  const isOwn = user.login.toLowerCase() === author.toLowerCase();
  return isOwn && (author !== ACTIONS_BOT || user.type === 'Bot');
}

/** GitHub may have changed the ends of lines, and the end. */
export function isSame(one: string | null | undefined, other: string): boolean {
  const settled = (text: string) => text.replace(/\r\n/g, '\n').trim();
  return settled(one ?? '') === settled(other);
}
