import { count, duration } from '../tables/progress.ts';
import { comparisonText, digestOf, notRestored } from '../tables/restore/told.ts';
import type { Drill } from './drill.ts';

/** What a drill has proven; nothing when the table was not equal. */
export function drillLines({ backup, found, tableName, left }: Drill): string[] {
  const { manifest, store } = backup;
  const { comparison, seconds } = found;
  const digest = digestOf(manifest);
  if (!comparison.equal) return [];
  return [
    `proven: backup ${manifest.id} of ${manifest.table.name} can be restored`,
    `backup: ${store.place}`,
    `items: ${count(manifest.items)}; ${comparisonText(comparison, manifest.items, digest)}`,
    ...(digest === null ? [] : [`digest: ${digest}`]),
    `took: ${duration(seconds.restore)} to restore, ${duration(seconds.compare)} to compare`,
    `table: ${tableName}, ${left === null ? 'deleted' : 'NOT deleted'}`,
  ];
}

export function unequalLine({ backup, found }: Drill): string {
  const { manifest, store } = backup;
  const text = comparisonText(found.comparison, manifest.items, digestOf(manifest));
  return `backup ${store.place} was restored, and the table differs from it: ${text}; check it: npm run verify-backup -- --from ${store.place}`;
}

/** For machines. */
export function drillDocument({ backup, found, tableName, left }: Drill) {
  const { manifest, store } = backup;
  return {
    ...{ formatVersion: 1, proven: found.comparison.equal, backup: manifest.id, place: store.place },
    ...{ table: tableName, items: manifest.items, digest: digestOf(manifest) },
    ...{ compared: found.comparison, seconds: found.seconds, deleted: left === null },
    notRestored: notRestored(manifest.table),
  };
}
