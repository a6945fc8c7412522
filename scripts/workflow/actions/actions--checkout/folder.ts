import { mkdir, readdir, realpath, rm } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { info } from '../toolkit/commands.ts';
import { type Git, must } from './git.ts';

/**
 * Makes the folder to check out into. What is in it may be deleted: so no link leads out of the workspace.
 * @throws Error when it is outside of the workspace
 */
export async function makeFolder(workspace: string, path: string): Promise<string> {
  const folder = resolve(workspace, path);
  if (!isInside(workspace, folder)) throw new Error(`Repository path '${folder}' is not under '${workspace}'`);
  await mkdir(folder, { recursive: true });
  const real = await realpath(folder);
  if (isInside(await realpath(workspace), real)) return folder;
  throw new Error(`Repository path '${folder}' is a link to '${real}', which is not under '${workspace}'`);
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/**
 * Leaves a repository with the origin, or an empty folder.
 * @returns whether a repository is there
 * @throws Error when there is one of another origin: on a laptop it may be somebody's work
 */
export async function makeReady(folder: string, git: Git, origin: string, clean: boolean): Promise<boolean> {
  const names = await readdir(folder);
  if (names.length === 0) return false;
  if (names.includes('.git')) {
    const { stdout } = await git('config', '--local', '--get', 'remote.origin.url');
    if (stdout !== origin) throw new Error(`${folder} is a checkout of ${stdout || 'no origin'}: it is left as it is`);
    if (clean) await cleanUp(git);
    return true;
  }
  info(`Deleting the contents of '${folder}'`);
  for (const name of names) await rm(join(folder, name), { recursive: true, force: true });
  return false;
}

async function cleanUp(git: Git): Promise<void> {
  await must(git, 'clean', '-ffdx');
  // Without a commit there is nothing to go back to.
  if ((await git('rev-parse', '--verify', '-q', 'HEAD')).status === 0) await must(git, 'reset', '--hard', 'HEAD');
}
