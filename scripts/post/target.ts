import { readFile } from 'node:fs/promises';
import { UserError } from '../cli/errors.ts';

/** Where to post, and as whom. */
export interface Target {
  apiUrl: string;
  token: string;
  owner: string;
  repo: string;
  /** Whose comments and issues are taken up again; others' are never touched. */
  author: string;
}

export const ACTIONS_BOT = 'github-actions[bot]';

export function targetOf(env: NodeJS.ProcessEnv, author: string): Target {
  const { GITHUB_TOKEN: token, GITHUB_REPOSITORY: repository = '', GITHUB_API_URL } = env;
  if (!token)
    throw new UserError('GITHUB_TOKEN is not set: give the step `GITHUB_TOKEN: ${{ github.token }}` in its env');
  const [, owner, repo] = /^([\w.-]+)\/([\w.-]+)$/.exec(repository) ?? [];
  if (owner === undefined || repo === undefined) {
    throw new UserError(`GITHUB_REPOSITORY must name the repository as owner/name, not '${repository}'`);
  }
  return { apiUrl: apiUrlOf(GITHUB_API_URL || 'https://api.github.com'), token, owner, repo, author };
}

/** The token goes there: by https, or to this machine. */
function apiUrlOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isLocal = url?.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  if (url?.protocol !== 'https:' && !isLocal) {
    throw new UserError(`GITHUB_API_URL must be an https address, not '${text}'`);
  }
  return text.replace(/\/+$/, '');
}

/** The pull request that a person names, or that the job runs for. */
export async function pullRequestNumber(env: NodeJS.ProcessEnv, named: string | undefined): Promise<number> {
  if (named !== undefined) {
    if (!/^[1-9]\d{0,9}$/.test(named))
      throw new UserError(`--number takes the number of a pull request, not '${named}'`);
    return Number(named);
  }
  const file = env.GITHUB_EVENT_PATH;
  if (!file) throw new UserError('there is no GITHUB_EVENT_PATH outside of a GitHub job: say --number N');
  const number = numberIn(await readFile(file, 'utf8').catch(() => ''));
  if (number === null) throw new UserError(`the event in ${file} is of no pull request: say --number N`);
  return number;
}

function numberIn(event: string): number | null {
  try {
    const { pull_request: pullRequest } = JSON.parse(event) as { pull_request?: { number?: unknown } };
    return Number.isSafeInteger(pullRequest?.number) ? Number(pullRequest?.number) : null;
  } catch {
    return null;
  }
}

/** Where one reads the job's summary; null outside of a job. */
export function runUrl({ GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_RUN_ID }: NodeJS.ProcessEnv): string | null {
  if (!GITHUB_SERVER_URL || !GITHUB_REPOSITORY || !GITHUB_RUN_ID) return null;
  return `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}`;
}
