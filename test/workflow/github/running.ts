import { equal } from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { type GitHub, type GitHubOptions, startGitHub } from '../../../scripts/workflow/github/github.ts';
import { openApiChecks } from './validated.ts';

export const REPOSITORY = 'octo-org/stackwarden';

/** What it signs shows its claims, so that tests need no keys. */
const issuer: GitHubOptions['issuer'] = {
  sign: async (claims, more = {}) => JSON.stringify({ ...claims, ...more }),
};

/** A stand-in for the time of a test, which fails when anything was said that GitHub would not say. */
export async function gitHub(t: TestContext, options: Partial<GitHubOptions> = {}): Promise<GitHub> {
  const { onExchange, problems } = openApiChecks();
  const started = await startGitHub({ repository: REPOSITORY, gitFolder: '/nowhere', issuer, onExchange, ...options });
  t.after(async () => {
    await started.close();
    equal(problems().join('\n'), '');
  });
  return started;
}

export interface Reply {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of any form
  body: any;
  headers: Headers;
}

/** Calls the API of the test's repository. */
export async function call(
  github: GitHub,
  token: string | null,
  method: string,
  path: string,
  body?: unknown,
): Promise<Reply> {
  const response = await fetch(`${github.apiUrl}${path.startsWith('/repos') ? '' : `/repos/${REPOSITORY}`}${path}`, {
    method,
    headers: token === null ? {} : { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json(), headers: response.headers };
}
