import { hash, randomBytes } from 'node:crypto';
import { type Hash64, openAddressing, type Slots, WORD } from './key-table-slots.ts';

export type TextHash = (text: string) => Hash64;

/** Of a seed that nobody can know beforehand, so that nobody can write texts whose hashes are equal. */
export function seededHash(): TextHash {
  const seed = randomBytes(16).toString('hex');
  return (text) => {
    // As hex it costs a third of what it does as a buffer.
    const hex = hash('sha256', seed + text, 'hex');
    return { high: Number.parseInt(hex.slice(0, 8), 16), low: Number.parseInt(hex.slice(8, 16), 16) };
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
type EntryState = 'same' | 'changed' | 'unmet';

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
      return slots.size;
    },
    count: (state) => (state === 'unmet' ? slots.size - counts.same - counts.changed : counts[state]),
    get bytes() {
      return slots.bytes;
    },
    add(key, item) {
      const at = slots.add(key);
      slots.setWord(at + 2, item.high);
      slots.setWord(at + 3, (item.low & ~STATE) >>> 0);
    },
    meet(key, item) {
      const equal = search(key, (at) => isOf(slots, at, item) && stateAt(at) !== 'same');
      if (equal >= 0) return move(equal, 'same');
      const other = search(key, (at) => stateAt(at) === 'unmet');
      return other >= 0 ? move(other, 'changed') : 'unmet';
    },
    stateOf(key, item) {
      const at = search(key, (one) => isOf(slots, one, item));
      return at < 0 ? 'unmet' : stateAt(at);
    },
  };
}

function isOf(slots: Slots, at: number, { high, low }: Hash64): boolean {
  return slots.word(at + 2) === high && (slots.word(at + 3) | STATE) >>> 0 === (low | STATE) >>> 0;
}

function stateOfBits(bits: number): EntryState {
  if (bits & SAME) return 'same';
  return bits & CHANGED ? 'changed' : 'unmet';
}
