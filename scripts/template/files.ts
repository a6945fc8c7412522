import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { codeOf } from '../cli/errors.ts';
import { mistake } from './mistake.ts';

/** CloudFormation's limit for a template from S3; no policy or environment comes near it. */
const SIZE_LIMIT = 1_048_576;

/**
 * The text of a file of the repository, or null when there is none. `path` is relative to the root, with `/`. A pull
 * request may hold links: one that points out of the repository is refused, so that nothing else is ever read.
 */
export async function readRepositoryFile(root: string, path: string): Promise<string | null> {
  const real = await realPathInside(root, path);
  if (real === null) return null;
  const stats = await stat(real);
  if (!stats.isFile()) throw mistake(`${path}: expected a file`);
  if (stats.size > SIZE_LIMIT)
    throw mistake(`${path}: larger than ${SIZE_LIMIT} bytes, which CloudFormation does not take`);
  return decoded(await readFile(real), path);
}

/** The names of a folder's entries, sorted; empty when there is no such folder. */
export async function listRepositoryFolder(root: string, path: string): Promise<string[]> {
  const real = await realPathInside(root, path);
  if (real === null) return [];
  try {
    return (await readdir(real)).sort();
  } catch (error) {
    if (codeOf(error) === 'ENOTDIR') throw mistake(`${path}: expected a folder`);
    throw error;
  }
}

/** The path with links followed, or null when nothing is there. */
export async function realPathInside(root: string, path: string): Promise<string | null> {
  const top = await realpath(root).catch(missing);
  if (top === null) throw mistake(`${root}: there is no such folder; --root takes the folder that holds templates/`);
  const real = await realpath(join(top, path)).catch(missing);
  if (real === null || isInside(top, real)) return real;
  throw mistake(`${path}: points out of the repository; put the file itself there`);
}

export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`);
}

/** Null for a path where nothing is, a link to itself included; any other error is thrown. */
export function missing(error: unknown): null {
  if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes(codeOf(error) ?? '')) return null;
  throw error;
}

function decoded(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw mistake(`${path}: not UTF-8 text; save it as UTF-8`);
  }
}
