import type { Dialect } from '../scalars.ts';

/** Where the reader of usual YAML is: at the first character of a line that says something. */
export interface Cursor {
  text: string;
  dialect: Dialect;
  /** -1 at the end of the text. */
  at: number;
  /** The column of `at`, which is how far it is indented. */
  indent: number;
  depth: number;
}

/** Thrown where the text is not usual: it says nothing of whether it is right. */
export const UNUSUAL = { unusual: true };

export function giveUp(): never {
  throw UNUSUAL;
}

export const SPACE = 32;
export const NEWLINE = 10;
export const HASH = 35;
export const COLON = 58;
const DASH = 45;

/** The offset of the line's end: of its line feed, or of the end of the text. */
export function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

export function skipSpaces(text: string, from: number): number {
  let offset = from;
  while (text.charCodeAt(offset) === SPACE) offset++;
  return offset;
}

/** Whether a character is a space, a line feed or the end. */
export function isGap(text: string, offset: number): boolean {
  const code = text.charCodeAt(offset);
  return code === SPACE || code === NEWLINE || Number.isNaN(code);
}

/** Goes to the next line that is neither empty nor a comment. @param start where a line begins */
export function goToLine(cursor: Cursor, start: number): void {
  const { text } = cursor;
  let line = start;
  while (line < text.length) {
    const first = skipSpaces(text, line);
    const code = text.charCodeAt(first);
    if (first < text.length && code !== NEWLINE && code !== HASH) {
      cursor.at = first;
      cursor.indent = first - line;
      return;
    }
    line = lineEnd(text, first) + 1;
  }
  cursor.at = -1;
  cursor.indent = -1;
}

/** After a value: nothing but a comment may stand behind it. */
export function finishLine(cursor: Cursor, offset: number): void {
  const { text } = cursor;
  const next = skipSpaces(text, offset);
  const code = text.charCodeAt(next);
  const isComment = code === HASH && next > offset;
  if (next < text.length && code !== NEWLINE && !isComment) giveUp();
  goToLine(cursor, lineEnd(text, next) + 1);
}

/** Whether an item of a list starts here. */
export function isItem(text: string, offset: number): boolean {
  return text.charCodeAt(offset) === DASH && isGap(text, offset + 1);
}
