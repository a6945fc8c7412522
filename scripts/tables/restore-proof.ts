import { createHash } from 'node:crypto';
import type { ScanManifest, ScanPart } from '../../functions/shared/backup/manifest.ts';
import { damaged } from '../../functions/shared/backup/read-part.ts';
import type { OpenBackup } from './open-backup.ts';
import { atMost } from './restore-pool.ts';

const AT_ONCE = 4;

/** Reads each file of a backup's items, without unpacking it. @throws BackupProblem `damaged` or `absent`, naming it */
export async function proveParts(backup: OpenBackup<ScanManifest>, signal: AbortSignal): Promise<void> {
  await atMost(AT_ONCE, backup.manifest.parts, (part) => provePart(backup, part, signal));
}

async function provePart({ store }: OpenBackup<ScanManifest>, part: ScanPart, signal: AbortSignal): Promise<void> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of store.read(part.name)) {
    signal.throwIfAborted();
    hash.update(chunk);
    bytes += chunk.length;
  }
  if (bytes !== part.bytes || hash.digest('hex') !== part.sha256) throw damaged(`${store.place}/${part.name}`);
}
