import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { UserError } from '../cli/errors.ts';
import { git, zeroSeparated } from './git.ts';

interface Entry {
  id: string;
  /** Relative to the folder. */
  path: string;
}

/** A part of a path that is safe to make: no way up, no absolute path, nothing of Git's own. */
const SAFE_PART = /^(?!\.{1,2}$|\.git$)[^/\\\0]+$/i;

/**
 * Lays the files of a commit below a folder into a temporary folder, for the time of the work.
 * @param folder the part of the repository that is wanted
 * @param isWanted by the path below it, with `/`; links and submodules are never laid out
 */
export async function withFilesOf<T>(
  folder: string,
  commit: string,
  isWanted: (path: string) => boolean,
  work: (laidOut: string) => Promise<T>,
): Promise<T> {
  const laidOut = await mkdtemp(join(tmpdir(), 'stackwarden-base-'));
  try {
    const wanted = (await entriesOf(folder, commit)).filter(({ path }) => isWanted(path));
    await writeAll(laidOut, wanted, await contentsOf(folder, wanted));
    return await work(laidOut);
  } finally {
    await rm(laidOut, { recursive: true, force: true });
  }
}

async function entriesOf(folder: string, commit: string): Promise<Entry[]> {
  const { status, stdout, stderr } = await git(folder, ['ls-tree', '-r', '-z', commit]);
  if (status !== 0) throw new UserError(`cannot list the files of ${commit}: ${stderr}`);
  return zeroSeparated(stdout).flatMap((line) => {
    const [, mode, id, path] = /^(\d+) blob ([0-9a-f]+)\t([\s\S]+)$/.exec(line) ?? [];
    if (!mode?.startsWith('100') || id === undefined || path === undefined) return [];
    return path.split('/').every((part) => SAFE_PART.test(part)) ? [{ id, path }] : [];
  });
}

/** The contents in the order of the entries, from one process. */
async function contentsOf(folder: string, entries: readonly Entry[]): Promise<Buffer[]> {
  const input = entries.map(({ id }) => `${id}\n`).join('');
  const { status, stdout, stderr } = await git(folder, ['cat-file', '--batch'], input);
  if (status !== 0) throw new UserError(`cannot read the files of the base: ${stderr}`);
  let offset = 0;
  return entries.map(({ path }) => {
    const end = stdout.indexOf('\n', offset);
    const [, size] = /^[0-9a-f]+ blob (\d+)$/.exec(stdout.toString('latin1', offset, end)) ?? [];
    // In a partial clone a file may not be there.
    if (size === undefined) throw new UserError(`the base's ${path} is missing in this clone: fetch it first`);
    offset = end + 1 + Number(size) + 1;
    return stdout.subarray(end + 1, offset - 1);
  });
}

async function writeAll(into: string, entries: readonly Entry[], contents: readonly Buffer[]): Promise<void> {
  const folders = new Set(entries.map(({ path }) => dirname(path)));
  await Promise.all([...folders].map((path) => mkdir(join(into, path), { recursive: true })));
  await Promise.all(entries.map(({ path }, index) => writeFile(join(into, path), contents[index] ?? '')));
}
