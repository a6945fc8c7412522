import { createHash } from 'node:crypto';
import { DATA } from '../../../functions/shared/backup/layout.ts';
import type { ScanManifest, ScanPart } from '../../../functions/shared/backup/manifest.ts';
import { BackupProblem } from '../../../functions/shared/backup/problem.ts';
import { damaged } from '../../../functions/shared/backup/read-part.ts';
import { atMost } from '../at-most.ts';
import { isIncremental } from '../native/export-part.ts';
import { verifyExport } from '../native/verify-export.ts';
import type { OpenBackup } from '../open-backup.ts';
import { findingText } from '../verify/text.ts';

const AT_ONCE = 4;

/** Whether each file of a backup's items is there, in its length. @throws BackupProblem `damaged`, naming it */
export async function assertParts({ store, manifest }: OpenBackup): Promise<void> {
  // DynamoDB says no sizes of its files; that they are there shows when they are read.
  if (manifest.engine === 'export') return;
  const there = new Map((await store.list(DATA)).map(({ name, bytes }) => [name, bytes]));
  for (const { name, bytes } of manifest.parts) {
    const place = `${store.place}/${name}`;
    const found = there.get(name);
    if (found === undefined)
      throw new BackupProblem('damaged', `${place} is missing: bring it back, or use another backup`);
    if (found !== bytes) throw damaged(place);
  }
}

/**
 * Proves the files of a backup against its manifest; of a scan they are not even unpacked.
 * @returns the digest of its items
 * @throws BackupProblem `damaged`, naming a file; `input` for an export of changes
 */
export async function provenDigest({ store, manifest }: OpenBackup, signal: AbortSignal): Promise<string> {
  if (manifest.engine === 'scan') {
    const scan = { store, manifest };
    await assertParts(scan);
    await atMost(AT_ONCE, manifest.parts, (part) => provePart(scan, part, signal));
    return manifest.digest;
  }
  const { findings, digest } = await verifyExport({ store, manifest }, { signal });
  const [first] = findings;
  if (first !== undefined) throw new BackupProblem('damaged', `${store.place}: ${findingText(first)}`);
  if (digest === null) throw isIncremental(store);
  return digest;
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
