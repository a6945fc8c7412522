import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { UserError } from '../cli/errors.ts';
import { git } from '../git/git.ts';
import { actionsIn } from './actions-used.ts';
import { SHARED_STEPS, textsAt, WORKFLOWS } from './repository.ts';

export interface PinnedAction {
  /** `owner/name` */
  name: string;
  /** 40 hexadecimal digits. */
  commit: string;
}

const GITHUB = 'https://github.com';

/** They take no server but GitHub's own for one, whatever it speaks (@actions/artifact, "GHES not supported"). */
const OF_GITHUB_ALONE = ['actions/upload-artifact', 'actions/download-artifact'];

/**
 * The actions' own code that a person asks for: fetched from GitHub, or from a folder that has `<owner>/<name>`.
 * @param wanted `published`, a folder, or null for none
 */
export async function ownCode(
  wanted: string | null,
  root: string,
  commit: string,
  kept: string,
): Promise<Map<string, string>> {
  if (wanted === null) return new Map();
  const texts = await Promise.all([WORKFLOWS, SHARED_STEPS].map((folder) => textsAt(root, commit, folder)));
  const actions = actionsIn(texts.flatMap((one) => [...one.values()]));
  if (wanted === 'published') return publishedActions(actions, GITHUB, kept);
  const there = actions
    .map(({ name }) => [name, resolve(wanted, name)] as const)
    .filter(([, path]) => existsSync(path));
  if (there.length > 0) return new Map(there);
  throw new UserError(
    `--actions takes 'published' or a folder: ${wanted} has no code of an action, such as ${actions[0]?.name}`,
  );
}

/**
 * Fetches the actions' own code, once for each commit.
 * @param from where the repositories are, as in `https://github.com`
 * @param folder where they go, and stay: `<owner>/<name>/<commit>`
 * @returns the folders by `owner/name`
 * @throws UserError when one cannot be had
 */
export async function publishedActions(
  actions: readonly PinnedAction[],
  from: string,
  folder: string,
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const { name, commit } of actions) {
    if (!OF_GITHUB_ALONE.includes(name)) found.set(name, await fetched(`${from}/${name}`, commit, join(folder, name)));
  }
  return found;
}

async function fetched(address: string, commit: string, folder: string): Promise<string> {
  const own = join(folder, commit);
  if (existsSync(own)) return own;
  // Whole or not at all: a fetch that was cut off is no action.
  const unfinished = `${own}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  for (const args of [
    ['init', '--quiet'],
    ['fetch', '--quiet', '--depth=1', '--end-of-options', address, commit],
    ['checkout', '--quiet', '--detach', commit],
  ]) {
    const { status, stderr } = await git(unfinished, args);
    if (status !== 0) throw new UserError(`cannot fetch ${address} at ${commit}: ${stderr}`);
  }
  await rename(unfinished, own);
  return own;
}
