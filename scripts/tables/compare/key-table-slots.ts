/** 64 bits of a hash: two words of 32. */
export interface Hash64 {
  high: number;
  low: number;
}

export const WORD = 2 ** 32;

/** Slots of some words each, in one array; the first two are the key. A slot's place is that of its first word. */
export interface Slots {
  readonly size: number;
  readonly bytes: number;
  word(at: number): number;
  setWord(at: number, value: number): void;
  /** The first slot that has the key, or -1. */
  find(key: Hash64): number;
  /** The next one after `at`, or -1. */
  findAfter(at: number, key: Hash64): number;
  /** Takes another slot for the key, whose other words are zero. */
  add(key: Hash64): number;
}

/** Of all slots: at first, and before more are made. */
const LOAD = { first: 0.8, most: 0.9 };

/** Open addressing by linear probing; a slot whose key is zero is free. @param expected slots; more are taken as well */
export function openAddressing(width: number, expected: number): Slots {
  let words = freeWords(width, expected);
  let size = 0;
  return {
    get size() {
      return size;
    },
    get bytes() {
      return words.byteLength;
    },
    word: (at) => words[at] as number,
    setWord(at, value) {
      words[at] = value;
    },
    find: (key) => probe(words, width, firstPlace(words, width, key), notZero(key)),
    findAfter: (at, key) => probe(words, width, nextPlace(words, width, at), notZero(key)),
    add(key) {
      if (size * width >= words.length * LOAD.most) words = grown(words, width, size * 2);
      size++;
      return take(words, width, notZero(key));
    },
  };
}

function freeWords(width: number, expected: number): Uint32Array {
  return new Uint32Array(Math.ceil(Math.max(expected, 16) / LOAD.first) * width);
}

function firstPlace(words: Uint32Array, width: number, { low }: Hash64): number {
  return Math.floor(low * (words.length / width / WORD)) * width;
}

function nextPlace(words: Uint32Array, width: number, at: number): number {
  return at + width === words.length ? 0 : at + width;
}

function isFree(words: Uint32Array, at: number): boolean {
  return words[at] === 0 && words[at + 1] === 0;
}

/** The first slot from a place on that has the key; -1: a free one comes before. */
function probe(words: Uint32Array, width: number, from: number, { high, low }: Hash64): number {
  let at = from;
  while (words[at] !== high || words[at + 1] !== low) {
    if (isFree(words, at)) return -1;
    at = nextPlace(words, width, at);
  }
  return at;
}

function take(words: Uint32Array, width: number, key: Hash64): number {
  let at = firstPlace(words, width, key);
  while (!isFree(words, at)) at = nextPlace(words, width, at);
  words[at] = key.high;
  words[at + 1] = key.low;
  return at;
}

function grown(old: Uint32Array, width: number, expected: number): Uint32Array {
  const words = freeWords(width, expected);
  for (let from = 0; from < old.length; from += width) {
    const slot = old.subarray(from, from + width);
    const [high = 0, low = 0] = slot;
    if (high !== 0 || low !== 0) words.set(slot, take(words, width, { high, low }));
  }
  return words;
}

function notZero(key: Hash64): Hash64 {
  return key.high === 0 && key.low === 0 ? { high: 0, low: 1 } : key;
}
