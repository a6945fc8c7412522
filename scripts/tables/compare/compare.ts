import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Manifest } from '../../../functions/shared/backup/manifest.ts';
import { pacer } from '../../../functions/shared/backup/pacer.ts';
import { BackupProblem } from '../../../functions/shared/backup/problem.ts';
import type { ScanProgress } from '../../../functions/shared/backup/scan/job.ts';
import type { Scanning } from '../../../functions/shared/backup/scan/pages.ts';
import type { OpenBackup } from '../open-backup.ts';
import { tableDigest } from '../table-digest.ts';
import { seededHash, slicesFor, type TextHash } from './key-table.ts';
import { type Difference, differenceOf, itemsNow } from './look.ts';
import { comparePass, type Differing, type PassResult } from './pass.ts';
import { type ComparedTable, comparedTable } from './schema.ts';

export interface CompareOptions {
  /** Of all items, as `verifyBackup` has proven it; null: they are compared one by one. */
  digest: string | null;
  dynamodb: DynamoDBClient;
  tableName: string;
  /** Read capacity units a second; null: as fast as it goes. */
  maxRcu: number | null;
  signal: AbortSignal;
  report?: ((progress: ScanProgress) => void) | undefined;
  /** Default: 4 million, which take 80 MB; of more, backup and table are read once for each so many. */
  itemsAtOnce?: number;
  /** Of the texts of keys and of items. */
  hash?: TextHash;
}

export interface Comparison {
  table: string;
  /** Whether it is the table that was backed up. */
  isSource: boolean;
  equal: boolean;
  /** Those of the table. */
  items: number;
  same: number;
  changed: Differences;
  onlyInBackup: Differences;
  onlyInTable: Differences;
  /** False: some of the items that are called the same are not, and their hashes are. */
  isCertain: boolean;
}

export interface Differences {
  count: number;
  first: Difference[];
}

const ITEMS_AT_ONCE = 4_000_000;
const SHOWN = 20;

/**
 * Compares a backup that was proven with a live table, read strongly. Most often their digests are the same, and one
 * scan is all. If not, the hashes of keys and items decide: hashes that are equal by chance can give a difference the
 * wrong name, and hide none, because the items that are called the same are added up on both sides.
 * @throws BackupProblem `table` when there is no such table, or it has other keys
 */
export async function compareWithTable(backup: OpenBackup, options: CompareOptions): Promise<Comparison> {
  assertComparable(backup);
  const table = await comparedTable(options.dynamodb, options.tableName, backup.manifest);
  const scanning = scanningOf(options, table);
  const tell = teller(options, table.items);
  if (await isOfDigest(options.digest, scanning, tell)) return equalTo(backup.manifest, table);
  const slices = slicesFor(backup.manifest.items, options.itemsAtOnce ?? ITEMS_AT_ONCE);
  tell.expect(slices.length * (table.items + 2 * backup.manifest.items));
  const hash = options.hash ?? seededHash();
  const passes: PassResult[] = [];
  for (const slice of slices) {
    passes.push(await comparePass({ backup, scanning, slice, hash, shown: SHOWN, onItem: tell.item }));
  }
  return compared(passes, await seenAgain(passes, backup, scanning), table);
}

function assertComparable({ store, manifest }: OpenBackup): void {
  if (manifest.consistency.kind !== 'changes') return;
  throw new BackupProblem('input', `${store.place} holds changes only: compare the full export that they follow`);
}

const SEGMENTS = 4;
/** A strong read of so many bytes takes a unit. */
const UNIT_BYTES = 4096;

/** With a limit, what the segments ask for at once is no more than a second's worth. */
function scanningOf(options: CompareOptions, { items, bytes }: ComparedTable): Scanning {
  const { dynamodb, tableName, maxRcu, signal } = options;
  const perItem = Math.max(1, items === 0 ? 1024 : bytes / items);
  const pageItems = maxRcu === null ? null : Math.max(1, Math.floor(((maxRcu / SEGMENTS) * UNIT_BYTES) / perItem));
  return { dynamodb, tableName, segments: SEGMENTS, reads: 'strong', pageItems, pacer: pacer(maxRcu), signal };
}

/** Items read, in the table and in the backup, of all that will be. */
function teller({ signal, report }: CompareOptions, tableItems: number) {
  const state: ScanProgress = { items: 0, size: 0, expected: tableItems };
  const tell = () => report?.({ ...state, expected: Math.max(state.expected, state.items) });
  return {
    expect: (more: number) => {
      state.expected = state.items + more;
    },
    so: (items: number, size: number) => {
      Object.assign(state, { items, size });
      tell();
    },
    item: (size: number) => {
      signal.throwIfAborted();
      state.items++;
      state.size += size;
      if (state.items % 256 === 0) tell();
    },
  };
}

async function isOfDigest(proven: string | null, scanning: Scanning, tell: ReturnType<typeof teller>) {
  if (proven === null) return false;
  const { digest } = await tableDigest(scanning, tell.so);
  return digest === proven;
}

function equalTo({ items }: Manifest, { name, isSource }: ComparedTable): Comparison {
  const none = (): Differences => ({ count: 0, first: [] });
  const nothing = { changed: none(), onlyInBackup: none(), onlyInTable: none() };
  return { table: name, isSource, equal: true, items, same: items, ...nothing, isCertain: true };
}

interface Seen extends Differing {
  difference: Difference;
}

async function seenAgain(
  passes: readonly PassResult[],
  { manifest }: OpenBackup,
  { dynamodb, tableName, pacer: pacing, signal }: Scanning,
): Promise<Seen[]> {
  const { keys } = manifest.table;
  const examples = new Map(passes.flatMap((pass) => [...pass.examples]));
  const look = { dynamodb, tableName, keys, pacer: pacing, signal };
  const asked = [...examples.values()].map(({ key }) => key);
  const now = await itemsNow(look, asked);
  return [...examples].map(([text, one]) => ({ ...one, difference: differenceOf(one, now.get(text) ?? null) }));
}

function compared(passes: readonly PassResult[], seen: readonly Seen[], { name, isSource }: ComparedTable): Comparison {
  const sum = (kind: 'same' | 'changed' | 'onlyInBackup' | 'onlyInTable') =>
    passes.reduce((total, pass) => total + pass[kind], 0);
  const some = (kind: 'changed' | 'onlyInBackup' | 'onlyInTable', isOf: (one: Seen) => boolean): Differences => ({
    count: sum(kind),
    first: firstOf(seen.filter(isOf)),
  });
  const same = sum('same');
  const changed = some('changed', ({ inBackup, inTable }) => inBackup !== null && inTable !== null);
  const onlyInBackup = some('onlyInBackup', ({ inTable }) => inTable === null);
  const onlyInTable = some('onlyInTable', ({ inBackup }) => inBackup === null);
  const isCertain = passes.every(({ digests }) => digests.backup === digests.table);
  const differing = changed.count + onlyInBackup.count + onlyInTable.count;
  const items = same + changed.count + onlyInTable.count;
  const equal = isCertain && differing === 0;
  return { table: name, isSource, equal, items, same, changed, onlyInBackup, onlyInTable, isCertain };
}

function firstOf(seen: readonly Seen[]): Difference[] {
  const all = seen.map(({ difference }) => difference);
  return all.sort((one, other) => (one.key < other.key ? -1 : 1)).slice(0, SHOWN);
}
