import { isDeepStrictEqual } from 'node:util';
import { isCollection, isMap, isScalar, type Node, type Pair, parseDocument, type YAMLMap } from 'yaml';
import { UserError } from '../cli/errors.ts';
import { parseSettings } from '../template/source.ts';
import { isMap as isObject } from '../template/walk.ts';

/** Text to put in place of a part of another; both ends are offsets. */
interface Edit {
  start: number;
  end: number;
  text: string;
}

type Item = Pair<Node, Node | null>;

/**
 * A YAML text with one more text at `path`, or another one there; every other character stays.
 * @returns null where the text is laid out so that this cannot be told to be right
 */
export function withText(yaml: string, path: readonly string[], value: string): string | null {
  const mark = yaml.startsWith('\uFEFF') ? '\uFEFF' : '';
  const text = yaml.slice(mark.length);
  const { contents, errors } = parseDocument(text, { schema: 'failsafe', merge: false });
  if (errors.length > 0 || !isMap(contents)) return null;
  const edit = editOf(text, contents as YAMLMap, path, `'${value.replaceAll("'", "''")}'`);
  const edited = edit && text.slice(0, edit.start) + edit.text + text.slice(edit.end);
  if (edited === null) return null;
  const [before, now] = [settingsIn(text), settingsIn(edited)];
  const isRight = before !== null && now !== null && isDeepStrictEqual(now, put(before, path, value));
  return isRight ? mark + edited : null;
}

/** Null where it is not what an environment's file is read as. */
function settingsIn(text: string): unknown {
  try {
    return parseSettings(text, '').value;
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

function put(value: unknown, [key, ...rest]: readonly string[], text: string): unknown {
  if (key === undefined) return text;
  const map = isObject(value) ? value : {};
  return { ...map, [key]: put(Object.hasOwn(map, key) ? map[key] : undefined, rest, text) };
}

function editOf(text: string, map: YAMLMap, path: readonly string[], value: string): Edit | null {
  const [key, ...rest] = path;
  const item = (map.items as Item[]).find((candidate) => isScalar(candidate.key) && candidate.key.value === key);
  if (item === undefined) return map.flow ? intoFlow(map, path, value) : intoBlock(text, map, path, value);
  const { value: found } = item;
  const isEmpty = found === null || endOf(found) === startOf(found);
  if (isEmpty) return after(text, item, rest.length === 0 ? value : `{${flowText(rest, value)}}`);
  if (rest.length === 0) {
    if (isCollection(found)) return null;
    const [start, end] = [startOf(found), endOf(found)];
    return { start, end, text: value + (/\r?\n$/.exec(text.slice(start, end))?.[0] ?? '') };
  }
  return isMap(found) ? editOf(text, found as YAMLMap, rest, value) : null;
}

/** Behind the colon of a key that has no value yet. */
function after(text: string, { key }: Item, written: string): Edit {
  const start = text.indexOf(':', endOf(key)) + 1;
  return { start, end: start, text: ` ${written}` };
}

function intoFlow(map: YAMLMap, path: readonly string[], value: string): Edit {
  const last = (map.items as Item[]).at(-1);
  const start = last === undefined ? endOf(map) - 1 : endOf(last.value ?? last.key);
  return { start, end: start, text: `${last === undefined ? '' : ', '}${flowText(path, value)}` };
}

function flowText(path: readonly string[], value: string): string {
  const [key = '', ...rest] = path;
  return rest.length === 0 ? `${key}: ${value}` : `${key}: {${flowText(rest, value)}}`;
}

/** Lines of their own below the last one of the map. */
function intoBlock(text: string, map: YAMLMap, path: readonly string[], value: string): Edit | null {
  const [first] = map.items as Item[];
  if (first === undefined) return null;
  const start = startOf(first.key);
  const indent = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = path.map(
    (key, level) => `${indent}${'  '.repeat(level)}${key}:${level === path.length - 1 ? ` ${value}` : ''}`,
  );
  const written = lines.join(newline);
  const end = text.indexOf('\n', lastCharacter(map));
  if (end === -1) return { start: text.length, end: text.length, text: newline + written };
  return { start: end + 1, end: end + 1, text: written + newline };
}

/** Of the last value in a map, however deep; a block of text ends with its line break. */
function lastCharacter(node: Node): number {
  const last = isMap(node) && !node.flow ? (node.items as Item[]).at(-1) : undefined;
  return last === undefined ? endOf(node) - 1 : lastCharacter(last.value ?? last.key);
}

function startOf({ range }: Node): number {
  return range?.[0] ?? 0;
}

function endOf({ range }: Node): number {
  return range?.[1] ?? 0;
}
