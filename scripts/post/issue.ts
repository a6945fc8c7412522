import type { Client } from './client.ts';
import { isKept, isSame, type Result, type Written } from './sticky.ts';
import type { Target } from './target.ts';

const ISSUES = '/repos/{owner}/{repo}/issues';
const ISSUE = `${ISSUES}/{issue_number}`;
const COMMENTS = `${ISSUE}/comments`;

export interface IssueWish {
  title: string;
  label: string;
  /** The marker's line. */
  head: string;
  /** With the marker's line; what is said at the end, if it is one. */
  body: string;
  /** There is nothing any more: the issue, if there is one, has done its work. */
  close: boolean;
  dryRun: boolean;
}

/** Keeps one open issue for what there is to do, and closes it when that is done. */
export async function keepIssue(client: Client, target: Target, wish: IssueWish): Promise<Result> {
  const find = async () => {
    const wanted = { state: 'open', labels: wish.label };
    const issues = (await client.all(`GET ${ISSUES}`, 'read the issues', wanted)) as Written[];
    // The list has pull requests in it as well.
    return issues.find((issue) => !issue.pull_request && isKept(issue, wish.head, target)) ?? null;
  };
  const found = await find();
  if (wish.close) return found === null ? { action: 'nothing', url: null } : close(client, target, wish, found);
  return found === null ? make(client, wish, find) : update(client, wish, found);
}

async function make(client: Client, wish: IssueWish, find: () => Promise<Written | null>): Promise<Result> {
  const { title, label, body, dryRun } = wish;
  if (dryRun) return { action: 'made', url: null };
  const made = await client.make(`POST ${ISSUES}`, 'open an issue', { title, body, labels: [label] }, find);
  return { action: 'made', url: (made as Written).html_url };
}

async function update(client: Client, { title, body, dryRun }: IssueWish, found: Written): Promise<Result> {
  const url = found.html_url;
  if (isSame(found.body, body) && found.title === title) return { action: 'unchanged', url };
  if (!dryRun) await client.ask(`PATCH ${ISSUE}`, `update ${url}`, { issue_number: found.number, title, body });
  return { action: 'updated', url };
}

/** The comment comes first: an issue that is closed is not found again, and would stay without a word. */
async function close(client: Client, target: Target, wish: IssueWish, found: Written): Promise<Result> {
  const [url, issue, body] = [found.html_url, { issue_number: found.number }, wish.body];
  if (wish.dryRun) return { action: 'closed', url };
  const isSaid = async () => {
    const comments = (await client.all(`GET ${COMMENTS}`, `read the comments of ${url}`, issue)) as Written[];
    return comments.find((comment) => isKept(comment, wish.head, target) && isSame(comment.body, body)) ?? null;
  };
  await client.make(`POST ${COMMENTS}`, `comment on ${url}`, { ...issue, body }, isSaid);
  await client.ask(`PATCH ${ISSUE}`, `close ${url}`, { ...issue, state: 'closed', state_reason: 'completed' });
  return { action: 'closed', url };
}
