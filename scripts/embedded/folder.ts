import { constants } from 'node:fs';
import { access, lstat, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, messageOf, UserError } from '../cli/errors.ts';

/** By this file a folder is known to be ours: a start deletes what it finds in one. */
const MARKER = 'embedded-aws';

const MARKER_TEXT =
  'The embedded AWS keeps its account here. `npm start -- --fresh` empties it; it may be deleted too.\n';

/** Takes a folder that is absent, empty or ours; refuses any other, so that nothing of a person's own is lost. */
export async function openFolder(folder: string): Promise<void> {
  const entries = await inFolder(folder, async () => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return readdir(folder);
  });
  if (entries.length > 0 && !entries.includes(MARKER) && !(await isUnmarked(folder))) throw foreign(folder);
}

/** Later than `openFolder`, so that a start which fails before it changes anything leaves nothing. */
export async function markFolder(folder: string): Promise<void> {
  await inFolder(folder, () => writeFile(join(folder, MARKER), MARKER_TEXT, { mode: 0o600 }));
}

/** A folder from before there was a marker has a lock, and an account's id in a file of its own. */
async function isUnmarked(folder: string): Promise<boolean> {
  try {
    const lock = await lstat(join(folder, 'lock'));
    return lock.isFile() && /^\d{12}\n$/.test(await readFile(join(folder, 'account'), 'utf8'));
  } catch {
    return false;
  }
}

async function inFolder<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EEXIST' || code === 'ENOTDIR') throw foreign(folder);
    throw new UserError(
      `${folder} cannot hold the embedded AWS (${code ?? messageOf(error)}): name another folder with --state`,
    );
  }
}

function foreign(folder: string): UserError {
  return new UserError(`${folder} is not a folder of the embedded AWS: name an empty one with --state`);
}
