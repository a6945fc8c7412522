import type { Item } from '../../functions/shared/backup/items/item.ts';
import { exportItems } from './native/export-part.ts';
import { type OpenBackup, partItems } from './open-backup.ts';

/** A file of a backup's items, whichever engine wrote it. */
export interface BackupPart {
  name: string;
  items: number;
  /** Its items; at their end the file's hash and their number are compared with the manifest. */
  read(): AsyncIterable<Item>;
}

export function partsOf({ store, manifest }: OpenBackup): BackupPart[] {
  if (manifest.engine === 'scan') {
    return manifest.parts.map((part) => ({
      ...{ name: part.name, items: part.items },
      read: () => partItems({ store, manifest }, part),
    }));
  }
  return manifest.parts.map((part) => ({
    ...{ name: part.name, items: part.items },
    read: () => exportItems({ store, manifest }, part),
  }));
}

/** One part after the other. @param chosen null: all items */
export async function* allItems(
  backup: OpenBackup,
  chosen: ((item: Item) => boolean) | null = null,
): AsyncGenerator<Item> {
  for (const part of partsOf(backup)) yield* chosenItems(part.read(), chosen);
}

export async function* chosenItems(
  items: AsyncIterable<Item>,
  chosen: ((item: Item) => boolean) | null,
): AsyncGenerator<Item> {
  for await (const item of items) if (chosen === null || chosen(item)) yield item;
}
