import { createHash } from 'node:crypto';
import { withoutBom } from './bom.ts';
import { csvCounter } from './csv.ts';
import type { Format } from './format.ts';
import { ndjsonCounter } from './ndjson.ts';
import type { Content, Counts } from './summary.ts';

/** Takes a text as it comes, in pieces of any length, and remembers no more than a bounded part of it. */
export interface Counter<T> {
  add(piece: Buffer): void;
  end(): T;
}

const COUNTERS: Record<Format, () => Counter<Counts>> = { csv: csvCounter, ndjson: ndjsonCounter };

/** Reads a body once, from its beginning to its end, holding one piece of it at a time. */
export async function summariseBody(body: AsyncIterable<Buffer>, format: Format | null): Promise<Content> {
  const hash = createHash('sha256');
  const counter = format && withoutBom(COUNTERS[format]());
  let size = 0;
  for await (const piece of body) {
    size += piece.length;
    hash.update(piece);
    counter?.add(piece);
  }
  return { size, sha256: hash.digest('hex'), counts: counter?.end() ?? null };
}
