import { itemsDigest } from '../../../functions/shared/backup/items/digest.ts';
import { CHECKPOINT, DATA, MANIFEST } from '../../../functions/shared/backup/layout.ts';
import type { ScanManifest, ScanPart } from '../../../functions/shared/backup/manifest.ts';
import type { StoredFile } from '../../../functions/shared/backup/store.ts';
import { atMost } from '../at-most.ts';
import type { OpenBackup } from '../open-backup.ts';
import type { Finding } from './findings.ts';
import { watchKeys } from './keys.ts';
import { type CheckedPart, checkPart, type PartWatch } from './part.ts';
import type { BackupFindings, VerifyOptions } from './verify.ts';

/** Parts that are read at a time. */
const AT_ONCE = 2;

export async function verifyScan(backup: OpenBackup<ScanManifest>, options: VerifyOptions): Promise<BackupFindings> {
  const { manifest, store } = backup;
  const stored = await store.list('');
  const files = stored.map(({ name }) => name);
  const keys = watchKeys(backup, Math.min(manifest.items, mostItems(stored)), options);
  const watch = { onItem: itemTeller(manifest, options), onKey: keys.add };
  const checked = await checkParts(backup, watch, options.signal);
  const readable = manifest.parts.filter((_, index) => checked[index]?.isReadable);
  const findings = [
    ...checked.flatMap((part) => part.findings),
    ...sumFindings(manifest),
    ...strayFiles(manifest, files),
    ...(await keys.findings(readable)),
  ];
  return { findings, notes: notesOn(manifest, files), digest: findings.length === 0 ? manifest.digest : null };
}

/** Items of a byte: gzip packs a thousand bytes into one, and a line of CSV has three at least. */
const ITEMS_PER_BYTE = 400;

/** That files of their size can hold, whatever the manifest says: memory is taken for no more. */
function mostItems(files: readonly StoredFile[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0) * ITEMS_PER_BYTE;
}

function itemTeller({ items: expected }: ScanManifest, { signal, report }: VerifyOptions): PartWatch['onItem'] {
  let items = 0;
  let size = 0;
  return (more) => {
    signal.throwIfAborted();
    items++;
    size += more;
    if (items % 256 === 0) report?.({ items, size, expected: Math.max(expected, items) });
  };
}

/** In the order of the manifest. */
async function checkParts(backup: OpenBackup<ScanManifest>, watch: PartWatch, signal: AbortSignal) {
  const checked: CheckedPart[] = [];
  await atMost(AT_ONCE, backup.manifest.parts.entries(), async ([index, part]) => {
    signal.throwIfAborted();
    checked[index] = await checkPart(backup, part, watch);
  });
  return checked;
}

/** Each part was compared with its record; where the records add up, so do the parts. */
function sumFindings({ items, digest, parts, segments }: ScanManifest): Finding[] {
  const sum = itemsDigest();
  const inSegments = new Map<number, number>();
  for (const part of parts) {
    sum.merge(part.digest, part.items);
    inSegments.set(part.segment, (inSegments.get(part.segment) ?? 0) + part.items);
  }
  const recorded = new Map(segments.map((one) => [one.segment, one.items]));
  const numbers = [...new Set([...recorded.keys(), ...inSegments.keys()])];
  const findings = numbers.map((segment) =>
    itemsDiffer({ segment }, recorded.get(segment) ?? 0, inSegments.get(segment) ?? 0),
  );
  const whole = { kind: 'digest-differs', of: 'backup', recorded: digest, found: sum.hex() } as const;
  return [
    ...findings.flat(),
    ...itemsDiffer('backup', items, sum.count),
    ...(whole.found === whole.recorded ? [] : [whole]),
  ];
}

function itemsDiffer(of: Extract<Finding, { kind: 'items-differ' }>['of'], recorded: number, found: number): Finding[] {
  return recorded === found ? [] : [{ kind: 'items-differ', of, recorded, found }];
}

/** ImportTable takes every object below its prefix for data. */
function strayFiles({ parts }: ScanManifest, files: readonly string[]): Finding[] {
  const known = new Set(parts.map(({ name }: ScanPart) => name));
  return files
    .filter((file) => file.startsWith(DATA) && !known.has(file))
    .map((file) => ({ kind: 'stray-file', file }));
}

function notesOn({ resumed }: ScanManifest, files: readonly string[]): string[] {
  const left = files.filter((file) => file.startsWith(CHECKPOINT)).length;
  const foreign = files.filter((file) => file !== MANIFEST && !file.startsWith(DATA) && !file.startsWith(CHECKPOINT));
  return [
    ...(resumed > 0 ? [`it was cut off and taken up again ${resumed === 1 ? 'once' : `${resumed} times`}`] : []),
    ...(left > 0 ? [`files that only served the backup are left in ${CHECKPOINT}: they do no harm`] : []),
    ...(foreign.length > 0 ? [`files that are none of the backup's stand beside it: ${foreign[0]}`] : []),
  ];
}
