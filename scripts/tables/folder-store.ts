import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { link, lstat, mkdir, open, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join, posix } from 'node:path';
import { BackupProblem } from '../../functions/shared/backup/problem.ts';
import type { BackupStore, StoredFile } from '../../functions/shared/backup/store.ts';
import { codeOf } from '../cli/errors.ts';

/** What a write that was cut off leaves beside `manifest.json`: `.manifest.json.0123456789abcdef.partial`, or a lock. */
const PARTIAL = /^\.(.+)\.(?:[0-9a-f]{16}|lock)\.partial$/;
/** A backup holds people's data: nobody but its owner may look at it. */
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;
/** Bytes that are read at once. */
const CHUNK = 256 * 1024;

const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);
/** What file systems answer that have no way to write a folder to the disk. */
const NO_FOLDER_SYNC = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL', 'EISDIR', 'EACCES']);

export function folderStore(folder: string): BackupStore {
  return {
    place: folder,
    list: (prefix) => list(folder, prefix),
    read: (name) => read(pathOf(folder, name)),
    write: async (name, body) => write(pathOf(folder, name), body),
    remove: async (name) => remove(pathOf(folder, name)),
    clean: (prefix) => clean(folder, prefix),
  };
}

function pathOf(folder: string, name: string): string {
  const parts = name.split('/');
  const isOutside = parts.some((part) => part === '' || part === '.' || part === '..' || /[\\\0]/.test(part));
  if (isOutside) throw new BackupProblem('input', `${JSON.stringify(name)} is not the name of a file below ${folder}`);
  return join(folder, ...parts);
}

/** A bucket has no folders that could stay behind empty. */
async function remove(file: string): Promise<void> {
  await rm(file, { force: true });
  // Not empty, or gone by now.
  await rmdir(dirname(file)).catch(() => {});
}

async function list(folder: string, prefix: string): Promise<StoredFile[]> {
  const files: StoredFile[] = [];
  for await (const name of entriesBelow(folder, folderOf(folder, prefix))) {
    if (PARTIAL.test(basename(name)) || !name.startsWith(prefix)) continue;
    const found = await unlessAbsent(lstat(join(folder, name)));
    if (found !== null) files.push({ name, bytes: found.size, modifiedAt: found.mtime });
  }
  return files.sort((one, other) => (one.name < other.name ? -1 : 1));
}

async function clean(folder: string, prefix: string): Promise<void> {
  for await (const name of entriesBelow(folder, folderOf(folder, prefix))) {
    const [, of] = PARTIAL.exec(basename(name)) ?? [];
    if (of === undefined || !posix.join(dirname(name), of).startsWith(prefix)) continue;
    await rm(join(folder, name), { recursive: true, force: true });
  }
}

/** The folder that holds what begins with a prefix, relative to the store: empty, or with `/` at its end. */
function folderOf(folder: string, prefix: string): string {
  pathOf(folder, `${prefix}x`);
  return prefix.slice(0, prefix.lastIndexOf('/') + 1);
}

/** Files and what is left of writes; links are not followed. */
async function* entriesBelow(folder: string, below: string): AsyncGenerator<string> {
  const entries = await unlessAbsent(readdir(join(folder, below), { withFileTypes: true }));
  for (const entry of entries ?? []) {
    const name = below + entry.name;
    if (entry.isFile() || PARTIAL.test(entry.name)) yield name;
    else if (entry.isDirectory()) yield* entriesBelow(folder, `${name}/`);
  }
}

async function* read(path: string): AsyncGenerator<Uint8Array> {
  try {
    if (!(await lstat(path)).isFile())
      throw new BackupProblem('absent', `${path} is no file: put a whole backup there`);
    yield* createReadStream(path, { highWaterMark: CHUNK });
  } catch (error) {
    if (error instanceof BackupProblem) throw error;
    if (!/^(ENOENT|ENOTDIR)$/.test(codeOf(error) ?? '')) throw at(path, error);
    throw new BackupProblem('absent', `${path} is not there: check the place of the backup`, { cause: error });
  }
}

async function write(path: string, body: AsyncIterable<Uint8Array> | Uint8Array): Promise<void> {
  await makeFolder(dirname(path));
  const partial = partialOf(path, randomBytes(8).toString('hex'));
  try {
    await fill(partial, path, body instanceof Uint8Array ? [body] : body);
    await moveInto(path, partial);
  } finally {
    await rm(partial, { force: true }).catch(() => {});
  }
  await syncFolder(dirname(path));
}

function partialOf(path: string, mark: string): string {
  return join(dirname(path), `.${basename(path)}.${mark}.partial`);
}

type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** What the chunks throw passes through as it is; what the disk refuses names the file that was to be. */
async function fill(partial: string, path: string, chunks: Chunks): Promise<void> {
  const file = await named(path, open(partial, 'wx', FILE_MODE));
  try {
    for await (const chunk of chunks) await named(path, file.appendFile(chunk));
    await named(path, file.sync());
  } finally {
    await file.close();
  }
}

/** A link never replaces a file, as a renaming would. */
async function moveInto(path: string, partial: string): Promise<void> {
  try {
    await link(partial, path);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw taken(path, error);
    if (!NO_LINKS.has(codeOf(error) ?? '')) throw at(path, error);
    await moveWithoutLinks(path, partial);
  }
}

/** A folder is made by one writer only, on any file system; whoever made it looks and renames. */
async function moveWithoutLinks(path: string, partial: string): Promise<void> {
  const lock = partialOf(path, 'lock');
  try {
    await mkdir(lock, FOLDER_MODE);
  } catch (error) {
    throw codeOf(error) === 'EEXIST' ? taken(path, error) : at(path, error);
  }
  try {
    if ((await unlessAbsent(lstat(path))) !== null) throw taken(path);
    await named(path, rename(partial, path));
  } finally {
    await rmdir(lock);
  }
}

/** With its way down to it on the disk, so that a file in it is not lost with a folder. */
async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made));
}

async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch (error) {
    if (!NO_FOLDER_SYNC.has(codeOf(error) ?? '')) throw at(folder, error);
  }
}

async function unlessAbsent<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

async function named<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw at(path, error);
  }
}

/** Node names no file when an open one is written or read. */
function at(path: string, error: unknown): Error {
  return Object.assign(error as Error, { path });
}

function taken(path: string, cause?: unknown): BackupProblem {
  return new BackupProblem('taken', `${path} is there already, and nothing is written over it: use another place`, {
    cause,
  });
}
