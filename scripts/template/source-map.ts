/** A source map of version 3 (ECMA-426), as esbuild writes it without the sources' text. */
export interface SourceMap {
  version: number;
  sources: string[];
  names: string[];
  mappings: string;
}

/** Generated column, and where there is one: source, line, column and name, all absolute. */
type Segment = number[];

/**
 * The map without the sources that `keep` refuses. Where their code begins, a segment without a source ends the one
 * before it. Bundled packages are nine tenths of a map, and a function pays for its size at each cold start.
 */
export function keepSources(map: SourceMap, keep: (source: string) => boolean): SourceMap {
  const sources = renumbered(map.sources, keep);
  const decoded = decode(map.mappings);
  const used = new Set(decoded.flat().flatMap((segment) => (sources.has(segment[1] ?? -1) ? (segment[4] ?? []) : [])));
  const names = renumbered(map.names, (_, index) => used.has(index));
  const lines = decoded.map((line) => keptSegments(line, sources, names));
  return {
    version: map.version,
    sources: [...sources.keys()].map((index) => map.sources[index] ?? ''),
    names: [...names.keys()].map((index) => map.names[index] ?? ''),
    mappings: encode(lines),
  };
}

/** Old index → new index of the items that stay. */
function renumbered(items: string[], keep: (item: string, index: number) => boolean): Map<number, number> {
  const kept = items.flatMap((item, index) => (keep(item, index) ? [index] : []));
  return new Map(kept.map((old, index) => [old, index]));
}

function keptSegments(line: Segment[], sources: Map<number, number>, names: Map<number, number>): Segment[] {
  const kept: Segment[] = [];
  for (const [column = 0, source = -1, ...rest] of line) {
    const renamed = sources.get(source);
    if (renamed === undefined) {
      if (kept.length > 0 && kept.at(-1)?.length !== 1) kept.push([column]);
      continue;
    }
    const [originalLine = 0, originalColumn = 0, name] = rest;
    const named = name === undefined ? undefined : names.get(name);
    kept.push([column, renamed, originalLine, originalColumn, ...(named === undefined ? [] : [named])]);
  }
  return kept;
}

function decode(mappings: string): Segment[][] {
  const last = [0, 0, 0, 0, 0];
  return mappings.split(';').map((line) => {
    last[0] = 0;
    return line === '' ? [] : line.split(',').map((text) => decodeSegment(text, last));
  });
}

/** Fields are differences to the last value of the same field, which `last` keeps. */
function decodeSegment(text: string, last: number[]): Segment {
  return decodeNumbers(text).map((difference, field) => {
    last[field] = (last[field] ?? 0) + difference;
    return last[field];
  });
}

function encode(lines: Segment[][]): string {
  const last = [0, 0, 0, 0, 0];
  const encoded = lines.map((line) => {
    last[0] = 0;
    return line.map((segment) => segment.map((value, field) => encodeField(value, field, last)).join('')).join(',');
  });
  return encoded.join(';');
}

function encodeField(value: number, field: number, last: number[]): string {
  const difference = value - (last[field] ?? 0);
  last[field] = value;
  return encodeNumber(difference);
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base 64 VLQ: five bits a digit, the lowest first; a sixth bit says that more follow; the lowest bit is the sign. */
function decodeNumbers(text: string): number[] {
  const numbers: number[] = [];
  let bits = 0;
  let shift = 0;
  for (const character of text) {
    const digit = DIGITS.indexOf(character);
    bits |= (digit & 31) << shift;
    shift += 5;
    if (digit & 32) continue;
    numbers.push(bits & 1 ? -(bits >> 1) : bits >> 1);
    bits = 0;
    shift = 0;
  }
  return numbers;
}

function encodeNumber(value: number): string {
  let bits = value < 0 ? (-value << 1) | 1 : value << 1;
  let text = '';
  do {
    const digit = bits & 31;
    bits >>>= 5;
    text += DIGITS[bits > 0 ? digit | 32 : digit];
  } while (bits > 0);
  return text;
}
