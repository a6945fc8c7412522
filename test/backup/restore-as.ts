import { openBackup } from '../../scripts/tables/open-backup.ts';
import { storeAt } from '../../scripts/tables/place.ts';
import { type FilledTable, restoreByWriting } from '../../scripts/tables/restore/by-writing.ts';
import type { Account } from './fixture.ts';

/** Restores a backup into a new table, in this process. */
export async function restoreAs({ dynamodb, s3, aws }: Account, place: string, name: string): Promise<FilledTable> {
  const backup = await openBackup(storeAt(place, { s3, bucketOwner: aws.accountId }), { latest: false });
  return restoreByWriting(
    {
      ...{ dynamodb, backup, record: backup.manifest.table, name, table: null, chosen: null, isShared: false },
      ...{ tag: { key: 'test', value: place.slice(-200) }, taken: () => new Error('taken'), maxWcu: null },
      ...{ signal: new AbortController().signal, report: () => {} },
    },
    null,
  );
}
