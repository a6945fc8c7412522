import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../../cli/errors.ts';
import { mistake } from '../../template/mistake.ts';
import { spareMemory } from './spare-memory.ts';

const ENDINGS = /\.(?:json|ya?ml|template)$/i;
/** Why a link is ignored: tools that deploy it would follow it. */
export const LINK = 'it is a link, which is not followed';

const SKIPPED = new Set(['node_modules']);

export interface FilesBelow {
  /** Relative to the root with `/`, sorted. */
  files: string[];
  /** Folders that could not be listed. */
  closed: { file: string; reason: string }[];
}

/** Whether a file is read, by its path below the folder that is reviewed. */
export function isReviewed(path: string): boolean {
  const parts = path.split('/');
  return ENDINGS.test(path) && parts.slice(0, -1).every((part) => !part.startsWith('.') && !SKIPPED.has(part));
}

/** What a review reads below a folder. Links are not followed: a pull request may hold links to anywhere. */
export async function filesBelow(root: string): Promise<FilesBelow> {
  const found: FilesBelow = { files: [], closed: [] };
  await list(root, '', found);
  found.files.sort();
  spareMemory(found.files.length);
  return found;
}

async function list(root: string, folder: string, found: FilesBelow): Promise<void> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch((error: unknown) => {
    if (folder === '') throw mistake(`${root}: not a folder that can be read (${codeOf(error) ?? error})`);
    found.closed.push({ file: folder, reason: `the folder cannot be read (${codeOf(error) ?? error})` });
    return [];
  });
  const folders: string[] = [];
  for (const entry of entries) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory() && !entry.name.startsWith('.') && !SKIPPED.has(entry.name)) folders.push(path);
    else if (entry.isFile() && ENDINGS.test(entry.name)) found.files.push(path);
    else if (entry.isSymbolicLink() && mayBeReviewed(entry.name)) found.closed.push({ file: path, reason: LINK });
  }
  for (const path of folders.sort()) await list(root, path, found);
}

/** A link's name tells whether it stands for a file that would be read, or a folder of them. */
function mayBeReviewed(name: string): boolean {
  return ENDINGS.test(name) || !name.includes('.');
}
