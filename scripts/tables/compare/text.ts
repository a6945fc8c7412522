import type { Manifest } from '../../../functions/shared/backup/manifest.ts';
import { plain } from '../../cli/plain.ts';
import { count } from '../progress.ts';
import type { Comparison, Differences } from './compare.ts';
import type { Difference } from './look.ts';

type Kind = 'changed' | 'onlyInBackup' | 'onlyInTable';

const TITLES: Record<Kind, string> = {
  changed: 'changed',
  onlyInBackup: 'only in the backup',
  onlyInTable: 'only in the table',
};

/** What became of a table, beside a backup that is sound. */
export function comparisonLines(comparison: Comparison, manifest: Manifest): string[] {
  const { table, equal, same, isCertain } = comparison;
  if (equal) return [`table ${table} holds the same ${count(same)} items`];
  const kinds = (Object.keys(TITLES) as Kind[]).filter((kind) => comparison[kind].count > 0);
  const numbers = kinds.map((kind) => `${count(comparison[kind].count)} ${TITLES[kind]}`);
  return [
    whyLine(comparison, manifest),
    `${[`${count(same)} items are the same`, ...numbers].join(', ')}`,
    ...(isCertain ? [] : ['some of those have equal hashes and are not the same: compare once more']),
    ...kinds.flatMap((kind) => listLines(TITLES[kind], comparison[kind])),
  ];
}

function whyLine({ table, isSource }: Comparison, manifest: Manifest): string {
  if (!isSource) return `table ${table} is not the one that was backed up, and differs from the backup`;
  const { consistency, startedAt, endedAt } = manifest;
  const since = `the backup is sound; table ${table} has changed since`;
  if (consistency.kind === 'point-in-time') return `${since} ${consistency.at}`;
  return `${since} it was read, from ${startedAt} to ${endedAt} (what was written meanwhile may be in either state)`;
}

function listLines(title: string, { count: all, first }: Differences): string[] {
  const more = all > first.length ? [`    and ${count(all - first.length)} more`] : [];
  return [`  ${title}:`, ...first.map((one) => `    ${plain(differenceText(one))}`), ...more];
}

function differenceText({ key, attributes, isChangingNow }: Difference): string {
  const names = attributes === null || attributes.length === 0 ? '' : `: ${attributes.join(', ')}`;
  return `${key}${names}${isChangingNow ? ' (changing now)' : ''}`;
}
