import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { itemsDigest } from '../../functions/shared/backup/items/digest.ts';
import type { Item } from '../../functions/shared/backup/items/item.ts';
import { itemTexts } from '../../functions/shared/backup/items/text.ts';
import { type Format, MANIFEST } from '../../functions/shared/backup/layout.ts';
import { manifestText, type ScanManifest, type ScanPart } from '../../functions/shared/backup/manifest.ts';
import { BackupProblem } from '../../functions/shared/backup/problem.ts';
import { backUpTable } from '../../functions/shared/backup/scan/backup.ts';
import { folderStore } from '../../scripts/tables/folder-store.ts';
import { type OpenBackup, openBackup } from '../../scripts/tables/open-backup.ts';
import { verifyBackup } from '../../scripts/tables/verify/verify.ts';
import type { Account } from '../backup/fixture.ts';
import { type MemoryStore, memoryStore } from '../tables/native/memory-store.ts';

export const signal = new AbortController().signal;

export interface SaveOptions {
  table: string;
  format?: Format;
  segments?: number;
  /** Default: one that has room. */
  dynamodb?: DynamoDBClient;
  /** Whether each page becomes a part. */
  small?: boolean;
}

let saves = 0;

/** A backup in a folder of its own. */
export async function saved(account: Account, { table, format, segments, dynamodb, small }: SaveOptions) {
  const store = folderStore(join(account.folder, `backups-${saves++}`));
  const { place } = await backUpTable({
    ...{ dynamodb: dynamodb ?? account.dynamodb, store, tableName: table, format: format ?? 'dynamodb-json' },
    ...{ reads: 'strong', maxRcu: null, segments: segments ?? 2, resume: 'no', tool: 'test', signal },
    ...(small ? { limits: { bytes: 1, ms: 60_000 } } : {}),
  });
  return opened(folderStore(place));
}

type ScanBackup = OpenBackup<ScanManifest>;

async function opened(store: ScanBackup['store']): Promise<ScanBackup> {
  return (await openBackup(store, { latest: false })) as ScanBackup;
}

/** Its files, to be harmed. */
export async function copied({ store }: ScanBackup): Promise<MemoryStore> {
  const copy = memoryStore('/backups/copy');
  for (const { name } of await store.list('')) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of store.read(name)) chunks.push(chunk);
    copy.files.set(name, Buffer.concat(chunks));
  }
  return copy;
}

/** A copy whose manifest says something else, and proves itself all the same. */
export async function retold(backup: ScanBackup, change: (manifest: ScanManifest, copy: MemoryStore) => ScanManifest) {
  const copy = await copied(backup);
  copy.files.set(MANIFEST, Buffer.from(manifestText(change(backup.manifest, copy))));
  return copy;
}

/** A part as a backup would have written it, and all that its manifest would say. */
export function partOf(name: string, segment: number, items: readonly Item[]): { part: ScanPart; body: Buffer } {
  const body = gzipSync(items.map((item) => `{"Item":${itemTexts(item).text}}\n`).join(''));
  const digest = itemsDigest();
  for (const item of items) digest.add(itemTexts(item).canonical);
  const sha256 = createHash('sha256').update(body).digest('hex');
  return { body, part: { name, segment, items: items.length, bytes: body.length, sha256, digest: digest.hex() } };
}

/** With segments and sums as its parts have them. */
export function summedUp(manifest: ScanManifest, parts: ScanPart[]): ScanManifest {
  const digest = itemsDigest();
  for (const part of parts) digest.merge(part.digest, part.items);
  const inSegment = (segment: number) =>
    parts.filter((part) => part.segment === segment).reduce((sum, { items }) => sum + items, 0);
  const segments = [...new Set(parts.map(({ segment }) => segment))].map((segment) => ({
    segment,
    items: inSegment(segment),
  }));
  return { ...manifest, parts, segments, items: digest.count, digest: digest.hex() };
}

export async function findingsIn(store: ScanBackup['store'], limits = {}) {
  return verifyBackup(await opened(store), { signal, ...limits });
}

/** Whether anything is said against a backup. */
export async function isDoubted(store: ScanBackup['store']): Promise<boolean> {
  try {
    return (await findingsIn(store)).findings.length > 0;
  } catch (error) {
    if (error instanceof BackupProblem) return true;
    throw error;
  }
}
