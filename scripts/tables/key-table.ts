import { hash, randomBytes } from 'node:crypto';

/** 64 bits of a hash: two words of 32. */
export interface Hash64 {
  high: number;
  low: number;
}

export type TextHash = (text: string) => Hash64;

/** Of a seed that nobody can know beforehand, so that nobody can write texts whose hashes are equal. */
export function seededHash(): TextHash {
  const seed = randomBytes(16).toString('hex');
  return (text) => {
    const bytes = hash('sha256', seed + text, 'buffer');
    return { high: bytes.readUInt32LE(0), low: bytes.readUInt32LE(4) };
  };
}

/** One of several equal parts of all hashes, counted from 0. */
export interface Slice {
  number: number;
  of: number;
}

export function isWithin({ number, of }: Slice, { high }: Hash64): boolean {
  return Math.floor(high * (of / WORD)) === number;
}

/** How many slices hold so many items, when each may hold `atOnce`. */
export function slicesFor(items: number, atOnce: number): Slice[] {
  const of = Math.max(1, Math.ceil(items / atOnce));
  return Array.from({ length: of }, (_, number) => ({ number, of }));
}

/** Items that a slice holds, with room for chance: the slices are equal on average only. */
export function expectedIn({ of }: Slice, items: number): number {
  const mean = items / of;
  return of === 1 ? items : Math.ceil(mean + 4 * Math.sqrt(mean));
}

/** Whether a hash has come before: 10 bytes each. */
export interface HashSet {
  /** False when it was there. */
  add(one: Hash64): boolean;
}

export function hashSet(expected: number): HashSet {
  const slots = openAddressing(2, expected);
  return {
    add(one) {
      if (slots.find(one) >= 0) return false;
      slots.add(one);
      return true;
    },
  };
}

/** What became of an entry: an equal item was met, or only another one of its key, or none. */
export type EntryState = 'same' | 'changed' | 'unmet';

/**
 * The items of a backup as hashes of their keys and of themselves, 20 bytes each. An item's text has its key in it, so
 * two items whose keys have one hash are told apart by their own; they have two entries then. With 62 bits of an item's
 * hash, two unlike items are taken for equal once in 4.6e18 looks; the caller guards against that.
 */
export interface KeyTable {
  readonly size: number;
  /** Entries of that state. */
  count(state: EntryState): number;
  readonly bytes: number;
  add(key: Hash64, item: Hash64): void;
  /** Notes that an item was met. `unmet`: no entry is left that it could be. */
  meet(key: Hash64, item: Hash64): EntryState;
  /** Of an item that was added. */
  stateOf(key: Hash64, item: Hash64): EntryState;
}

/** The lowest bits of an item's hash give way to what is known of the entry. */
const SAME = 1;
const CHANGED = 2;
const STATE = SAME | CHANGED;

/** @param expected entries; more are taken as well */
export function keyTable(expected: number): KeyTable {
  const slots = openAddressing(4, expected);
  const counts = { same: 0, changed: 0 };
  const isOf = ({ high, low }: Hash64, at: number) =>
    slots.word(at + 2) === high && (slots.word(at + 3) | STATE) >>> 0 === (low | STATE) >>> 0;
  const stateAt = (at: number) => stateOfBits(slots.word(at + 3));
  const search = (key: Hash64, isWanted: (at: number) => boolean) => {
    let at = slots.find(key);
    while (at >= 0 && !isWanted(at)) at = slots.findAfter(at, key);
    return at;
  };
  const move = (at: number, to: 'same' | 'changed'): EntryState => {
    if (stateAt(at) === 'changed') counts.changed--;
    counts[to]++;
    slots.setWord(at + 3, ((slots.word(at + 3) & ~STATE) | (to === 'same' ? SAME : CHANGED)) >>> 0);
    return to;
  };
  return {
    get size() {
      return slots.size();
    },
    count: (state) => (state === 'unmet' ? slots.size() - counts.same - counts.changed : counts[state]),
    get bytes() {
      return slots.bytes();
    },
    add(key, item) {
      const at = slots.add(key);
      slots.setWord(at + 2, item.high);
      slots.setWord(at + 3, (item.low & ~STATE) >>> 0);
    },
    meet(key, item) {
      const equal = search(key, (at) => isOf(item, at) && stateAt(at) !== 'same');
      if (equal >= 0) return move(equal, 'same');
      const other = search(key, (at) => stateAt(at) === 'unmet');
      return other >= 0 ? move(other, 'changed') : 'unmet';
    },
    stateOf(key, item) {
      const at = search(key, (one) => isOf(item, one));
      return at < 0 ? 'unmet' : stateAt(at);
    },
  };
}

function stateOfBits(bits: number): EntryState {
  if (bits & SAME) return 'same';
  return bits & CHANGED ? 'changed' : 'unmet';
}

const WORD = 2 ** 32;
/** Of all slots: at first, and before more are made. */
const LOAD = { first: 0.8, most: 0.9 };

/** Slots of some words each, in one array; the first two are the key, zero in both: free. Probing is linear. */
function openAddressing(width: number, expected: number) {
  let capacity = capacityFor(expected);
  let words = new Uint32Array(capacity * width);
  let used = 0;
  const first = (low: number) => Math.floor(low * (capacity / WORD)) * width;
  const next = (at: number) => (at + width === words.length ? 0 : at + width);
  const isFree = (at: number) => words[at] === 0 && words[at + 1] === 0;
  /** The first slot from `at` on that has the key; -1: a free one comes before. */
  const probe = (at: number, { high, low }: Hash64) => {
    while (words[at] !== high || words[at + 1] !== low) {
      if (isFree(at)) return -1;
      at = next(at);
    }
    return at;
  };
  const take = (high: number, low: number) => {
    let at = first(low);
    while (!isFree(at)) at = next(at);
    words[at] = high;
    words[at + 1] = low;
    return at;
  };
  const grow = () => {
    const old = words;
    capacity = capacityFor(used * 2);
    words = new Uint32Array(capacity * width);
    for (let from = 0; from < old.length; from += width) {
      const [high = 0, low = 0] = old.subarray(from, from + 2);
      if (high !== 0 || low !== 0) words.set(old.subarray(from, from + width), take(high, low));
    }
  };
  return {
    size: () => used,
    bytes: () => words.byteLength,
    word: (at: number) => words[at] as number,
    setWord(at: number, value: number) {
      words[at] = value;
    },
    find: (key: Hash64) => probe(first(key.low), notZero(key)),
    findAfter: (at: number, key: Hash64) => probe(next(at), notZero(key)),
    add({ high, low }: Hash64) {
      if (used >= capacity * LOAD.most) grow();
      used++;
      const key = notZero({ high, low });
      return take(key.high, key.low);
    },
  };
}

function capacityFor(expected: number): number {
  return Math.ceil(Math.max(expected, 16) / LOAD.first);
}

function notZero(key: Hash64): Hash64 {
  return key.high === 0 && key.low === 0 ? { high: 0, low: 1 } : key;
}
