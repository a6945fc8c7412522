/** Where the files of a backup stand, relative to its place. */
export const MANIFEST = 'manifest.json';
/**
 * Holds the parts and nothing else, so that DynamoDB's ImportTable can read it as it is.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataImport.Requesting.html
 */
export const DATA = 'data/';
/** What a rerun needs to go on; removed once the manifest is there. */
export const CHECKPOINT = 'checkpoint/';

export type Format = 'dynamodb-json' | 'csv';

const ENDINGS: Record<Format, string> = { 'dynamodb-json': 'json.gz', csv: 'csv.gz' };

/** `data/0003-00012.json.gz`: part 12 of segment 3, both counted from 0. */
export function partName(segment: number, index: number, format: Format): string {
  return `${DATA}${place(segment, index)}.${ENDINGS[format]}`;
}

export function recordName(segment: number, index: number): string {
  return `${CHECKPOINT}part-${place(segment, index)}.json`;
}

/** One for each time that a process took the backup up; counted from 1. */
export function runName(run: number): string {
  return `${CHECKPOINT}run-${String(run).padStart(4, '0')}.json`;
}

function place(segment: number, index: number): string {
  return `${String(segment).padStart(4, '0')}-${String(index).padStart(5, '0')}`;
}

/** A backup's name, by the moment it began: `2026-11-28T09-20-19Z` (no colons, for file systems). Names sort by time. */
export function backupId(at: Date): string {
  return `${at.toISOString().slice(0, 19).replaceAll(':', '-')}Z`;
}
