import { type Marked, markedList, markedMap, markedScalar, type Part } from '../marked.ts';
import { type Dialect, plainScalar } from '../scalars.ts';
import {
  COLON,
  type Cursor,
  finishLine,
  giveUp,
  goToLine,
  HASH,
  isGap,
  isItem,
  lineEnd,
  NEWLINE,
  SPACE,
  skipSpaces,
  UNUSUAL,
} from './cursor.ts';
import { readFlow } from './flow.ts';
import { isPlainStart, readBlockScalar, readPlainText, readQuoted } from './scalars.ts';
import { tagged } from './tagged.ts';

/** Carriage returns, tabs and marks at the start, several documents: for the whole parser to judge. */
const UNUSUAL_TEXT = /[\r\t\uFEFF\u0085\u2028\u2029]|^(?:---|\.\.\.)/m;
const LENGTH_LIMIT = 500_000;
const KEY_LIMIT = 200;

/**
 * Reads what nearly all templates are written in: maps and lists by indentation, text on one line or in blocks, short
 * tags. It takes a tenth of the time of the whole parser, gives what that one does, and null for anything else,
 * mistakes included: those are for the whole parser to tell.
 */
export function parseUsualYaml(text: string, dialect: Dialect): Marked | null {
  const start = text.startsWith('---\n') ? 4 : 0;
  if (text.length > LENGTH_LIMIT || UNUSUAL_TEXT.test(start > 0 ? text.slice(start) : text)) return null;
  const cursor: Cursor = { text, dialect, at: -1, indent: -1, depth: 0 };
  goToLine(cursor, start);
  if (cursor.indent !== 0 || isItem(text, cursor.at)) return null;
  try {
    const top = readMap(cursor);
    return cursor.at < 0 ? top : null;
  } catch (error) {
    if (error === UNUSUAL) return null;
    throw error;
  }
}

function readNested(cursor: Cursor): Marked {
  if (++cursor.depth > 50) giveUp();
  const node = isItem(cursor.text, cursor.at) ? readList(cursor) : readMap(cursor);
  cursor.depth--;
  return node;
}

function readMap(cursor: Cursor): Marked {
  const { text, at: start, indent } = cursor;
  const parts = new Map<string, Part>();
  do {
    const key = cursor.at;
    const [name, colon] = keyAt(text, key) ?? giveUp();
    if (parts.has(name) || name === '<<' || name === '__proto__') giveUp();
    parts.set(name, { key, node: readValue(cursor, colon + 1, indent, true) });
  } while (cursor.indent === indent && !isItem(text, cursor.at));
  if (cursor.indent > indent) giveUp();
  return markedMap(parts, start);
}

function readList(cursor: Cursor): Marked {
  const { text, at: start, indent } = cursor;
  const parts: Part[] = [];
  do {
    const node = readValue(cursor, cursor.at + 1, indent, false);
    parts.push({ key: node.start, node });
  } while (cursor.indent === indent && isItem(text, cursor.at));
  if (cursor.indent > indent) giveUp();
  return markedList(parts, start);
}

/** A key that stands here, with the offset of its colon. */
function keyAt(text: string, start: number): [name: string, colon: number] | null {
  const first = text[start];
  if (first === '"' || first === "'") {
    const [name, end] = readQuoted(text, start);
    return text.charCodeAt(end) === COLON && isGap(text, end + 1) && end - start < KEY_LIMIT ? [name, end] : null;
  }
  if (!isPlainStart(text, start)) return null;
  for (let offset = start; offset < start + KEY_LIMIT; offset++) {
    const code = text.charCodeAt(offset);
    if (code === COLON && isGap(text, offset + 1)) return [text.slice(start, offset).trimEnd(), offset];
    if (code === NEWLINE || Number.isNaN(code) || (code === HASH && text.charCodeAt(offset - 1) === SPACE)) return null;
  }
  return giveUp();
}

/** @param from behind the colon or the dash @param indent of the map or list that holds it */
function readValue(cursor: Cursor, from: number, indent: number, isOfKey: boolean): Marked {
  const { text } = cursor;
  const start = skipSpaces(text, from);
  const code = text.charCodeAt(start);
  if (start >= text.length || code === NEWLINE || code === HASH) return readBelow(cursor, from, indent, isOfKey);
  if (!isOfKey && (isItem(text, start) || keyAt(text, start) !== null)) {
    cursor.at = start;
    cursor.indent = start - (text.lastIndexOf('\n', start) + 1);
    return readNested(cursor);
  }
  if (text[start] === '!') return readTagged(cursor, start, indent, isOfKey);
  return readHere(cursor, start, indent) ?? giveUp();
}

/** What stands on the lines below, or nothing at all. */
function readBelow(cursor: Cursor, from: number, indent: number, isOfKey: boolean): Marked {
  const { text } = cursor;
  goToLine(cursor, lineEnd(text, from) + 1);
  const isSameList = isOfKey && cursor.indent === indent && isItem(text, cursor.at);
  if (cursor.indent > indent || isSameList) return readNested(cursor);
  if (text.charCodeAt(from) === NEWLINE || from >= text.length) return markedScalar(null, from);
  return giveUp();
}

function readTagged(cursor: Cursor, start: number, indent: number, isOfKey: boolean): Marked {
  const { text } = cursor;
  const tag = /^!\w+(?=[ \n])/.exec(text.slice(start, start + 30))?.[0] ?? giveUp();
  const from = skipSpaces(text, start + tag.length);
  if (text.charCodeAt(from) !== NEWLINE) {
    return tagged(cursor, tag, start, readHere(cursor, from, indent, true) ?? giveUp());
  }
  const node = readBelow(cursor, from, indent, isOfKey);
  return tagged(cursor, tag, start, node.value === null ? markedScalar('', from) : node);
}

/** What starts on this line and is no map or list by indentation. @param isText plain text stays text */
function readHere(cursor: Cursor, start: number, indent: number, isText = false): Marked | null {
  const { text, dialect } = cursor;
  const first = text[start] ?? '';
  if (first === '|' || first === '>') return markedScalar(readBlockScalar(cursor, start, indent), start);
  if (first === '"' || first === "'") {
    const [value, end] = readQuoted(text, start);
    finishLine(cursor, end);
    return markedScalar(value, start);
  }
  if (first === '[' || first === '{') {
    const [node, end] = readFlow(cursor, start);
    finishLine(cursor, end);
    return node;
  }
  if (!isPlainStart(text, start)) return null;
  const plain = readPlainText(cursor, start, indent);
  return markedScalar(isText ? plain : plainScalar(plain, dialect), start);
}
