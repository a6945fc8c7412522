import type { CsvCounts } from './csv.ts';
import type { NdjsonCounts } from './ndjson.ts';

export type Counts = CsvCounts | NdjsonCounts;

export interface Content {
  /** Bytes, as stored. */
  size: number;
  /** In hexadecimal. */
  sha256: string;
  /** Null for a format that is not counted. */
  counts: Counts | null;
}

/** A result under `processed/`. It has no time of its own: the same version always gives the same bytes. */
export interface Summary extends Content {
  formatVersion: 1;
  key: string;
  versionId: string;
  contentType: string | null;
  contentEncoding: string | null;
}
