import { addressRange, instantOf, numberOf } from '../decide/values.ts';

/** Numbers of which each stretch between the limits, and each limit, has one. */
export function numbersAround(limits: readonly string[]): string[] {
  return around(
    limits.flatMap((limit) => numberOf(limit) ?? []),
    1,
  ).map(String);
}

const DAY_MS = 86_400_000;

/** Instants, in milliseconds, of which each stretch between the limits, and each limit, has one. */
export function instantsAround(limits: readonly string[]): number[] {
  return around(
    limits.flatMap((limit) => instantOf(limit) ?? []),
    DAY_MS,
  );
}

export function isoText(instant: number): string {
  const date = new Date(instant);
  return Number.isNaN(date.getTime()) ? epochText(instant) : date.toISOString().replace('.000Z', 'Z');
}

export function epochText(instant: number): string {
  return String(instant / 1000);
}

function around(limits: number[], beyond: number): number[] {
  const sorted = [...new Set(limits)].sort((a, b) => a - b);
  const [first] = sorted;
  if (first === undefined) return [];
  return [
    ...sorted.flatMap((limit, index) => [limit, between(limit, sorted[index + 1] ?? limit + 2 * beyond)]),
    first - beyond,
  ];
}

/** A whole number where there is one. */
function between(low: number, high: number): number {
  const middle = Math.floor((low + high) / 2);
  return middle > low ? middle : (low + high) / 2;
}

const V4_BITS = 32n;
const V6_BITS = 128n;

/** Addresses of which each stretch between the ends of the blocks has one, of both versions. */
export function addressesAround(blocks: readonly string[]): string[] {
  const ranges = blocks.flatMap((block) => addressRange(block) ?? []);
  const starts = (v4: boolean): bigint[] => {
    const end = 1n << (v4 ? V4_BITS : V6_BITS);
    return (
      ranges
        .filter((range) => range.v4 === v4)
        // A host reads better than the network itself, where both are in the block.
        .flatMap(({ first, last }) => [first + (last > first ? 1n : 0n), first, last + 1n])
        .filter((address) => address < end)
    );
  };
  return ['192.0.2.1', '2001:db8::1', ...starts(true).map(v4Text), ...starts(false).map(v6Text), '0.0.0.0', '::'];
}

function v4Text(address: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (address >> shift) & 255n).join('.');
}

function v6Text(address: bigint): string {
  return Array.from({ length: 8 }, (_, group) => ((address >> BigInt(112 - 16 * group)) & 0xffffn).toString(16)).join(
    ':',
  );
}
