import { mistakeAt } from './mistake.ts';
import { didYouMean } from './near-names.ts';
import { scalarText } from './scalar-text.ts';
import type { Path, Source } from './source.ts';

/** A map of a document, with where it stands. */
export interface Fields {
  source: Source;
  path: Path;
  map: Record<string, unknown>;
}

/** The map at `path`, empty when nothing is written there. Keys other than `known` are mistakes. */
export function fieldsOf(source: Source, path: Path, known: string[] | null): Fields {
  const value = valueAt(source.value, path) ?? {};
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw mistakeAt(source.at(path), `${path.at(-1) ?? 'the file'} takes 'key: value' lines`);
  }
  const unknown = known && Object.keys(value).find((key) => !known.includes(key));
  if (unknown != null) {
    throw mistakeAt(source.keyAt([...path, unknown]), `unknown key '${unknown}'${didYouMean(unknown, known ?? [])}`);
  }
  return { source, path, map: value as Record<string, unknown> };
}

export function mapAt(fields: Fields, key: string): Fields {
  return fieldsOf(fields.source, [...fields.path, key], null);
}

/** Text; numbers and booleans count, as parameters are often one. Undefined when the key is absent. */
export function textAt(fields: Fields, key: string): string | undefined {
  const value = Object.hasOwn(fields.map, key) ? fields.map[key] : undefined;
  if (value === undefined) return undefined;
  if (['string', 'number', 'boolean'].includes(typeof value)) return scalarText(value);
  throw mistakeAt(fields.source.at([...fields.path, key]), `${key} takes text`);
}

export function flagAt(fields: Fields, key: string): boolean | undefined {
  const value = fields.map[key];
  if (value === undefined || typeof value === 'boolean') return value;
  throw mistakeAt(fields.source.at([...fields.path, key]), `${key} takes true or false`);
}

/** Text of one form; undefined when the key is absent. */
export function matching(
  fields: Fields,
  key: string,
  { pattern, what }: { pattern: RegExp; what: string },
): string | undefined {
  const value = textAt(fields, key);
  if (value === undefined || pattern.test(value)) return value;
  throw mistakeAt(fields.source.at([...fields.path, key]), `${key} takes ${what}, not '${value}'`);
}

export function required<T>(fields: Fields, key: string, value: T): NonNullable<T> {
  if (value !== undefined && value !== null) return value;
  throw mistakeAt(fields.source.keyAt([...fields.path, key]), `${key} is missing: add '${key}:'`);
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((found, step) => (found as Record<string | number, unknown> | null)?.[step], value);
}
