import { createHash } from 'node:crypto';

/** What one file came to: data, and the numbers of its tables. */
export interface Entry {
  json: unknown;
  numbers: Uint32Array;
}

const CHECKSUM = 32;
const HEAD = CHECKSUM + 4;

/** A checksum, the length of the JSON, the JSON, the numbers in this machine's order of bytes. */
export function bytesOf({ json, numbers }: Entry): Buffer {
  const text = Buffer.from(JSON.stringify(json));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  const body = Buffer.concat([length, text, new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength)]);
  return Buffer.concat([checksum(body), body]);
}

/** Null for bytes that are not whole. */
export function entryIn(bytes: Buffer): Entry | null {
  if (bytes.length < HEAD || !checksum(bytes.subarray(CHECKSUM)).equals(bytes.subarray(0, CHECKSUM))) return null;
  const end = HEAD + bytes.readUInt32LE(CHECKSUM);
  if (end > bytes.length || (bytes.length - end) % 4 !== 0) return null;
  // A copy, as numbers must begin at a multiple of four.
  const numbers = new Uint32Array(new Uint8Array(bytes.subarray(end)).buffer);
  return { json: JSON.parse(bytes.toString('utf8', HEAD, end)), numbers };
}

function checksum(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}

/** Whether JSON brings a value back as it is: it has no -0 and no infinity, which the text of a number can be. */
export function isExact(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
  if (typeof value !== 'object' || value === null) return value !== undefined;
  return Object.values(value).every(isExact);
}
