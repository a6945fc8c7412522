import type { Marked } from '../../template/marked.ts';
import type { Path, Position } from '../../template/source.ts';
import { at, type Origin } from './origin.ts';

/** Where something is written: offsets in a file's text. */
export interface Place {
  origin: Origin;
  value: number;
  /** Of its key, or of the item of a list. */
  key: number;
}

export interface Part {
  /** Where the key, or the item of a list, is written. */
  key: Place;
  node: Placed;
}

/** Plain data of which each part knows where it is written, whatever file or function it came from. */
export interface Placed {
  readonly value: unknown;
  readonly place: Place;
  readonly parts: ReadonlyMap<string | number, Part>;
}

const NO_PARTS: ReadonlyMap<string | number, Part> = new Map();

/** A file's value. Its parts are made when they are asked for: aliases can make a small file a huge document. */
export function written(origin: Origin, node: Marked, key = node.start): Placed {
  const { value, start } = node;
  const place = { origin, value: start, key };
  if (typeof value !== 'object' || value === null) return { value, place, parts: NO_PARTS };
  let made: Map<string | number, Part> | undefined;
  return {
    value,
    place,
    get parts() {
      made ??= writtenParts(origin, node);
      return made;
    },
  };
}

/** In the order of the value, which puts keys that are numbers first. */
function writtenParts(origin: Origin, { value, parts }: Marked): Map<string | number, Part> {
  const keys = Array.isArray(value) ? parts.keys() : Object.keys(value as object);
  const placed = new Map<string | number, Part>();
  for (const key of keys) {
    const part = parts.get(key);
    if (part === undefined) continue;
    const node = written(origin, part.node, part.key);
    placed.set(key, { key: node.place, node });
  }
  return placed;
}

/** A value that a function made; all its parts stand where the function does. */
export function made(value: unknown, place: Place): Placed {
  if (Array.isArray(value))
    return madeList(
      value.map((item) => made(item, place)),
      place,
    );
  if (typeof value !== 'object' || value === null) return { value, place, parts: NO_PARTS };
  const entries = Object.entries(value).map(([key, part]) => [key, { key: place, node: made(part, place) }] as const);
  return madeMap(entries, place);
}

export function madeList(items: readonly Placed[], place: Place): Placed {
  const parts = items.map((node, index) => [index, { key: node.place, node }] as const);
  return { value: items.map((item) => item.value), place, parts: new Map<string | number, Part>(parts) };
}

export function madeMap(entries: readonly (readonly [string, Part])[], place: Place): Placed {
  const value = Object.fromEntries(entries.map(([key, part]) => [key, part.node.value]));
  return { value, place, parts: new Map<string | number, Part>(entries) };
}

/** The part at a path, or undefined. */
export function partAt(node: Placed, ...path: (string | number)[]): Placed | undefined {
  return path.reduce<Placed | undefined>((found, step) => found?.parts.get(step)?.node, node);
}

/** The parts of a list; the value itself where a list has been left out, as CloudFormation allows in places. */
export function itemsOf(node: Placed | undefined): Placed[] {
  if (node === undefined) return [];
  return Array.isArray(node.value) ? [...node.parts.values()].map((part) => part.node) : [node];
}

/** The named parts of a map; none for anything else. */
export function entriesOf(node: Placed | undefined): [string, Part][] {
  return node === undefined || Array.isArray(node.value) ? [] : ([...node.parts] as [string, Part][]);
}

export function positionOf({ origin, value }: Place): Position {
  return at(origin, value);
}

/** Where the value at a path is written, or its nearest ancestor that is. */
export function valuePosition(top: Placed, path: Path): Position {
  return positionOf((nearest(top, path)?.node ?? top).place);
}

export function keyPosition(top: Placed, path: Path): Position {
  const part = nearest(top, path);
  const { origin, key } = part?.key ?? top.place;
  return at(origin, key);
}

function nearest(top: Placed, path: Path): Part | undefined {
  let found: Part | undefined;
  for (const step of path) {
    const part: Part | undefined = (found?.node ?? top).parts.get(step);
    if (part === undefined) break;
    found = part;
  }
  return found;
}
