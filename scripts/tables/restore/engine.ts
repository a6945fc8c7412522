import type { ScanManifest } from '../../../functions/shared/backup/manifest.ts';
import { UserError } from '../../cli/errors.ts';
import type { OpenBackup } from '../open-backup.ts';
import type { Journal } from './journal.ts';
import { type FilledTable, restoreScan, type ScanRestoring } from './scan.ts';
import type { PresentTable } from './table.ts';

export interface Restoring extends Omit<ScanRestoring, 'backup'> {
  backup: OpenBackup;
}

/** Fills a table from a backup by the engine that made it, and compares them. @throws BackupProblem, UserError */
export function fillFromBackup(
  restoring: Restoring,
  journalOf: ((table: PresentTable) => Promise<Journal>) | null,
): Promise<FilledTable> {
  return restoreScan({ ...restoring, backup: scanBackup(restoring.backup) }, journalOf);
}

/** @throws UserError for one that was made by DynamoDB's own export */
export function scanBackup({ store, manifest }: OpenBackup): OpenBackup<ScanManifest> {
  if (manifest.engine === 'scan') return { store, manifest };
  throw new UserError(`${store.place} was made by DynamoDB's own export, which this command cannot restore yet`);
}
