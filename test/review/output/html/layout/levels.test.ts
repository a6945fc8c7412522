import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { levels } from '../../../../../scripts/review/output/html/layout/levels.ts';

test('who has room stands where it wants to', () => {
  deepEqual(levels([10, 50, 200], 30, 0, 1000), [10, 50, 200]);
  deepEqual(levels([], 30, 0, 1000), []);
});

test('those who want the same place share the way', () => {
  deepEqual(levels([100, 100, 100], 30, 0, 1000), [70, 100, 130]);
  deepEqual(levels([100, 90, 400], 30, 0, 1000), [80, 110, 400]);
});

test('nobody leaves the room, and all stand even where it is too small', () => {
  deepEqual(levels([0, 0, 900, 900], 30, 100, 400), [100, 130, 370, 400]);
  deepEqual(levels([5, 5], 30, 0, 0), [0, 30]);
});

test('the order stays, nobody comes too close, and no other places are nearer to the wanted ones', () => {
  const wanted = fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: 6 });
  const property = fc.property(
    wanted,
    fc.array(fc.integer({ min: -40, max: 40 }), { maxLength: 6 }),
    (places, moves) => {
      const found = levels(places, 30, 0, 1_000);
      for (const [index, place] of found.entries()) {
        ok(place >= 0 && place <= 1_000);
        if (index > 0) ok(place - (found[index - 1] ?? 0) >= 30);
      }
      const cost = (all: readonly number[]) =>
        all.reduce((sum, place, index) => sum + (place - (places[index] ?? 0)) ** 2, 0);
      const other = found.map((place, index) => place + (moves[index] ?? 0));
      const isAllowed = other.every(
        (place, index) => place >= 0 && (index === 0 || place - (other[index - 1] ?? 0) >= 30),
      );
      // Places are whole numbers, so that each may be half a unit off.
      if (isAllowed) ok(cost(found) <= cost(other) + found.length * 31, `${found} ${other}`);
      equal(found.length, places.length);
    },
  );
  fc.assert(property, { numRuns: 500 });
});
