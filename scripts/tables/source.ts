import type { BackupStore } from '../../functions/shared/backup/store.ts';
import { UserError } from '../cli/errors.ts';
import { assertThere } from './bucket.ts';
import type { TableClients } from './clients.ts';
import { type OpenBackup, openBackup } from './open-backup.ts';
import { bucketPlace, storeAt } from './place.ts';

export const SOURCE_OPTIONS = {
  from: { type: 'string', value: 'PLACE', help: 's3://bucket/prefix or a folder: a backup, or with --latest above it' },
  latest: { type: 'boolean', help: 'take the newest backup below the place' },
} as const;

export interface SourceOptions {
  from: string | undefined;
  latest: boolean;
}

/** @throws UserError */
export function assertSource({ from }: SourceOptions): void {
  if (from === undefined) throw new UserError('which backup? --from takes s3://bucket/prefix or a folder');
}

/** @throws BackupProblem, UserError */
export async function openSource(clients: TableClients, { from = '', latest }: SourceOptions): Promise<OpenBackup> {
  const place = bucketPlace(from);
  if (place !== null) {
    await assertThere(clients.s3, { ...place, owner: clients.bucketOwner, region: clients.bucketRegion });
  }
  const store: BackupStore = storeAt(from, clients);
  return openBackup(store, { latest });
}
