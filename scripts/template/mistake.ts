import { UserError } from '../cli/errors.ts';
import { plain } from '../cli/plain.ts';
import type { Position } from './source.ts';

/** Longer than any text of ours with a name in it. */
const LENGTH_LIMIT = 600;

/** A person's mistake at a place that editors and terminals can jump to. */
export function mistakeAt({ file, line, column }: Position, message: string): UserError {
  return mistake(`${file}:${line}:${column}: ${message}`);
}

/**
 * One line, whatever the input holds: a key of a pull request with a line break in it must not write
 * `::workflow commands::` into a log, nor escape sequences to a terminal.
 */
export function mistake(message: string): UserError {
  const line = plain(message.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, escaped));
  return new UserError(line.length > LENGTH_LIMIT ? `${line.slice(0, LENGTH_LIMIT)}…` : line);
}

function escaped(character: string): string {
  return `\\u{${character.codePointAt(0)?.toString(16)}}`;
}
