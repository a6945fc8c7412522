import { createHash } from 'node:crypto';
import { DATA } from '../../../functions/shared/backup/layout.ts';
import type { ScanManifest, ScanPart } from '../../../functions/shared/backup/manifest.ts';
import { BackupProblem } from '../../../functions/shared/backup/problem.ts';
import { damaged } from '../../../functions/shared/backup/read-part.ts';
import { atMost } from '../at-most.ts';
import type { OpenBackup } from '../open-backup.ts';

const AT_ONCE = 4;

/** Whether each file of a backup's items is there, in its length. @throws BackupProblem `damaged`, naming it */
export async function assertParts({ store, manifest }: OpenBackup<ScanManifest>): Promise<void> {
  const there = new Map((await store.list(DATA)).map(({ name, bytes }) => [name, bytes]));
  for (const { name, bytes } of manifest.parts) {
    const place = `${store.place}/${name}`;
    const found = there.get(name);
    if (found === undefined)
      throw new BackupProblem('damaged', `${place} is missing: bring it back, or use another backup`);
    if (found !== bytes) throw damaged(place);
  }
}

/** Reads each of them, without unpacking it. @throws BackupProblem `damaged`, naming it */
export async function proveParts(backup: OpenBackup<ScanManifest>, signal: AbortSignal): Promise<void> {
  await assertParts(backup);
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
