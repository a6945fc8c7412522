import type { Item } from '../../functions/shared/backup/items/item.ts';
import { MANIFEST } from '../../functions/shared/backup/layout.ts';
import {
  type Manifest,
  readManifest,
  type ScanManifest,
  type ScanPart,
} from '../../functions/shared/backup/manifest.ts';
import { BackupProblem, isProblem } from '../../functions/shared/backup/problem.ts';
import { damaged, openPart } from '../../functions/shared/backup/read-part.ts';
import { type BackupStore, within } from '../../functions/shared/backup/store.ts';

export interface OpenBackup<M extends Manifest = Manifest> {
  /** The backup's own. */
  store: BackupStore;
  manifest: M;
}

/**
 * The backup at a place: its own folder, or with `latest` the newest whole one below the place.
 * @throws BackupProblem `absent` when there is none, or several and none was chosen
 */
export async function openBackup(store: BackupStore, { latest }: { latest: boolean }): Promise<OpenBackup> {
  // Looked for before anything is listed: below a place that was mistyped there may be a whole disk.
  const own = await ownManifest(store);
  if (own !== null) return { store, manifest: own };
  const manifests = (await store.list('')).filter(({ name }) => name.endsWith(`/${MANIFEST}`));
  const found = manifests.map(({ name }) => name.slice(0, -MANIFEST.length));
  const tables = new Set(found.map((folder) => folder.split('/').slice(0, -2).join('/')));
  if (found.length > 0 && latest && tables.size === 1) return openAt(store, [...found].sort().at(-1) as string);
  throw new BackupProblem('absent', found.length === 0 ? noBackup(store) : severalBackups(store, found, latest));
}

/** Null: the place is not a backup's own folder. */
async function ownManifest(store: BackupStore): Promise<Manifest | null> {
  try {
    return await readManifest(store);
  } catch (error) {
    if (isProblem(error, 'absent')) return null;
    throw error;
  }
}

async function openAt(store: BackupStore, folder: string): Promise<OpenBackup> {
  const own = within(store, folder);
  return { store: own, manifest: await readManifest(own) };
}

function noBackup({ place }: BackupStore): string {
  return `there is no backup at ${place}: name a folder that holds a ${MANIFEST}; one that was cut off has none, and the backup command finishes it`;
}

const SHOWN = 5;

function severalBackups({ place }: BackupStore, folders: readonly string[], latest: boolean): string {
  const newest = [...folders]
    .sort()
    .reverse()
    .slice(0, SHOWN)
    .map((folder) => `${place}/${folder.slice(0, -1)}`);
  const more = folders.length > SHOWN ? ` and ${folders.length - SHOWN} more` : '';
  const how = latest ? 'name the folder of one table' : 'name one of them, or use --latest below the folder of a table';
  return `there are ${folders.length} backups below ${place}: ${how} (${newest.join(', ')}${more})`;
}

/** The items of a part of a scan; at its end the file's hash and its items' number are compared with the manifest. */
export async function* partItems({ store, manifest }: OpenBackup<ScanManifest>, part: ScanPart): AsyncGenerator<Item> {
  const open = openPart(store, part.name, manifest.columns);
  let items = 0;
  for await (const item of open.items) {
    items++;
    yield item;
  }
  const { bytes, sha256 } = open.facts();
  if (sha256 !== part.sha256 || bytes !== part.bytes || items !== part.items)
    throw damaged(`${store.place}/${part.name}`);
}
