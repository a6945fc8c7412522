import type { Path, Position } from '../../template/source.ts';
import { at, type Origin } from './origin.ts';
import type { Place, Placed } from './placed.ts';

/**
 * Where the parts of a value are written, in numbers: two for each part, of its value and of its key, in the order of
 * `Object.keys`, the outer parts first. A tree of `Placed` takes a hundred times the room, and making it again for each
 * position asked for takes as long as reading the file.
 */
export interface Places {
  origins: readonly Origin[];
  numbers: Uint32Array;
  /** Which part the value is. */
  start: number;
  /** Of the value's own key, as a number of the table. */
  key: number;
}

/** Offsets stay below 2^21: no file that is read has more than 2^20 characters. */
const ORIGIN = 2 ** 21;
const ORIGIN_LIMIT = 2 ** 11;

/** Parts of one value. Aliases make more of few characters; those are looked up in the tree. */
const PART_LIMIT = 100_000;

export interface Tabulated {
  places: Places;
  /** Of those parts that were wanted, the path and their own place in the table. */
  found: Map<Placed, { path: Path; places: Places }>;
}

/** The table of a tree; null for a tree that is too large for one. */
export function tabulated(top: Placed, wanted: ReadonlySet<Placed>): Tabulated | null {
  const origins: Origin[] = [];
  const numbers: number[] = [];
  const paths = new Map<Placed, { path: Path; start: number }>();
  const add = (node: Placed, key: Place, path: Path): boolean => {
    if (numbers.length >= 2 * PART_LIMIT) return false;
    if (wanted.has(node)) paths.set(node, { path, start: numbers.length / 2 });
    numbers.push(packed(origins, node.place, 'value'), packed(origins, key, 'key'));
    return keysOf(node.value).every((name) => {
      const part = node.parts.get(name);
      return part !== undefined && add(part.node, part.key, wanted.size > 0 ? [...path, name] : path);
    });
  };
  if (!add(top, top.place, []) || origins.length > ORIGIN_LIMIT) return null;
  const table = { origins, numbers: Uint32Array.from(numbers) };
  const placesOf = (node: Placed, start: number) => ({ ...table, start, key: packed(origins, node.place, 'key') });
  const found = [...paths].map(([node, { path, start }]) => [node, { path, places: placesOf(node, start) }] as const);
  return { places: placesOf(top, 0), found: new Map(found) };
}

function packed(origins: Origin[], place: Place, of: 'value' | 'key'): number {
  const known = origins.indexOf(place.origin);
  return (known < 0 ? origins.push(place.origin) - 1 : known) * ORIGIN + place[of];
}

/** Where the value at a path is written, or its nearest ancestor that is. */
export function valuePlace(value: unknown, places: Places, path: Path): Position {
  return unpacked(places, places.numbers[2 * nearest(value, places, path)] ?? 0);
}

export function keyPlace(value: unknown, places: Places, path: Path): Position {
  const found = nearest(value, places, path);
  return unpacked(places, found === places.start ? places.key : (places.numbers[2 * found + 1] ?? 0));
}

function unpacked({ origins }: Places, number: number): Position {
  const origin = origins[Math.floor(number / ORIGIN)];
  if (origin === undefined) throw new Error(`the table of places has no file for ${number}`);
  return at(origin, number % ORIGIN);
}

function nearest(top: unknown, { start }: Places, path: Path): number {
  let value = top;
  let found = start;
  for (const step of path) {
    const keys = keysOf(value);
    const index = keys.indexOf(step);
    if (index < 0) break;
    const before = keys.slice(0, index).map((key) => partsIn(childOf(value, key)));
    found += before.reduce((sum, parts) => sum + parts, 1);
    value = childOf(value, step);
  }
  return found;
}

/** How many parts a value has, itself included. */
export function partsIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce<number>((sum, part) => sum + partsIn(part), 1);
}

export function keysOf(value: unknown): (string | number)[] {
  if (Array.isArray(value)) return [...value.keys()];
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
}

export function childOf(value: unknown, key: string | number): unknown {
  return (value as Record<string | number, unknown>)[key];
}
