import { itemTexts } from '../../../functions/shared/backup/items/text.ts';
import type { ScanManifest, ScanPart } from '../../../functions/shared/backup/manifest.ts';
import { openPart } from '../../../functions/shared/backup/read-part.ts';
import { keyOf } from '../../../functions/shared/backup/scan/orphan.ts';
import {
  expectedIn,
  type HashSet,
  hashSet,
  isWithin,
  type Slice,
  seededHash,
  slicesFor,
  type TextHash,
} from '../compare/key-table.ts';
import type { Hash64 } from '../compare/key-table-slots.ts';
import type { OpenBackup } from '../open-backup.ts';
import { keyText } from '../restore/batches.ts';
import type { Finding } from './findings.ts';

/** Looks for keys that two items have, in memory that does not grow with the backup. */
export interface KeyWatch {
  add(key: string): void;
  /** Once all keys were added: reads the given parts again, as often as it needs to. */
  findings(parts: readonly ScanPart[]): Promise<Finding[]>;
}

/** Keys whose hashes are held at a time, 10 bytes each; a backup of more is read once for each so many. */
const AT_ONCE = 4_000_000;
/** Hashes that came again and are looked at closely. */
const MOST_SUSPECTS = 1_000;
const SHOWN = 20;

export interface KeyLimits {
  /** Default: 4 million. */
  keysAtOnce?: number | undefined;
  hash?: TextHash | undefined;
}

/** @param items about so many; there may be more */
export function watchKeys(
  backup: OpenBackup<ScanManifest>,
  items: number,
  { signal, keysAtOnce = AT_ONCE, hash = seededHash() }: KeyLimits & { signal: AbortSignal },
): KeyWatch {
  const [slice = { number: 0, of: 1 }, ...others] = slicesFor(items, keysAtOnce);
  const suspects = suspectHashes();
  let seen: HashSet | null = hashSet(expectedIn(slice, items));
  const see = (set: HashSet, within: Slice, key: string) => {
    const one = hash(key);
    if (isWithin(within, one) && !set.add(one)) suspects.add(one);
  };
  return {
    add: (key) => seen && see(seen, slice, key),
    async findings(parts) {
      seen = null;
      for (const other of others) {
        const set = hashSet(expectedIn(other, items));
        for await (const { key } of keysOf(backup, parts, signal)) see(set, other, key);
      }
      return suspects.count() === 0 ? [] : confirmed(keysOf(backup, parts, signal), suspects, hash);
    },
  };
}

type Suspects = ReturnType<typeof suspectHashes>;

function suspectHashes() {
  const kept = new Set<string>();
  let count = 0;
  return {
    count: () => count,
    isCut: () => count > MOST_SUSPECTS,
    add(one: Hash64) {
      count++;
      if (kept.size < MOST_SUSPECTS) kept.add(nameOf(one));
    },
    has: (one: Hash64) => kept.has(nameOf(one)),
  };
}

function nameOf({ high, low }: Hash64): string {
  return `${high}-${low}`;
}

/** Two keys may have one hash: the keys themselves decide. Of very many, the number is that of the hashes. */
async function confirmed(
  keys: AsyncIterable<{ key: string; text: string }>,
  suspects: Suspects,
  hash: TextHash,
): Promise<Finding[]> {
  const seen = new Map<string, { text: string; times: number }>();
  for await (const { key, text } of keys) {
    if (!suspects.has(hash(key))) continue;
    const { times } = seen.get(key) ?? { times: 0 };
    seen.set(key, { text, times: times + 1 });
  }
  const twice = [...seen.values()].filter(({ times }) => times > 1);
  const more = twice.reduce((sum, { times }) => sum + times - 1, 0);
  if (more === 0) return [];
  const texts = twice.map(({ text }) => text).sort();
  return [{ kind: 'key-twice', items: suspects.isCut() ? suspects.count() : more, keys: texts.slice(0, SHOWN) }];
}

async function* keysOf({ store, manifest }: OpenBackup<ScanManifest>, parts: readonly ScanPart[], signal: AbortSignal) {
  const { keys } = manifest.table;
  for (const { name } of parts) {
    for await (const item of openPart(store, name, manifest.columns).items) {
      signal.throwIfAborted();
      const isWhole = keys.every(({ name: attribute }) => Object.hasOwn(item, attribute));
      if (isWhole) yield { key: keyText(item, keys), text: itemTexts(keyOf(item, keys)).text };
    }
  }
}
