import { type ItemsDigest, itemsDigest } from '../../../functions/shared/backup/items/digest.ts';
import type { Item } from '../../../functions/shared/backup/items/item.ts';
import { itemTexts } from '../../../functions/shared/backup/items/text.ts';
import { keyOf } from '../../../functions/shared/backup/scan/orphan.ts';
import type { Scanning } from '../../../functions/shared/backup/scan/pages.ts';
import { allItems } from '../backup-parts.ts';
import type { OpenBackup } from '../open-backup.ts';
import { keyText } from '../restore/batches.ts';
import { scanSegments } from '../scan-segments.ts';
import { expectedIn, isWithin, type KeyTable, keyTable, type Slice, type TextHash } from './key-table.ts';
import type { Hash64 } from './key-table-slots.ts';

/** An item that is not the same on both sides, as it was read; null: it is not on that side. */
export interface Differing {
  key: Item;
  inBackup: Item | null;
  inTable: Item | null;
}

export interface PassResult {
  same: number;
  changed: number;
  onlyInBackup: number;
  onlyInTable: number;
  /** The first few of each kind, by the text of their key. */
  examples: Map<string, Differing>;
  /** The digests of the items that were called the same, on both sides. */
  digests: { backup: string; table: string };
}

export interface PassWork {
  backup: OpenBackup;
  scanning: Scanning;
  slice: Slice;
  hash: TextHash;
  /** Examples of each kind. */
  shown: number;
  onItem(size: number): void;
}

/** Compares the items whose keys' hashes are in one slice. It relies on no order of the items. */
export async function comparePass(work: PassWork): Promise<PassResult> {
  const { table, digest: saved } = await filled(work);
  const met = await metInTable(work, table);
  const isAllSame = table.count('same') === table.size;
  const left = isAllSame ? { same: saved, examples: met.examples } : await leftInBackup(work, table, met.examples);
  const [same, changed] = [table.count('same'), table.count('changed')];
  return {
    ...{ same, changed, onlyInBackup: table.count('unmet'), onlyInTable: met.items - same - changed },
    examples: left.examples,
    digests: { backup: left.same.hex(), table: met.same.hex() },
  };
}

interface Hashed {
  item: Item;
  keyText: string;
  canonical: string;
  keyHash: Hash64;
}

/** An item of the slice; null: of another one. */
function hashed({ backup, slice, hash, onItem }: PassWork, item: Item): Hashed | null {
  const { canonical } = itemTexts(item);
  onItem(canonical.length);
  const key = keyText(item, backup.manifest.table.keys);
  const keyHash = hash(key);
  return isWithin(slice, keyHash) ? { item, keyText: key, canonical, keyHash } : null;
}

async function filled(work: PassWork): Promise<{ table: KeyTable; digest: ItemsDigest }> {
  const table = keyTable(expectedIn(work.slice, work.backup.manifest.items));
  const digest = itemsDigest();
  for await (const item of allItems(work.backup)) {
    const one = hashed(work, item);
    if (one === null) continue;
    table.add(one.keyHash, work.hash(one.canonical));
    digest.add(one.canonical);
  }
  return { table, digest };
}

interface MetInTable {
  items: number;
  same: ItemsDigest;
  examples: Map<string, Differing>;
}

async function metInTable(work: PassWork, table: KeyTable): Promise<MetInTable> {
  const same = itemsDigest();
  const examples = exampleKeeper(work);
  let items = 0;
  const meet = (item: Item) => {
    const one = hashed(work, item);
    if (one === null) return;
    items++;
    const state = table.meet(one.keyHash, work.hash(one.canonical));
    if (state === 'same') same.add(one.canonical);
    else examples.keep(state === 'changed' ? 'changed' : 'only', one, { inBackup: null, inTable: item });
  };
  await scanSegments(work.scanning, (page) => page.items.forEach(meet));
  return { items, same, examples: examples.kept };
}

/** What the table has not is known by its hash only: the backup tells what it is. */
async function leftInBackup(work: PassWork, table: KeyTable, inTable: Map<string, Differing>) {
  const same = itemsDigest();
  const examples = exampleKeeper(work);
  for await (const item of allItems(work.backup)) {
    const one = hashed(work, item);
    if (one === null) continue;
    const state = table.stateOf(one.keyHash, work.hash(one.canonical));
    if (state === 'same') same.add(one.canonical);
    const found = inTable.get(one.keyText);
    if (found !== undefined) found.inBackup = item;
    else if (state === 'unmet') examples.keep('only', one, { inBackup: item, inTable: null });
  }
  return { same, examples: new Map([...inTable, ...examples.kept]) };
}

function exampleKeeper({ shown, backup }: PassWork) {
  const kept = new Map<string, Differing>();
  const numbers = { changed: 0, only: 0 };
  return {
    kept,
    keep(kind: 'changed' | 'only', { item, keyText: text }: Hashed, sides: Omit<Differing, 'key'>) {
      if (numbers[kind]++ >= shown) return;
      kept.set(text, { key: keyOf(item, backup.manifest.table.keys), ...sides });
    },
  };
}
