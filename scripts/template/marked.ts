import type { Path } from './source.ts';

/** A value together with the offsets at which its parts stand in the text. */
export interface Marked {
  value: unknown;
  start: number;
  parts: Map<string | number, Part>;
  /** Characters and nodes that the value holds once aliases are expanded. */
  size: number;
}

export interface Part {
  /** Where the key, or the item of a list, starts. */
  key: number;
  node: Marked;
}

/** Most parts are scalars: they share it. */
const NO_PARTS: Marked['parts'] = new Map();

export function markedScalar(value: unknown, start: number): Marked {
  return { value, start, parts: NO_PARTS, size: 1 + (typeof value === 'string' ? value.length : 0) };
}

export function markedList(parts: Part[], start: number): Marked {
  return {
    value: parts.map((part) => part.node.value),
    start,
    parts: new Map(parts.map((part, index) => [index, part])),
    size: sizeOf(parts),
  };
}

export function markedMap(parts: Map<string, Part>, start: number): Marked {
  const value = Object.fromEntries([...parts].map(([key, part]) => [key, part.node.value]));
  return { value, start, parts: parts as Map<string | number, Part>, size: sizeOf([...parts.values()]) };
}

function sizeOf(parts: Part[]): number {
  return parts.reduce((size, part) => size + part.node.size, 1);
}

export function offsetsOf(top: Marked, path: Path): { value: number; key: number } {
  let found: Part = { key: top.start, node: top };
  for (const step of path) {
    const part = found.node.parts.get(step);
    if (!part) break;
    found = part;
  }
  return { value: found.node.start, key: found.key };
}
