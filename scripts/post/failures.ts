import { UserError } from '../cli/errors.ts';
import type { Target } from './target.ts';

/** What Octokit throws, as far as it is looked at. */
export interface Refusal {
  status: number;
  message: string;
  headers: Readonly<Record<string, unknown>>;
}

/** GitHub did not do it, and nobody here made a mistake. Commands say it in one line and exit with 1. */
export class GitHubFailure extends Error {
  override name = 'GitHubFailure';
}

/** An error of Octokit; null for any other. */
export function refusalIn(error: unknown): Refusal | null {
  const { status, message, response } = (error ?? {}) as Record<string, unknown>;
  if (typeof status !== 'number') return null;
  const { headers = {} } = (response ?? {}) as { headers?: Record<string, unknown> };
  return { status, message: String(message), headers };
}

/** A refusal in one line: what a person can change, or what GitHub said. Never with the token in it. */
export function failureOf(refusal: Refusal, asked: string, target: Target): Error {
  const { status, headers } = refusal;
  const said = refusal.message.replaceAll(target.token, '***').replace(/ - https:\S+$/, '');
  const repository = `${target.owner}/${target.repo}`;
  if (status === 401) return new UserError(`GitHub does not take the token in GITHUB_TOKEN: ${said}`);
  if (status === 403 && /not accessible/i.test(said)) {
    return new UserError(`the token may not ${asked}: give the job ${permissionIn(headers)} in its permissions`);
  }
  if (status === 404) {
    return new UserError(`cannot ${asked}: ${repository} has none such, or the token does not see it`);
  }
  const answer = headers.date === undefined && status === 500 ? 'gives no answer' : `answers ${status}`;
  return new GitHubFailure(`cannot ${asked}: ${target.apiUrl} ${answer}: ${said}`);
}

/** As workflows write it: `pull-requests: write`. GitHub names what it would have taken: `;` is or, `,` is and. */
function permissionIn(headers: Refusal['headers']): string {
  const accepted = String(headers['x-accepted-github-permissions'] ?? '');
  if (!/^\w+=\w+(?:[;,] *\w+=\w+)*$/.test(accepted)) return 'the permission for it';
  const named = (one: string) => one.trim().replaceAll('_', '-').replace('=', ': ');
  const together = (some: string) => some.split(',').map(named).join(' and ');
  return accepted.split(';').map(together).join(' or ');
}
