import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fingerprint } from './fingerprint.mjs';

const marker = (file) => join(dirname(file), '.stackwarden-setup');

/** The size tells a file that a full disk or a power cut has shortened, without reading it. */
const printOf = (file, madeOf) => fingerprint(madeOf, [statSync(file).size]);

/**
 * Whether a file that set-up compiles, in a folder of its own, is there and up to date.
 * @param {string} file
 * @param {() => string[]} madeOf the files that tell when it has to be made again; may throw when they are not there
 */
export function isCompiled(file, madeOf) {
  try {
    return readFileSync(marker(file), 'utf8') === printOf(file, madeOf());
  } catch {
    return false;
  }
}

/** Writes it, and removes what a set-up left that was killed. */
export function writeCompiled(file, text, madeOf) {
  const home = dirname(file);
  mkdirSync(home, { recursive: true });
  const unfinished = join(home, randomUUID());
  writeFileSync(unfinished, text);
  // One file replaces another at once: a command that reads just now sees the whole of one of them.
  renameSync(unfinished, file);
  writeFileSync(marker(file), printOf(file, madeOf()));
  for (const other of readdirSync(home).map((name) => join(home, name))) {
    if (other !== file && other !== marker(file)) rmSync(other, { recursive: true, force: true });
  }
}
