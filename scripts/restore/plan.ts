import type { Item } from '../../functions/shared/backup/items/item.ts';
import type { TableRecord } from '../../functions/shared/backup/table-record.ts';
import { storedBytes } from '../../functions/shared/backup/told.ts';
import { allItems } from '../tables/backup-parts.ts';
import type { TableClients } from '../tables/clients.ts';
import { orderedWindows } from '../tables/native/windows.ts';
import type { OpenBackup } from '../tables/open-backup.ts';
import { bucketPlace } from '../tables/place.ts';
import { itemBytes, writeUnits } from '../tables/restore/batches.ts';
import { assertTableName, restoredName, restoreId } from '../tables/restore/name.ts';
import { assertParts } from '../tables/restore/proof.ts';
import { existingTarget, importTarget, newTarget, type Target } from '../tables/restore/target.ts';
import { type Way, wayOf } from '../tables/restore/way.ts';
import { openSource } from '../tables/source.ts';
import { chooser } from './conditions.ts';
import type { RestoreWishes } from './options.ts';

export interface RestorePlan {
  /** By which a rerun knows it (see restoreId). */
  id: string;
  backup: OpenBackup;
  target: Target;
  way: Way;
  /** Exports of changes, to be applied after it. */
  changes: readonly OpenBackup[];
  /** Of the table to make. */
  record: TableRecord;
  /** Null: all items. */
  chosen: ((item: Item) => boolean) | null;
  only: readonly string[];
  size: Size;
}

interface Size {
  items: number;
  /** Of the items, or where all are restored of their compressed files. */
  bytes: number | null;
  /** Write units of the items, without those of indexes; where all are restored a guess, and in a dry run alone. */
  units: number | null;
}

export interface Planning {
  clients: TableClients;
  /** Folder of what earlier restores noted. */
  journals: string;
  signal: AbortSignal;
}

/** Reads what is there and changes nothing. @throws BackupProblem, UserError */
export async function planRestore(wishes: RestoreWishes, planning: Planning): Promise<RestorePlan> {
  const backup = await openSource(planning.clients, wishes.source);
  const { table } = backup.manifest;
  const chosen = wishes.only.length === 0 ? null : chooser(wishes.only, table.keys);
  const changes: OpenBackup[] = [];
  for (const from of wishes.changes) changes.push(await openSource(planning.clients, { from, latest: false }));
  if (changes.length > 0) orderedWindows(changes, backup.manifest);
  const id = restoreId(
    backup.manifest,
    wishes.only,
    changes.map(({ manifest }) => manifest),
  );
  const isWhole = chosen === null && wishes.into === null;
  const fromBucket = bucketPlace(backup.store.place) !== null;
  const way = wayOf({ asked: wishes.engine, manifest: backup.manifest, fromBucket, isWhole });
  const target = await targetOf(wishes, planning, backup, id, way);
  const kmsKey = wishes.kmsKey === null ? table.kmsKey : wishes.kmsKey === 'aws-owned' ? null : wishes.kmsKey;
  const size =
    chosen === null ? await wholeSize(backup, wishes.dryRun) : await chosenSize(backup, chosen, planning.signal);
  return { id, backup, target, way, changes, record: { ...table, kmsKey }, chosen, only: wishes.only, size };
}

async function targetOf(
  { as, into }: RestoreWishes,
  { clients, journals, signal }: Planning,
  { manifest }: OpenBackup,
  id: string,
  way: Way,
): Promise<Target> {
  const reach = { dynamodb: clients.dynamodb, signal };
  if (into !== null) return existingTarget(reach, into, manifest.table);
  const name = as ?? restoredName(manifest);
  assertTableName(name);
  return way === 'import' ? importTarget(reach, name, id, journals) : newTarget(reach, name, id, journals);
}

/** Items that stand for all. */
const SAMPLE = 1000;

async function wholeSize(backup: OpenBackup, isGuessed: boolean): Promise<Size> {
  const { items } = backup.manifest;
  const units = isGuessed ? await guessedUnits(backup) : null;
  return { items, bytes: storedBytes(backup.manifest), units };
}

async function guessedUnits(backup: OpenBackup): Promise<number> {
  await assertParts(backup);
  let units = 0;
  let seen = 0;
  for await (const item of allItems(backup)) {
    units += writeUnits(item);
    if (++seen === SAMPLE) break;
  }
  return Math.round((units / Math.max(seen, 1)) * backup.manifest.items);
}

/** Reads all parts, which proves each against the manifest. @throws BackupProblem `damaged` */
async function chosenSize(backup: OpenBackup, chosen: (item: Item) => boolean, signal: AbortSignal): Promise<Size> {
  const size = { items: 0, bytes: 0, units: 0 };
  await assertParts(backup);
  for await (const item of allItems(backup, chosen)) {
    signal.throwIfAborted();
    size.items++;
    size.bytes += itemBytes(item);
    size.units += writeUnits(item);
  }
  return size;
}
