import { hash } from 'node:crypto';

/** Of 32 bits each, the least significant first. */
const WORDS = 8;

/**
 * A digest of a set of items that depends on nothing but the items: the sum of the SHA-256 of each one's canonical
 * text (see text.ts), modulo 2^256. Digests of parts add up to that of the whole, in any order. It finds what is lost,
 * damaged or doubled by accident; against somebody who writes both items and digest it proves nothing.
 */
export interface ItemsDigest {
  readonly count: number;
  add(canonical: string): void;
  /** Adds the items of another digest, by its hex. */
  merge(hex: string, count: number): void;
  /** 64 digits. */
  hex(): string;
}

export function itemsDigest(): ItemsDigest {
  const sum = new Uint32Array(WORDS);
  let count = 0;
  const addBytes = (bytes: Buffer) => {
    let carry = 0;
    for (let word = 0; word < WORDS; word++) {
      const total = (sum[word] as number) + bytes.readUInt32BE(4 * (WORDS - 1 - word)) + carry;
      sum[word] = total;
      carry = total > 0xffffffff ? 1 : 0;
    }
  };
  return {
    get count() {
      return count;
    },
    add(canonical) {
      addBytes(hash('sha256', canonical, 'buffer'));
      count++;
    },
    merge(hex, more) {
      addBytes(Buffer.from(hex, 'hex'));
      count += more;
    },
    hex: () =>
      [...sum]
        .reverse()
        .map((word) => word.toString(16).padStart(8, '0'))
        .join(''),
  };
}
