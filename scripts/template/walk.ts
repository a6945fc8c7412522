import type { Path } from './source.ts';

export type Json = Record<string, unknown>;

export function isMap(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Calls `visit` for each map in a document, the outer ones first, in the order of the text. */
export function visitMaps(value: unknown, visit: (map: Json, path: Path) => void, path: Path = []): void {
  if (isMap(value)) visit(value, path);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, part] of Object.entries(value))
    visitMaps(part, visit, [...path, Array.isArray(value) ? Number(key) : key]);
}

/** A copy with the values at some paths replaced; the original and its key order stay. */
export function replaced(value: unknown, replacements: readonly { path: Path; value: unknown }[]): unknown {
  if (replacements.length === 0) return value;
  const whole = replacements.find(({ path }) => path.length === 0);
  if (whole) return whole.value;
  const inside = (key: string | number) =>
    replacements.flatMap(({ path, value: part }) => (path[0] === key ? [{ path: path.slice(1), value: part }] : []));
  if (Array.isArray(value)) return value.map((item, index) => replaced(item, inside(index)));
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, replaced(part, inside(key))]));
}
