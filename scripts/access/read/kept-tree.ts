import type { Finding } from '../../template/finding.ts';
import type { Marked, Part } from '../../template/marked.ts';
import { type Entry, isExact } from './cache-bytes.ts';
import { originOf } from './origin.ts';
import type { Parsed } from './parse.ts';
import { childOf, keysOf } from './places.ts';

/** Aliases make more parts of few characters. */
const PART_LIMIT = 100_000;

type Kept = { finding: Finding } | (Pick<Parsed, 'odd' | 'refused'> & { value: unknown });

/** A parsed file as data; null for a tree that is too large, or that JSON would not bring back as it is. */
export function treeEntry(parsed: Parsed | Finding): Entry | null {
  if (!('top' in parsed)) return { json: { finding: parsed } satisfies Kept, numbers: new Uint32Array() };
  const { top, odd, refused } = parsed;
  const numbers: number[] = [];
  const add = (node: Marked, key: number): boolean => {
    if (numbers.push(node.start, key) > 2 * PART_LIMIT) return false;
    return keysOf(node.value).every((name) => {
      const part = node.parts.get(name);
      return part !== undefined && add(part.node, part.key);
    });
  };
  if (!add(top, top.start) || !isExact(top.value)) return null;
  return { json: { odd, refused, value: top.value } satisfies Kept, numbers: Uint32Array.from(numbers) };
}

/** @throws anything for an entry of another shape */
export function treeIn({ json, numbers }: Entry, file: string, text: string): Parsed | Finding {
  const kept = json as Kept;
  if ('finding' in kept) return kept.finding;
  let next = 0;
  const marked = (value: unknown): Part => {
    const [start, key] = numbers.subarray(next, next + 2);
    if (start === undefined || key === undefined) throw new RangeError('fewer numbers than parts');
    next += 2;
    const parts = new Map(keysOf(value).map((name) => [name, marked(childOf(value, name))]));
    return { key, node: { value, start, parts, size: 0 } };
  };
  const { odd, refused, value } = kept;
  if (!Array.isArray(odd)) throw new TypeError('no list of oddities');
  return { origin: originOf(text, file), top: marked(value).node, odd, refused };
}
