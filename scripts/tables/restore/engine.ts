import { restoreByImport } from './by-import.ts';
import { type FilledTable, type Restoring, restoreByWriting } from './by-writing.ts';
import type { Journal } from './journal.ts';
import type { PresentTable } from './table.ts';
import type { Way } from './way.ts';

export interface WayOptions {
  way: Way;
  /** Of the bucket, for an import; null: the account's own. */
  bucketOwner: string | null;
}

/** Fills a table from a backup, and compares them. @throws BackupProblem, UserError */
export function fillFromBackup(
  restoring: Restoring,
  { way, bucketOwner }: WayOptions,
  journalOf: ((table: PresentTable) => Promise<Journal>) | null,
): Promise<FilledTable> {
  return way === 'import' ? restoreByImport(restoring, bucketOwner) : restoreByWriting(restoring, journalOf);
}
