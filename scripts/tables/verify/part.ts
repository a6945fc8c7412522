import { createHash } from 'node:crypto';
import type { FileFacts } from '../../../functions/shared/backup/gzip.ts';
import { itemsDigest } from '../../../functions/shared/backup/items/digest.ts';
import type { Item } from '../../../functions/shared/backup/items/item.ts';
import { itemTexts } from '../../../functions/shared/backup/items/text.ts';
import type { ScanManifest, ScanPart } from '../../../functions/shared/backup/manifest.ts';
import { isProblem } from '../../../functions/shared/backup/problem.ts';
import { openPart } from '../../../functions/shared/backup/read-part.ts';
import type { BackupStore } from '../../../functions/shared/backup/store.ts';
import type { KeyAttribute } from '../../../functions/shared/backup/table-record.ts';
import type { OpenBackup } from '../open-backup.ts';
import { keyText } from '../restore/batches.ts';
import type { Finding, KeyProblem, PartCheck } from './findings.ts';

export interface PartWatch {
  /** Told of each item, with the characters of its text; what it throws ends the reading. */
  onItem(size: number): void;
  /** Told of each item that has one. @param text the same for equal keys, and for no others */
  onKey(text: string): void;
}

export interface CheckedPart {
  findings: Finding[];
  /** Of its end, all items were read. */
  isReadable: boolean;
}

/** Reads a part to its end and compares all that its manifest says of it. Errors of the store pass through. */
export async function checkPart(
  { store, manifest }: OpenBackup<ScanManifest>,
  part: ScanPart,
  watch: PartWatch,
): Promise<CheckedPart> {
  const read = await readPart(store, manifest, part, watch);
  if (read === 'absent') return { findings: [{ kind: 'part-missing', part: part.name }], isReadable: false };
  const findings = [...(await fileFindings(store, part, read)), ...keyFindings(part, read)];
  if (read.failed === null) findings.push(...itemFindings(part, read));
  return { findings, isReadable: read.failed === null };
}

interface ReadPart {
  /** What ended the reading early. */
  failed: 'unpack' | 'items' | null;
  facts: FileFacts | null;
  items: number;
  digest: string;
  wrongKeys: { items: number; first: WrongKey | null };
}

type WrongKey = Extract<Finding, { kind: 'key-wrong' }>['first'];

async function readPart(
  store: BackupStore,
  { columns, table }: ScanManifest,
  { name }: ScanPart,
  watch: PartWatch,
): Promise<ReadPart | 'absent'> {
  const open = openPart(store, name, columns);
  const digest = itemsDigest();
  const wrongKeys: ReadPart['wrongKeys'] = { items: 0, first: null };
  const read = (failed: ReadPart['failed'], facts: FileFacts | null): ReadPart => {
    return { failed, facts, items: digest.count, digest: digest.hex(), wrongKeys };
  };
  try {
    for await (const item of open.items) {
      const { canonical } = itemTexts(item);
      digest.add(canonical);
      watch.onItem(canonical.length);
      const wrong = wrongAttribute(item, table.keys);
      if (wrong === null) watch.onKey(keyText(item, table.keys));
      else {
        wrongKeys.items++;
        wrongKeys.first ??= { at: digest.count, ...wrong };
      }
    }
    return read(null, open.facts());
  } catch (error) {
    if (isProblem(error, 'absent')) return 'absent';
    if (!isProblem(error, 'damaged')) throw error;
    return read(isOfZlib((error as Error).cause) ? 'unpack' : 'items', null);
  }
}

function isOfZlib(cause: unknown): boolean {
  return typeof (cause as { code?: unknown } | undefined)?.code === 'string';
}

async function fileFindings(store: BackupStore, part: ScanPart, { failed, facts }: ReadPart): Promise<Finding[]> {
  const isAsRecorded = (one: FileFacts) => one.bytes === part.bytes && one.sha256 === part.sha256;
  if (failed === null && facts !== null && isAsRecorded(facts)) return [];
  // What unpacks a file may end before the file does; its size and hash are those of the whole.
  const found = await fileFacts(store, part.name);
  const checks: PartCheck[] = [];
  if (found.bytes !== part.bytes) checks.push('size');
  if (found.sha256 !== part.sha256) checks.push('sha256');
  if (failed !== null) checks.push(failed);
  if (checks.length === 0) checks.push('read');
  return [{ kind: 'part-damaged', part: part.name, checks, bytes: { recorded: part.bytes, found: found.bytes } }];
}

async function fileFacts(store: BackupStore, name: string): Promise<FileFacts> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of store.read(name)) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: hash.digest('hex') };
}

function itemFindings(part: ScanPart, { items, digest }: ReadPart): Finding[] {
  const of = { part: part.name };
  const findings: Finding[] = [];
  if (items !== part.items) findings.push({ kind: 'items-differ', of, recorded: part.items, found: items });
  if (digest !== part.digest) findings.push({ kind: 'digest-differs', of, recorded: part.digest, found: digest });
  return findings;
}

function keyFindings({ name }: ScanPart, { wrongKeys: { items, first } }: ReadPart): Finding[] {
  return first === null ? [] : [{ kind: 'key-wrong', part: name, items, first }];
}

function wrongAttribute(item: Item, keys: readonly KeyAttribute[]): { attribute: string; problem: KeyProblem } | null {
  for (const { name, type } of keys) {
    if (!Object.hasOwn(item, name)) return { attribute: name, problem: 'absent' };
    if (item[name]?.[type] === undefined) return { attribute: name, problem: 'of-another-type' };
  }
  return null;
}
