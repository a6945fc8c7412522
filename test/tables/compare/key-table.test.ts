import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  expectedIn,
  hashSet,
  isWithin,
  keyTable,
  seededHash,
  slicesFor,
} from '../../../scripts/tables/compare/key-table.ts';
import type { Hash64 } from '../../../scripts/tables/compare/key-table-slots.ts';

test('a million entries take 20 bytes each, and are all found', (t) => {
  const million = 1_000_000;
  const hash = seededHash();
  const before = process.memoryUsage().arrayBuffers;
  const table = keyTable(million);
  equal(table.bytes, 20_000_000);
  const start = performance.now();
  const key = (at: number) => hash(`key ${at}`);
  for (let at = 0; at < million; at++) table.add(key(at), { high: at, low: at * 4 });
  for (let at = 0; at < million; at++) table.meet(key(at), { high: at % 2 === 0 ? at : -1 >>> 0, low: at * 4 });
  const ms = performance.now() - start;
  const more = process.memoryUsage().arrayBuffers - before;
  t.diagnostic(`${Math.round(more / 1e6)} MB, ${Math.round(ms)} ms`);
  ok(more < 21_000_000, `${more} bytes`);
  deepEqual([table.count('same'), table.count('changed'), table.count('unmet')], [million / 2, million / 2, 0]);
  equal(table.meet(hash('another'), { high: 0, low: 0 }), 'unmet');
});

test('more entries than were expected are taken as well', () => {
  const table = keyTable(1);
  const hash = seededHash();
  for (let at = 0; at < 10_000; at++) table.add(hash(`key ${at}`), hash(`item ${at}`));
  equal(table.size, 10_000);
  for (let at = 0; at < 10_000; at++) equal(table.meet(hash(`key ${at}`), hash(`item ${at}`)), 'same');
  const set = hashSet(1);
  for (let at = 0; at < 10_000; at++) equal(set.add(hash(`key ${at}`)), true);
  for (let at = 0; at < 10_000; at++) equal(set.add(hash(`key ${at}`)), false);
});

test('the slices hold each hash once, and about the same number', () => {
  deepEqual(slicesFor(0, 4), [{ number: 0, of: 1 }]);
  const slices = slicesFor(100_000, 30_000);
  equal(slices.length, 4);
  const counts = slices.map(() => 0);
  const hash = seededHash();
  const hashes = Array.from({ length: 100_000 }, (_, at) => hash(String(at)));
  for (const one of [...hashes, { high: 0, low: 0 }, { high: 0xffffffff, low: 0 }]) {
    const found = slices.filter((slice) => isWithin(slice, one));
    equal(found.length, 1);
    const number = found[0]?.number ?? 0;
    counts[number] = (counts[number] ?? 0) + 1;
  }
  for (const [number, count] of counts.entries()) {
    ok(count < expectedIn({ number, of: 4 }, 100_000) * 1.05, `${count} in slice ${number}`);
  }
});

const words = fc.constantFrom(0, 1, 2, 3, 0x7fffffff, 0x80000000, 0xffffffff);
const hashes = fc.record({ high: words, low: words });
const entries = fc.array(fc.record({ key: hashes, item: hashes }), { maxLength: 40 });

const zero = { high: 0, low: 0 };

/** Zeros stand for a free slot, so a key of zeros is taken for its neighbour; an item's two lowest bits are not kept. */
function nameOf({ key, item }: { key: Hash64; item: Hash64 }): string {
  const isZero = key.high === zero.high && key.low === zero.low;
  return [key.high, isZero ? 1 : key.low, item.high, item.low >>> 2].join();
}

function numbersOf(all: readonly string[]): Map<string, number> {
  const numbers = new Map<string, number>();
  for (const one of all) numbers.set(one, (numbers.get(one) ?? 0) + 1);
  return numbers;
}

test('equal items are counted right, whatever the hashes', () => {
  fc.assert(
    fc.property(entries, entries, (added, met) => {
      const table = keyTable(added.length);
      for (const { key, item } of added) table.add(key, item);
      for (const { key, item } of met) table.meet(key, item);
      const there = numbersOf(added.map(nameOf));
      let same = 0;
      for (const [name, number] of numbersOf(met.map(nameOf))) same += Math.min(number, there.get(name) ?? 0);
      equal(table.count('same'), same);
      equal(table.count('same') + table.count('changed') + table.count('unmet'), added.length);
    }),
  );
});
