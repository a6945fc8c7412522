import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { codeOf, UserError } from '../../cli/errors.ts';
import { inCode } from '../../cli/markdown/escape.ts';
import { cut, shares } from './cut.ts';
import { harmless } from './harmless.ts';

/** Characters that GitHub takes of the text of a comment or an issue. */
const LONGEST = 65_536;

export interface Sources {
  /** A sentence of ours above all; empty for none. */
  lead?: string;
  /** Must be there. */
  files: readonly string[];
  /** May be missing: the text says so. */
  optional: readonly string[];
}

/**
 * The text to post: the marker's line, by which it is found again, and the files one below the other.
 * @param rest the address where one reads on, if it had to be cut; null for none
 */
export async function documentOf(marker: string, sources: Sources, rest: string | null): Promise<string> {
  const read = await Promise.all([...sources.files.map(required), ...sources.optional.map(orMissing)]);
  const parts = sources.lead ? [sources.lead, ...read] : read;
  const head = markerLine(marker);
  const gaps = '\n\n'.length * parts.length;
  const allowed = shares(
    parts.map(({ length }) => length),
    LONGEST - head.length - gaps,
  );
  const summary = rest === null ? "the job's summary" : `[the job's summary](${rest})`;
  const word = `The rest is left out here: it is in ${summary}.`;
  return [head, parts.map((part, index) => cut(part, allowed[index] ?? 0, word)).join('\n\n')].join('\n');
}

export function markerLine(marker: string): string {
  // A comment of HTML must not end early, nor go on.
  if (!/^[a-z0-9]+(?:[-_.][a-z0-9]+)*$/i.test(marker)) {
    throw new UserError(`--marker takes letters and digits, with - between them, not '${marker}'`);
  }
  return `<!-- ${marker} -->`;
}

async function required(file: string): Promise<string> {
  const text = await textOf(file);
  if (text === null) throw new UserError(`${file} is not there: write it first, or name it with --optional`);
  if (text === '') throw new UserError(`${file} is empty: there is nothing to post`);
  return text;
}

async function orMissing(file: string): Promise<string> {
  return (await textOf(file)) || `${inCode(basename(file))} was not written in this run.`;
}

async function textOf(file: string): Promise<string | null> {
  try {
    return harmless(await readFile(file, 'utf8')).trim();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}
