import { type Marked, markedList, markedMap, markedScalar, type Part } from './marked.ts';
import { mistakeAt } from './mistake.ts';
import type { Locate } from './source.ts';

/** Deeper than any policy or template; a bound, so that hostile input cannot exhaust the stack. */
export const DEPTH_LIMIT = 200;

interface Reader {
  text: string;
  offset: number;
  depth: number;
  fail(message: string, offset?: number): never;
}

/** Parses strict JSON and keeps offsets, which JSON.parse neither keeps nor (on Node 20) always reports. */
export function parseJson(text: string, locate: Locate): Marked {
  const reader: Reader = {
    text,
    offset: 0,
    depth: 0,
    fail(message, offset = reader.offset) {
      throw mistakeAt(locate(offset), `not valid JSON: ${message}`);
    },
  };
  skipSpace(reader);
  const top = readValue(reader);
  skipSpace(reader);
  if (reader.offset < text.length) reader.fail(`${seen(reader)} after the end of the document`);
  return top;
}

function readValue(reader: Reader): Marked {
  const character = reader.text[reader.offset];
  if (character === '{' || character === '[') return readNested(reader, character === '{' ? readMap : readList);
  if (character === '"') return markedScalar(...readString(reader));
  return readWord(reader);
}

function readNested(reader: Reader, read: (reader: Reader) => Marked): Marked {
  if (++reader.depth > DEPTH_LIMIT) reader.fail(`nested deeper than ${DEPTH_LIMIT} levels`);
  const node = read(reader);
  reader.depth--;
  return node;
}

function readMap(reader: Reader): Marked {
  const start = reader.offset++;
  const parts = new Map<string, Part>();
  readItems(reader, '}', () => {
    if (reader.text[reader.offset] !== '"') reader.fail(`expected a key in double quotes, found ${seen(reader)}`);
    const [name, key] = readString(reader);
    if (parts.has(name)) reader.fail(`the key "${name}" stands here twice: keep one`, key);
    if (name === '__proto__') reader.fail('the key "__proto__" is not allowed', key);
    skipSpace(reader);
    if (reader.text[reader.offset] !== ':') reader.fail(`expected ':' after the key, found ${seen(reader)}`);
    reader.offset++;
    skipSpace(reader);
    parts.set(name, { key, node: readValue(reader) });
  });
  return markedMap(parts, start);
}

function readList(reader: Reader): Marked {
  const start = reader.offset++;
  const parts: Part[] = [];
  readItems(reader, ']', () => {
    const key = reader.offset;
    parts.push({ key, node: readValue(reader) });
  });
  return markedList(parts, start);
}

function readItems(reader: Reader, close: string, readItem: () => void): void {
  skipSpace(reader);
  if (reader.text[reader.offset] === close) {
    reader.offset++;
    return;
  }
  for (;;) {
    readItem();
    skipSpace(reader);
    const comma = reader.offset;
    const character = reader.text[reader.offset];
    if (character !== ',' && character !== close) reader.fail(`expected ',' or '${close}', found ${seen(reader)}`);
    reader.offset++;
    if (character === close) return;
    skipSpace(reader);
    if (reader.text[reader.offset] === close) reader.fail(`remove the comma before '${close}'`, comma);
  }
}

function readString(reader: Reader): [value: string, start: number] {
  const start = reader.offset;
  for (let offset = start + 1; offset < reader.text.length; offset++) {
    const character = reader.text[offset];
    if (character === '\\') offset++;
    else if (character === '"') return [unescaped(reader, start, offset + 1), start];
    else if (character !== undefined && character < ' ') {
      reader.fail('a string holds a line break or control character: close it with " or escape it', offset);
    }
  }
  return reader.fail('a string is never closed: add "', start);
}

function unescaped(reader: Reader, start: number, end: number): string {
  reader.offset = end;
  const raw = reader.text.slice(start, end);
  try {
    return JSON.parse(raw);
  } catch {
    const wrong = /^(?:[^\\]|\\["\\/bfnrt]|\\u[\da-fA-F]{4})*/.exec(raw)?.[0].length ?? 0;
    return reader.fail(`unknown escape '${raw.slice(wrong, wrong + 2)}' in a string`, start + wrong);
  }
}

function readWord(reader: Reader): Marked {
  const start = reader.offset;
  const word = /^[^\s,:[\]{}"]{0,400}/.exec(reader.text.slice(start, start + 400))?.[0] ?? '';
  const constants: Record<string, unknown> = { true: true, false: false, null: null };
  if (!Object.hasOwn(constants, word) && !/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(word)) {
    reader.fail(`expected a value, found ${seen(reader)}`);
  }
  const value = Object.hasOwn(constants, word) ? constants[word] : Number(word);
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) {
    reader.fail(`the number ${word} is too large to be kept exactly: write it as a string`);
  }
  reader.offset += word.length;
  return markedScalar(value, start);
}

function skipSpace(reader: Reader): void {
  while (' \t\n\r'.includes(reader.text[reader.offset] ?? '?')) reader.offset++;
}

function seen(reader: Reader): string {
  const rest = reader.text.slice(reader.offset, reader.offset + 20);
  if (rest === '') return 'the end of the file';
  if (rest.startsWith('//') || rest.startsWith('/*')) return 'a comment (JSON has none)';
  if (rest.startsWith("'")) return 'a single quote (strings take double quotes)';
  return `'${/^(?:[\w.+-]+|.)/su.exec(rest)?.[0] ?? ''}'`;
}
