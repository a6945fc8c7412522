import { COLON, type Cursor, giveUp, goToLine, HASH, isGap, lineEnd, NEWLINE, SPACE, skipSpaces } from './cursor.ts';

/** A scalar's text, and the offset behind it. */
export type Read = [text: string, end: number];

/** What starts something else than plain text, or may. */
const INDICATORS = new Set('?,[]{}#&*!|>\'"%@`');

/** Whether plain text starts here, the most frequent kinds of it. */
export function isPlainStart(text: string, offset: number): boolean {
  const character = text[offset] ?? ' ';
  if (character === '-' || character === ':') return !isGap(text, offset + 1);
  return !INDICATORS.has(character) && character !== ' ' && character !== '\n';
}

/** Plain text to the end of its line, or to a comment. */
function readPlainLine(text: string, start: number): Read {
  const end = lineEnd(text, start);
  let last = start;
  for (let offset = start; offset < end; offset++) {
    const code = text.charCodeAt(offset);
    if (code === SPACE) {
      if (text.charCodeAt(offset + 1) === HASH) break;
      continue;
    }
    if (code === COLON && (offset + 1 === end || text.charCodeAt(offset + 1) === SPACE)) giveUp();
    last = offset;
  }
  return [text.slice(start, last + 1), last + 1];
}

/** Plain text with the lines that go on with it, which are indented further than `indent`. Leaves the cursor behind it. */
export function readPlainText(cursor: Cursor, start: number, indent: number): string {
  const { text } = cursor;
  let [whole, end] = readPlainLine(text, start);
  for (;;) {
    const line = lineEnd(text, end) + 1;
    const isWhole = skipSpaces(text, end) >= line - 1;
    const first = skipSpaces(text, line);
    const isBlank = first >= text.length || text.charCodeAt(first) === NEWLINE;
    if (isBlank || first - line <= indent || text.charCodeAt(first) === HASH) {
      goToLine(cursor, line);
      if (cursor.indent > indent) giveUp();
      return whole;
    }
    if (!isWhole || !isPlainStart(text, first)) giveUp();
    const [more, after] = readPlainLine(text, first);
    whole += ` ${more}`;
    end = after;
  }
}

/** Text in quotes that stands on one line. */
export function readQuoted(text: string, start: number): Read {
  return text[start] === '"' ? readDouble(text, start) : readSingle(text, start);
}

function readSingle(text: string, start: number): Read {
  for (let end = text.indexOf("'", start + 1); end >= 0; end = text.indexOf("'", end + 2)) {
    if (text[end + 1] === "'") continue;
    const inner = text.slice(start + 1, end);
    if (inner.includes('\n')) giveUp();
    return [inner.replaceAll("''", "'"), end + 1];
  }
  return giveUp();
}

function readDouble(text: string, start: number): Read {
  for (let end = start + 1; end < text.length; end++) {
    const character = text[end];
    if (character !== undefined && character < ' ') giveUp();
    if (character === '\\') {
      // What JSON and YAML mean alike.
      if (!'"\\/bfnrt'.includes(text[end + 1] ?? '?')) giveUp();
      end++;
    } else if (character === '"') return [JSON.parse(text.slice(start, end + 1)), end + 1];
  }
  return giveUp();
}

/** Lines after `|`, `>`, `|-` or `>-`, indented further than `indent`. Leaves the cursor behind them. */
export function readBlockScalar(cursor: Cursor, start: number, indent: number): string {
  const { text } = cursor;
  const end = lineEnd(text, start);
  const header = text.slice(start, end).trimEnd();
  if (!/^[|>]-?$/.test(header) || end === text.length) giveUp();
  const { lines, next } = linesOfBlock(text, end + 1, indent);
  goToLine(cursor, next);
  if (cursor.indent > indent) giveUp();
  const body = header.startsWith('|') ? lines.join('\n') : folded(lines);
  return header.endsWith('-') ? body : `${body}\n`;
}

function linesOfBlock(text: string, start: number, indent: number): { lines: string[]; next: number } {
  const lines: string[] = [];
  let column = -1;
  let next = start;
  while (next < text.length) {
    const end = lineEnd(text, next);
    const first = skipSpaces(text, next);
    const isBlank = first >= end;
    if (!isBlank && first - next <= indent) break;
    if (!isBlank && column < 0) column = first - next;
    // Blank lines that are indented further are part of the text.
    if (isBlank ? end > next && end - next !== column && lines.length === 0 : first - next < column) giveUp();
    lines.push(isBlank && end - next <= column ? '' : text.slice(next + Math.max(column, 0), end));
    next = end + 1;
  }
  while (lines.at(-1)?.trim() === '') {
    if (lines.at(-1) !== '') giveUp();
    lines.pop();
  }
  if (lines.length === 0 || lines[0] === '') giveUp();
  return { lines, next };
}

function folded(lines: readonly string[]): string {
  let whole = '';
  let breaks = 0;
  for (const [index, line] of lines.entries()) {
    // Lines that are indented further keep their line feeds.
    if (line.startsWith(' ')) giveUp();
    if (line === '') breaks++;
    else {
      if (index > 0) whole += breaks === 0 ? ' ' : '\n'.repeat(breaks);
      whole += line;
      breaks = 0;
    }
  }
  return whole;
}
