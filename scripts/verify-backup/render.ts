import { consistencyText } from '../../functions/shared/backup/told.ts';
import type { Comparison, Differences } from '../tables/compare/compare.ts';
import { comparisonLines } from '../tables/compare/text.ts';
import type { OpenBackup } from '../tables/open-backup.ts';
import { count } from '../tables/progress.ts';
import { findingText } from '../tables/verify/text.ts';
import type { BackupFindings } from '../tables/verify/verify.ts';

/** How far a verification has come. */
export interface Verified {
  place: string;
  /** Null: none was opened. */
  backup: OpenBackup | null;
  /** Null: it was not read to its end. */
  found: BackupFindings | null;
  /** Null: it was not compared with a table. */
  comparison: Comparison | null;
  /** Null: not known. */
  isSound: boolean | null;
  /** What kept it from going on, in one line. */
  error: string | null;
}

export function verifiedLines({ place, backup, found, comparison }: Verified): string[] {
  if (backup === null || found === null) return [];
  const { manifest } = backup;
  const { findings, notes } = found;
  const head =
    findings.length === 0
      ? [
          `the backup is sound: ${count(manifest.items)} items of ${manifest.table.name}, as they were saved`,
          `backup: ${place}`,
          `shows: ${consistencyText(manifest)}`,
        ]
      : [
          `the backup is damaged: ${place}`,
          ...findings.map((finding) => `  ${findingText(finding)}`),
          'restore earlier versions of the files that are named, or use another backup',
        ];
  const compared = comparison === null ? [] : comparisonLines(comparison, manifest);
  return [...head, ...notes.map((note) => `note: ${note}`), ...compared];
}

export function documentOf({ place, backup, found, comparison, isSound, error }: Verified) {
  const manifest = backup?.manifest;
  return {
    ...{ formatVersion: 1, place, id: manifest?.id ?? null, table: manifest?.table.name ?? null },
    items: manifest?.items ?? null,
    digest: manifest?.engine === 'scan' ? manifest.digest : (found?.digest ?? null),
    sound: isSound,
    findings: found?.findings ?? [],
    notes: found?.notes ?? [],
    comparison: comparison && comparisonDocument(comparison),
    error,
  };
}

/** Keys as objects, for those who look the items up. */
function comparisonDocument({ changed, onlyInBackup, onlyInTable, ...rest }: Comparison) {
  const parsed = ({ count: all, first }: Differences) => ({
    count: all,
    first: first.map((one) => ({ ...one, key: JSON.parse(one.key) })),
  });
  return { ...rest, changed: parsed(changed), onlyInBackup: parsed(onlyInBackup), onlyInTable: parsed(onlyInTable) };
}
