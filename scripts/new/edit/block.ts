import { isDeepStrictEqual } from 'node:util';
import { isMap, isScalar, parseDocument, type YAMLMap } from 'yaml';
import { UserError } from '../../cli/errors.ts';
import { mistake } from '../../template/mistake.ts';
import type { Source } from '../../template/source.ts';
import { isMap as isObject } from '../../template/walk.ts';

/** A YAML file, and how it is read. */
export interface YamlFile {
  file: string;
  text: string;
  parse(text: string, file: string): Source;
}

export interface Block {
  /** Keys from the document's top to the map; none: the document. */
  path: readonly string[];
  /** `key: value` lines as they stand at the left edge. */
  lines: readonly string[];
  /** The block comes before the first key that this is true of; absent or true of none: last. */
  before?: ((key: string) => boolean) | undefined;
  /** The map's entries have empty lines between them. */
  isSpaced?: boolean;
}

/**
 * The text with a block of lines in one of its maps; every other character stays.
 * @throws UserError where the map is not written one line a key, or has one of the keys
 */
export function withBlock({ file, text: raw, parse }: YamlFile, block: Block): string {
  const place = block.path.join('.') || 'the document';
  const mark = raw.startsWith('\uFEFF') ? '\uFEFF' : '';
  const text = raw.slice(mark.length);
  const map = mapAt(text, block.path);
  if (map === null) throw mistake(`${file}: ${place} is not written one key a line, so nothing can be added to it`);
  const added = parse(block.lines.join('\n'), file).value as Record<string, unknown>;
  const before = parse(text, file).value;
  const known = valueAt(before, block.path) as Record<string, unknown>;
  const double = Object.keys(added).find((key) => Object.hasOwn(known, key));
  if (double !== undefined) throw mistake(`${file} has '${double}' in ${place} already: choose another name`);
  const edited = inserted(text, map, block);
  const wanted = withEntries(before, block.path, added);
  if (!isDeepStrictEqual(readAs(edited, file, parse), wanted)) {
    throw mistake(`${file}: ${place} is laid out so that nothing can be added to it; write it one key a line`);
  }
  return mark + edited;
}

/** Null where the edit has broken it. */
function readAs(text: string, file: string, parse: YamlFile['parse']): unknown {
  try {
    return parse(text, file).value;
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

function mapAt(text: string, path: readonly string[]): YAMLMap | null {
  const { contents, errors } = parseDocument(text, { schema: 'failsafe', merge: false });
  if (errors.length > 0) return null;
  const found = path.reduce<unknown>((node, key) => (isMap(node) ? node.get(key, true) : null), contents);
  return isMap(found) && !found.flow && found.items.length > 0 ? found : null;
}

function inserted(text: string, map: YAMLMap, { lines, before, isSpaced = false }: Block): string {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const keys = map.items.flatMap(({ key }) =>
    isScalar(key) ? [{ name: String(key.value), at: key.range?.[0] ?? 0 }] : [],
  );
  const first = keys[0]?.at ?? 0;
  const indent = text.slice(text.lastIndexOf('\n', first - 1) + 1, first);
  const rows = text.split(/(?<=\n)/);
  const next = keys.find(({ name }) => before?.(name));
  const row =
    next === undefined ? rowAfter(rows, rowOf(text, first), indent) : rowBefore(rows, rowOf(text, next.at), indent);
  const block = lines.map((line) => (line === '' ? '' : indent + line));
  const written = spaced(block, isSpaced, next !== undefined).map((line) => line + newline);
  const [above, below] = [rows.slice(0, row), rows.slice(row)];
  const last = above.at(-1) ?? '';
  if (row === 0 || last.endsWith('\n')) return [...above, ...written, ...below].join('');
  // The file's last line has no end: neither has its new one.
  return [...above, newline, ...written].join('').slice(0, -newline.length);
}

function spaced(block: readonly string[], isSpaced: boolean, isBefore: boolean): string[] {
  if (!isSpaced) return [...block];
  return isBefore ? [...block, ''] : ['', ...block];
}

function rowOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length - 1;
}

/** Comments just above a key are about it. */
function rowBefore(rows: readonly string[], row: number, indent: string): number {
  const isAbout = (line: string) => line.startsWith(`${indent}#`);
  const above = rows.slice(0, row).findLastIndex((line) => !isAbout(line));
  return above + 1;
}

/** The end of what stands at least as far to the right as the map's keys; empty lines behind it are not its own. */
function rowAfter(rows: readonly string[], row: number, indent: string): number {
  const isBelow = (line: string) => line.trim() === '' || line.startsWith(indent);
  const end = rows.findIndex((line, index) => index > row && !isBelow(line));
  const own = rows.slice(0, end === -1 ? rows.length : end);
  return own.findLastIndex((line) => line.trim() !== '') + 1;
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((found, key) => (isObject(found) ? found[key] : undefined), value);
}

function withEntries(value: unknown, [key, ...rest]: readonly string[], added: Record<string, unknown>): unknown {
  const map = isObject(value) ? value : {};
  return key === undefined ? { ...map, ...added } : { ...map, [key]: withEntries(map[key], rest, added) };
}
