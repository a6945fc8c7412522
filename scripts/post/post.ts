import { UserError } from '../cli/errors.ts';
import { clientOf } from './client.ts';
import { keepComment } from './comment.ts';
import { keepIssue } from './issue.ts';
import type { Result } from './sticky.ts';
import { pullRequestNumber, runUrl, type Target, targetOf } from './target.ts';
import { documentOf, markerLine } from './text/document.ts';

export interface Wish {
  kind: 'comment' | 'issue';
  file: string[];
  optional: string[];
  marker: string | undefined;
  number: string | undefined;
  title: string | undefined;
  label: string | undefined;
  close: boolean;
  author: string;
  dryRun: boolean;
}

interface Posted {
  result: Result;
  /** What is there now, or would be. */
  body: string;
}

/** Checks what was asked for, before anything is read or asked, and keeps the comment or the issue. */
export async function post(wish: Wish, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<Posted> {
  const target = targetOf(env, wish.author);
  if (wish.file.length + wish.optional.length === 0 && !wish.close) {
    throw new UserError('there is nothing to post: name a --file, or with --optional one that may be missing');
  }
  return wish.kind === 'comment' ? comment(wish, target, env, signal) : issue(wish, target, env, signal);
}

type How = [wish: Wish, target: Target, env: NodeJS.ProcessEnv, signal: AbortSignal];

async function comment(...[wish, target, env, signal]: How): Promise<Posted> {
  for (const name of ['title', 'label', 'close'] as const) {
    if (wish[name]) throw new UserError(`--${name} is for an issue: npm run post -- issue`);
  }
  const marker = wish.marker ?? 'stackwarden';
  const number = await pullRequestNumber(env, wish.number);
  const body = await documentOf(marker, { files: wish.file, optional: wish.optional }, runUrl(env));
  const client = clientOf(target, { signal });
  const how = { number, head: markerLine(marker), body, dryRun: wish.dryRun };
  return { result: await keepComment(client, target, how), body };
}

async function issue(...[wish, target, env, signal]: How): Promise<Posted> {
  const { title, label, close, dryRun } = wish;
  if (wish.number !== undefined) throw new UserError('--number is for a comment: an issue is found by its label');
  if (!title?.trim()) throw new UserError('say what the issue is called: --title TEXT');
  // GitHub would take a comma for more than one label.
  if (!label || /[,\n]/.test(label)) throw new UserError('name one label of the issue, without a comma: --label NAME');
  const marker = wish.marker ?? `stackwarden-${label.replace(/[^a-z0-9]+/gi, '-').replace(/^-|-$/g, '')}`;
  const lead = close ? 'There is nothing of this any more.' : '';
  const body = await documentOf(marker, { lead, files: wish.file, optional: wish.optional }, runUrl(env));
  const client = clientOf(target, { signal });
  const how = { title, label, head: markerLine(marker), body, close, dryRun };
  return { result: await keepIssue(client, target, how), body };
}
