import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { post, type Wish } from '../../scripts/post/post.ts';
import { ACTIONS_BOT } from '../../scripts/post/target.ts';
import type { GitHub } from '../../scripts/workflow/github/github.ts';
import type { Permissions } from '../../scripts/workflow/github/tokens.ts';
import { REPOSITORY } from '../workflow/github/running.ts';

/** A folder for the time of a test, and how files get into it. */
export async function folderOf(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'post-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return async (name: string, text?: string): Promise<string> => {
    const file = join(folder, name);
    if (text !== undefined) await writeFile(file, text);
    return file;
  };
}

/** The environment of a job for pull request 7. */
export async function jobEnv(t: TestContext, github: GitHub, permissions: Permissions): Promise<NodeJS.ProcessEnv> {
  const file = await folderOf(t);
  return {
    GITHUB_TOKEN: github.jobToken(permissions),
    GITHUB_REPOSITORY: REPOSITORY,
    GITHUB_API_URL: github.apiUrl,
    GITHUB_EVENT_PATH: await file('event.json', JSON.stringify({ pull_request: { number: 7 } })),
  };
}

const NOTHING = {
  number: undefined,
  title: undefined,
  label: undefined,
  marker: undefined,
  close: false,
  dryRun: false,
};

export function run(env: NodeJS.ProcessEnv, wish: Partial<Wish>) {
  const all: Wish = { kind: 'comment', file: [], optional: [], author: ACTIONS_BOT, ...NOTHING, ...wish };
  return post(all, env, new AbortController().signal);
}
