import { lstat, readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { listRepositoryFolder, realPathInside } from '../../template/files.ts';
import { mistake } from '../../template/mistake.ts';

/** RFC 8615: the one name with a dot that is meant to be served; the others are left by editors and systems. */
const WELL_KNOWN = '.well-known';

/**
 * The paths of a folder's files, from it, with `/`. Links are refused, inside of the repository too: of a checkout on a
 * runner, `.git/config` holds a token, and what is here is shown to the world.
 */
export async function folderFiles(root: string, folder: string): Promise<string[]> {
  const real = await realPathInside(root, folder);
  // Without this, a folder that was renamed would empty the bucket.
  if (real === null) throw mistake(`there is no folder ${folder} to serve: make it, or correct Files in the template`);
  if (real !== join(await realpath(root), folder)) throw isLink(folder);
  return filesBelow(root, folder);
}

async function filesBelow(root: string, folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const name of await listRepositoryFolder(root, folder)) {
    if (name.startsWith('.') && name !== WELL_KNOWN) continue;
    const path = `${folder}/${name}`;
    const stats = await lstat(join(root, path));
    if (stats.isDirectory()) found.push(...(await filesBelow(root, path)).map((below) => `${name}/${below}`));
    else if (stats.isFile()) found.push(name);
    else throw isLink(path);
  }
  return found;
}

function isLink(path: string): Error {
  return mistake(`${path}: what is served are files, no links: put the file itself there`);
}

/**
 * A text of a served folder. @param path from the root
 * @throws UserError for one that is not UTF-8, as which texts are served
 */
export async function servedText(root: string, path: string): Promise<string> {
  const bytes = await readFile(join(root, path));
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw mistake(`${path}: not UTF-8, as which it is served: save it as UTF-8`);
  }
}
