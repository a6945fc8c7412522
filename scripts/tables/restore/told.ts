import type { Manifest } from '../../../functions/shared/backup/manifest.ts';
import type { TableRecord } from '../../../functions/shared/backup/table-record.ts';
import { count } from '../progress.ts';
import type { Comparison } from './compare.ts';

/** What a new table does not get from its backup, a line each. */
export function notRestored({ stream }: TableRecord): string[] {
  return [
    ...(stream === null
      ? []
      : [`the stream (${stream}): its triggers would have seen every restored item as a new one; turn it on yourself`]),
    'auto scaling, alarms, replicas, resource policy and Kinesis streams: a backup does not hold them',
  ];
}

export function itemsText(items: number): string {
  return items === 1 ? '1 item' : `${count(items)} items`;
}

/** @param digest of the backup; null: it has none, or a part of the items was restored */
export function comparisonText(found: Comparison | null, items: number, digest: string | null): string {
  if (found === null) return 'an earlier run has found the items equal';
  if (found.by === 'key') {
    if (found.equal) return `all that was restored (${itemsText(found.items)}) is in the table as it is in the backup`;
    return `of ${itemsText(found.items)}, missing: ${count(found.missing)}, different: ${count(found.different)}`;
  }
  if (found.by === 'count') return countText(found, items);
  if (found.equal) return `count and digest of the table are those of the backup`;
  return `the table has ${itemsText(found.items)} with digest ${found.digest}, the backup ${itemsText(items)} with ${digest}`;
}

function countText({ equal, items: found }: { equal: boolean; items: number }, items: number): string {
  if (!equal) return `DynamoDB has imported ${itemsText(found)}, and the backup has ${itemsText(items)}`;
  return `DynamoDB has imported as many items as the backup has; each one is compared by verify-backup with --table`;
}

/** Null: DynamoDB's export has none, until somebody reads all of it. */
export function digestOf(manifest: Manifest): string | null {
  return manifest.engine === 'scan' ? manifest.digest : null;
}
