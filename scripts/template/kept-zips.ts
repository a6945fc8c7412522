import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { codeOf } from '../cli/errors.ts';
import { stateFolder } from '../cli/project.ts';
import { realPathInside } from './files.ts';
import { sha256 } from './zip.ts';

/** A function as it is uploaded. */
export interface Zipped {
  body: Uint8Array;
  /** Of `body`, in hexadecimal. */
  sha256: string;
  /** The repository's own files in it, relative to the root, sorted. */
  sources: string[];
  exports: string[];
}

/** The folder that commands run from is named after their sources (`scripts/setup/bundle.mjs`). */
const BUILD = /^[0-9a-f]{16}$/.exec(basename(import.meta.dirname))?.[0];

/** The sources themselves change while they run: from them nothing is kept unless a test says where. */
const KEPT_ZIPS = BUILD === undefined ? null : join(stateFolder, 'function-zips');

/** How many are kept; those used longest ago go first. */
const LIMIT = 100;

/**
 * The function's zip, as an earlier run left it if everything that it was made of is the same: the files of the function
 * and of `functions/shared`, the packages that are installed, and this very code. What is kept never makes a run fail.
 */
export async function keptZip(
  root: string,
  name: string,
  make: () => Promise<Zipped>,
  folder: string | null = KEPT_ZIPS,
): Promise<Zipped> {
  const file = folder === null ? null : await keyOf(root, name).then((key) => key && join(folder, key), nothing);
  if (file == null || folder === null) return make();
  const kept = await read(file).catch(nothing);
  if (kept) return kept;
  const made = await make();
  await write(folder, file, made).catch(nothing);
  return made;
}

function nothing(): null {
  return null;
}

/** Null where it cannot be told which packages are installed. */
async function keyOf(root: string, name: string): Promise<string | null> {
  const hash = createHash('sha256');
  const add = (part: string | Uint8Array) => hash.update(`${part.length}:`).update(part);
  for (const part of [BUILD ?? 'sources', process.version, root, name]) add(part);
  // npm writes down there what it has installed.
  const packages = await readFile(join(root, 'node_modules', '.package-lock.json')).catch(nothing);
  if (packages === null && (await realPathInside(root, 'node_modules').catch(() => '')) !== null) return null;
  add(packages ?? '');
  for (const part of [`functions/${name}`, 'functions/shared']) {
    for (const path of await filesBelow(root, part)) {
      add(path);
      add(await readFile(join(root, path)));
    }
  }
  return hash.digest('hex');
}

/** Of a link nobody knows what hangs on it: then nothing is kept. */
async function filesBelow(root: string, folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  });
  const found = await Promise.all(
    entries.map(async (entry): Promise<string[]> => {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return filesBelow(root, path);
      if (!entry.isFile()) throw new Error(`${path} is a link`);
      return [path];
    }),
  );
  return found.flat().sort();
}

/** A line of JSON, then the bytes. */
async function read(file: string): Promise<Zipped | null> {
  const bytes = await readFile(file);
  const end = bytes.indexOf('\n');
  const { sha256: hash, sources, exports } = JSON.parse(bytes.subarray(0, end).toString());
  const body = bytes.subarray(end + 1);
  if (sha256(body) !== hash || !Array.isArray(sources) || !Array.isArray(exports)) return null;
  await utimes(file, new Date(), new Date());
  return { body, sha256: hash, sources, exports };
}

async function write(folder: string, file: string, { body, sha256: hash, sources, exports }: Zipped): Promise<void> {
  await mkdir(folder, { recursive: true });
  const unfinished = `${file}.${randomUUID()}`;
  await writeFile(
    unfinished,
    Buffer.concat([Buffer.from(`${JSON.stringify({ sha256: hash, sources, exports })}\n`), body]),
  );
  await rename(unfinished, file);
  await removeOldest(folder);
}

async function removeOldest(folder: string): Promise<void> {
  const names = await readdir(folder);
  if (names.length <= LIMIT) return;
  const dated = await Promise.all(names.map(async (name) => ({ name, at: (await stat(join(folder, name))).mtimeMs })));
  const old = dated.sort((one, other) => other.at - one.at).slice(LIMIT);
  await Promise.all(old.map(({ name }) => rm(join(folder, name), { force: true })));
}
