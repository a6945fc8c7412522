import type { Item } from '../../../functions/shared/backup/items/item.ts';
import { exportItems } from '../native/export-part.ts';
import { type OpenBackup, partItems } from '../open-backup.ts';

/** The items of a whole backup. @throws BackupProblem `damaged` where a part is not as its manifest says */
export async function* backupItems({ store, manifest }: OpenBackup): AsyncGenerator<Item> {
  switch (manifest.engine) {
    case 'scan':
      for (const part of manifest.parts) yield* partItems({ store, manifest }, part);
      return;
    case 'export':
      for (const part of manifest.parts) yield* exportItems({ store, manifest }, part);
  }
}
