import type { DescribedTable } from '../../../functions/shared/backup/describe-table.ts';
import { bytesText } from '../progress.ts';

/**
 * Bytes of a table above which DynamoDB's own export is chosen: one machine reads about 20 MB a second here, so a scan
 * of that size takes 40 minutes at best and, with a table's usual read capacity, hours.
 */
const EXPORT_ABOVE = 50e9;

export interface EngineAsked {
  engine: 'auto' | 'scan' | 'export';
  table: Pick<DescribedTable, 'bytes' | 'record'>;
  toBucket: boolean;
  /** Bytes. */
  threshold?: number;
}

export interface EngineChoice {
  engine: 'scan' | 'export';
  /** Why it is not the other one, where a person may wonder; null: nothing to say. */
  note: string | null;
}

/** What is asked for is taken, possible or not: whatever is missing is told when the export is asked for. */
export function chooseEngine({ engine, table, toBucket, threshold = EXPORT_ABOVE }: EngineAsked): EngineChoice {
  if (engine !== 'auto') return { engine, note: null };
  if (table.bytes <= threshold) return { engine: 'scan', note: null };
  const size = `the table is over ${bytesText(threshold)}`;
  if (!toBucket)
    return { engine: 'scan', note: `${size}, but DynamoDB's export writes to a bucket only: use --to s3://…` };
  if (!table.record.pointInTimeRecovery) {
    return {
      engine: 'scan',
      note: `${size}, but point-in-time recovery is off: turn it on to use DynamoDB's export`,
    };
  }
  return { engine: 'export', note: `${size}: DynamoDB exports it itself, without using its read capacity` };
}
