import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { isPattern, literal, patternSource } from '../toolkit/pattern.ts';

export interface Found {
  /** What the files' names in the artifact are relative to. */
  root: string;
  files: string[];
}

interface Line {
  /** The folder, or the file, where the search begins. */
  from: string;
  matches: RegExp;
}

/**
 * Finds what lines name: files, folders with all below, and patterns; `!` before a line leaves out.
 * @param base what they are relative to
 */
export async function find(text: string, base: string, home: string, hidden: boolean): Promise<Found> {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  const lineOf = (line: string) => readLine(line, base, home);
  const wanted = lines.filter((line) => !line.startsWith('!')).map(lineOf);
  const unwanted = lines.filter((line) => line.startsWith('!')).map((line) => lineOf(line.slice(1).trim()));
  const files = new Set<string>();
  for (const { from, matches } of wanted) {
    for await (const file of filesBelow(from, hidden, new Set())) {
      const is = (pattern: RegExp) => above(file).some((path) => pattern.test(path));
      if (is(matches) && !unwanted.some((line) => is(line.matches))) files.add(file);
    }
  }
  const starts = wanted.map(({ from }) => from);
  return { root: rootOf(starts, files), files: [...files].sort() };
}

/** @throws Error for a set of characters, which would be taken by the letter */
function readLine(line: string, base: string, home: string): Line {
  if (/[[\]]/.test(line)) throw new Error(`Path '${line}': only *, ** and ? are understood on a laptop`);
  const path = resolve(base, line.replace(/^~(?=\/|$)/, home));
  const parts = path.split('/');
  const first = parts.findIndex(isPattern);
  if (first === -1) return { from: path, matches: new RegExp(`^${literal(path)}$`, 's') };
  const from = parts.slice(0, first).join('/');
  const rest = patternSource(parts.slice(first).join('/'));
  return { from: from || '/', matches: new RegExp(`^${literal(from)}/${rest}$`, 's') };
}

/** Links are followed, into no folder twice on one way. */
async function* filesBelow(path: string, hidden: boolean, seen: ReadonlySet<string>): AsyncGenerator<string> {
  if (!hidden && basename(path).startsWith('.')) return;
  const found = await stat(path).catch(() => null);
  if (found?.isFile()) yield path;
  if (!found?.isDirectory()) return;
  const real = await realpath(path);
  if (seen.has(real)) return;
  for (const name of await readdir(path)) yield* filesBelow(join(path, name), hidden, new Set([...seen, real]));
}

/** A file's own path and all folders that it is in: what matches a folder takes all below. */
function above(file: string): string[] {
  const paths = [file];
  for (let at = file; dirname(at) !== at; at = dirname(at)) paths.push(dirname(at));
  return paths;
}

function rootOf(from: readonly string[], files: ReadonlySet<string>): string {
  const [first = '/', ...more] = [...new Set(from)];
  if (more.length === 0) return files.has(first) ? dirname(first) : first;
  const common = first.split('/').filter((part, place, all) => {
    const start = all.slice(0, place + 1).join('/');
    return more.every((path) => path === start || path.startsWith(`${start}/`) || (place === 0 && part === ''));
  });
  return common.join('/') || '/';
}
