import { type Marked, markedList, markedMap, markedScalar, type Part } from '../marked.ts';
import { plainScalar } from '../scalars.ts';
import { type Cursor, giveUp, isGap, skipSpaces } from './cursor.ts';
import { readQuoted } from './scalars.ts';
import { tagged } from './tagged.ts';

type Found = [node: Marked, end: number];

/** A list or a map in brackets, on one line. */
export function readFlow(cursor: Cursor, start: number): Found {
  if (++cursor.depth > 50) giveUp();
  const found = cursor.text[start] === '[' ? readList(cursor, start) : readMap(cursor, start);
  cursor.depth--;
  return found;
}

function readList(cursor: Cursor, start: number): Found {
  const { text } = cursor;
  const parts: Part[] = [];
  let offset = skipSpaces(text, start + 1);
  while (text[offset] !== ']') {
    const [node, end] = readItem(cursor, offset);
    parts.push({ key: node.start, node });
    offset = behindItem(text, end, ']');
  }
  return [markedList(parts, start), offset + 1];
}

function readMap(cursor: Cursor, start: number): Found {
  const { text } = cursor;
  const parts = new Map<string, Part>();
  let offset = skipSpaces(text, start + 1);
  while (text[offset] !== '}') {
    const key = offset;
    const [name, end] = readScalar(text, key);
    if (text[end] !== ':' || text[end + 1] !== ' ' || parts.has(name) || name === '__proto__' || name === '<<')
      giveUp();
    const [node, after] = readItem(cursor, skipSpaces(text, end + 1));
    parts.set(name, { key, node });
    offset = behindItem(text, after, '}');
  }
  return [markedMap(parts, start), offset + 1];
}

/** The next item, or the closing bracket. */
function behindItem(text: string, end: number, close: string): number {
  const offset = skipSpaces(text, end);
  if (text[offset] === close) return offset;
  if (text[offset] !== ',') giveUp();
  return skipSpaces(text, offset + 1);
}

function readItem(cursor: Cursor, start: number): Found {
  const { text, dialect } = cursor;
  const first = text[start];
  if (first === '[' || first === '{') return readFlow(cursor, start);
  if (first === '!') return readTagged(cursor, start);
  const [value, end] = readScalar(text, start);
  const isText = first === '"' || first === "'";
  return [markedScalar(isText ? value : plainScalar(value, dialect), start), end];
}

function readTagged(cursor: Cursor, start: number): Found {
  const { text } = cursor;
  const name = /^!\w+(?= )/.exec(text.slice(start, start + 30))?.[0] ?? giveUp();
  const argument = skipSpaces(text, start + name.length);
  if (text[argument] === '[' || text[argument] === '{') {
    const [node, end] = readFlow(cursor, argument);
    return [tagged(cursor, name, start, node), end];
  }
  const [value, end] = readScalar(text, argument);
  return [tagged(cursor, name, start, markedScalar(value, argument)), end];
}

/** Letters that mean nothing else wherever they stand; colons inside. */
const PLAIN = /[\w./$+(;][\w./$@+*()<>=~^; -]*(?::+[\w./$@+*()<>=~^;-][\w./$@+*()<>=~^; -]*)*/y;

function readScalar(text: string, start: number): [text: string, end: number] {
  const first = text[start];
  if (first === '"' || first === "'") {
    const [value, end] = readQuoted(text, start);
    if (!isGap(text, end) && !',]}:'.includes(text[end] ?? '')) giveUp();
    return [value, end];
  }
  PLAIN.lastIndex = start;
  const found = PLAIN.exec(text)?.[0].trimEnd() ?? giveUp();
  return [found, start + found.length];
}
