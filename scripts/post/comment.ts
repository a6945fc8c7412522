import type { Client } from './client.ts';
import { isKept, isSame, type Result, type Written } from './sticky.ts';
import type { Target } from './target.ts';

const COMMENTS = '/repos/{owner}/{repo}/issues/{issue_number}/comments';

/** Keeps one comment on a pull request, and says in it what there is to say now. */
export async function keepComment(
  client: Client,
  target: Target,
  { number, head, body, dryRun }: { number: number; head: string; body: string; dryRun: boolean },
): Promise<Result> {
  const find = async () => {
    const comments = await client.all(`GET ${COMMENTS}`, `read the comments of #${number}`, { issue_number: number });
    return (comments as Written[]).find((comment) => isKept(comment, head, target)) ?? null;
  };
  const found = await find();
  if (found !== null && isSame(found.body, body)) return { action: 'unchanged', url: found.html_url };
  if (dryRun) return { action: found === null ? 'made' : 'updated', url: found?.html_url ?? null };
  if (found === null) {
    const what = `comment on #${number}`;
    const made = await client.make(`POST ${COMMENTS}`, what, { issue_number: number, body }, find);
    return { action: 'made', url: (made as Written).html_url };
  }
  const parameters = { comment_id: found.id, body };
  await client.ask('PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', `update ${found.html_url}`, parameters);
  return { action: 'updated', url: found.html_url };
}
