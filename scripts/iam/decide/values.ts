/** A number as IAM reads it; null for what is none. */
export function numberOf(text: string): number | null {
  return /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(text.trim()) ? Number(text) : null;
}

/** Milliseconds since the epoch of an ISO 8601 date or of seconds since the epoch; null for what is neither. */
export function instantOf(text: string): number | null {
  const seconds = numberOf(text);
  if (seconds !== null && !/^\d{4}$/.test(text)) return seconds * 1000;
  const found =
    /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?)?)?$/.exec(text);
  if (!found) return null;
  const [, year, month = '01', day = '01', hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] =
    found;
  const offset = zone === 'Z' ? 'Z' : zone.replace(/(\d{2}):?(\d{2})$/, '$1:$2');
  const instant = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${fraction.slice(0, 4)}${offset}`);
  return Number.isNaN(instant) ? null : instant;
}

/** Addresses from `first` to `last`, both included, as numbers of 32 (`v4`) or 128 bits. */
export interface AddressRange {
  v4: boolean;
  first: bigint;
  last: bigint;
}

/** An address or a block in CIDR notation; null for what is neither. */
export function addressRange(text: string): AddressRange | null {
  const [address = '', length, ...more] = text.trim().split('/');
  const v4 = !address.includes(':');
  const value = v4 ? v4Value(address) : v6Value(address);
  const bits = v4 ? 32 : 128;
  const prefix = length === undefined ? bits : /^\d{1,3}$/.test(length) ? Number(length) : -1;
  if (value === null || more.length > 0 || prefix < 0 || prefix > bits) return null;
  const hosts = (1n << BigInt(bits - prefix)) - 1n;
  return { v4, first: value & ~hosts, last: value | hosts };
}

function v4Value(text: string): bigint | null {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) return null;
  return parts.reduce((value, part) => (value << 8n) | BigInt(part), 0n);
}

function v6Value(text: string): bigint | null {
  const [head = '', tail, ...more] = text.split('::');
  if (more.length > 0) return null;
  const left = groups(head);
  const right = tail === undefined ? [] : groups(tail);
  if (left === null || right === null) return null;
  const missing = 8 - left.length - right.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return null;
  const all = [...left, ...Array<bigint>(missing).fill(0n), ...right];
  return all.reduce((value, group) => (value << 16n) | group, 0n);
}

/** The 16-bit groups of a part of an IPv6 address, whose end may be written as IPv4. */
function groups(text: string): bigint[] | null {
  if (text === '') return [];
  const parts = text.split(':');
  const last = parts.at(-1) ?? '';
  const v4 = last.includes('.') ? v4Value(last) : undefined;
  if (v4 === null) return null;
  const plain = v4 === undefined ? parts : parts.slice(0, -1);
  if (!plain.every((part) => /^[0-9a-f]{1,4}$/i.test(part))) return null;
  const values = plain.map((part) => BigInt(`0x${part}`));
  return v4 === undefined ? values : [...values, v4 >> 16n, v4 & 0xffffn];
}
