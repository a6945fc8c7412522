import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { stateFolder } from '../../cli/project.ts';
import { bytesOf, type Entry, entryIn } from './cache-bytes.ts';

/** What earlier runs made of files. It never makes a review fail: whatever is wrong with an entry, it is a miss. */
export interface ReviewCache {
  get(key: string): Entry | null;
  set(key: string, entry: Entry): void;
  /** Where this run has added any and there are too many, removes those that were used longest ago. */
  tidy(): void;
}

const SIZE_LIMIT = 64 * 1024 * 1024;
const ENTRY_LIMIT = 4 * 1024 * 1024;
const DAY = 24 * 60 * 60 * 1000;

/** The folder of a bundle is named after its sources (`scripts/setup/bundle.mjs`). */
const BUNDLE = /^[0-9a-f]{16}$/.exec(basename(import.meta.dirname))?.[0];

/** The sources themselves change while they run: from them nothing is kept unless a test says where. */
export const REVIEW_CACHE = BUNDLE === undefined ? null : join(stateFolder, 'review-cache');

/** The key of what this version of the reader makes of these texts. */
export function cacheKey(parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of [BUNDLE ?? 'sources', process.version, ...parts]) hash.update(`${part.length}:`).update(part);
  return hash.digest('hex');
}

/** @param limit bytes that stay when the cache is tidied */
export function reviewCache(folder: string, limit = SIZE_LIMIT): ReviewCache {
  let added = false;
  return {
    get: (key) => attempt(() => read(join(folder, key))) ?? null,
    set(key, entry) {
      const isKept = attempt(() => {
        const bytes = bytesOf(entry);
        if (bytes.length <= ENTRY_LIMIT) write(folder, key, bytes);
        return true;
      });
      added ||= isKept === true;
    },
    tidy() {
      if (added) attempt(() => removeOldest(folder, limit));
    },
  };
}

/** A read-only disk, a full one, another run that tidies, an entry of hostile shape: the review goes on without. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

function read(path: string): Entry | null {
  const entry = entryIn(readFileSync(path));
  if (entry !== null && Date.now() - statSync(path).mtimeMs > DAY) {
    const now = new Date();
    attempt(() => utimesSync(path, now, now));
  }
  return entry;
}

/** Under another name first, so that no run ever reads half an entry. */
function write(folder: string, key: string, bytes: Buffer): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const unfinished = join(folder, `${key}.${randomUUID()}`);
  try {
    writeFileSync(unfinished, bytes, { mode: 0o600, flag: 'wx' });
    renameSync(unfinished, join(folder, key));
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}

/** What a killed run left unfinished goes with the others. */
function removeOldest(folder: string, limit: number): void {
  const entries = readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    const found = statSync(path, { throwIfNoEntry: false });
    return found?.isFile() ? [{ path, size: found.size, time: found.mtimeMs }] : [];
  });
  let size = entries.reduce((sum, entry) => sum + entry.size, 0);
  for (const entry of entries.sort((one, other) => one.time - other.time)) {
    if (size <= limit) break;
    rmSync(entry.path, { force: true });
    size -= entry.size;
  }
}
