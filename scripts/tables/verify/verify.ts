import type { ScanProgress } from '../../../functions/shared/backup/scan/job.ts';
import { type ExportFinding, verifyExport } from '../native/verify-export.ts';
import type { OpenBackup } from '../open-backup.ts';
import type { Finding } from './findings.ts';
import type { KeyLimits } from './keys.ts';
import { verifyScan } from './scan.ts';

export interface VerifyOptions extends KeyLimits {
  signal: AbortSignal;
  report?: ((progress: ScanProgress) => void) | undefined;
}

export type AnyFinding = Finding | ExportFinding;

export interface BackupFindings {
  /** None: the backup is what its manifest says. */
  findings: AnyFinding[];
  /** What does no harm, a line each. */
  notes: string[];
  /** Of all items (see items/digest.ts); null: they are not proven, or these are changes. */
  digest: string | null;
}

/**
 * Proves a backup against its manifest; the manifest has proven itself when it was opened. Everything is looked at,
 * whatever is found. @throws BackupProblem; errors of the store pass through
 */
export async function verifyBackup({ store, manifest }: OpenBackup, options: VerifyOptions): Promise<BackupFindings> {
  switch (manifest.engine) {
    case 'scan':
      return verifyScan({ store, manifest }, options);
    case 'export':
      return verifyExport({ store, manifest }, options);
  }
}
