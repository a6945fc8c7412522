import { deepEqual, equal, match } from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { TextHash } from '../../../scripts/tables/compare/key-table.ts';
import { comparisonLines } from '../../../scripts/tables/compare/text.ts';
import { EDITED, ITEMS, item, numbers, original, tableWith } from '../../verify-backup/tables.ts';
import { openSets, type Sets } from './sets.ts';

let account: Sets['account'];
let backup: Sets['backup'];
let compare: Sets['compare'];
before(async () => {
  ({ account, backup, compare } = await openSets());
});
after(() => account?.stop());

/** Of so many bits. */
const weak = (bits: number): TextHash => {
  const word = (text: string, salt: string) =>
    createHash('sha256')
      .update(salt + text)
      .digest()
      .readUInt32LE(0) >>>
    (32 - bits);
  return (text) => ({ high: word(text, 'high') * 2 ** (32 - bits), low: word(text, 'low') });
};

/** Of keys weak, of items good: an item's text begins with a brace and a name, a key's with its type. */
const weakOfKeys = (bits: number): TextHash => {
  const [bad, good] = [weak(bits), weak(32)];
  return (text) => (/^\{"[SNB]"/.test(text) ? bad(text) : good(text));
};

for (const bits of [1, 2, 4, 8]) {
  test(`keys with hashes of ${bits} bits: all differences are there, some by another name`, async () => {
    const tableName = await tableWith(account, EDITED);
    const comparison = await compare({ tableName, hash: weakOfKeys(bits), itemsAtOnce: 120 });
    const [same, changed, onlyInBackup, onlyInTable] = numbers(comparison);
    equal(same, 197);
    deepEqual([changed + onlyInBackup, changed + onlyInTable], [3, 5]);
    equal(comparison.equal, false);
  });

  test(`all hashes of ${bits} bits: what is not equal is never called so`, async () => {
    const hash = weak(bits);
    equal((await compare({ hash })).equal, true);
    const value = (at: number) => item(at, { value: { S: 'x' } });
    for (const items of [EDITED, [...original().slice(1), value(0)], original().slice(1), [...original(), item(500)]]) {
      const comparison = await compare({ tableName: await tableWith(account, items), hash });
      equal(comparison.equal, false);
      if (comparison.same !== 197) continue;
      equal(comparison.items, items.length);
    }
  });
}

test('hashes that are all the same: the sums of both sides still differ', async () => {
  const hash = () => ({ high: 7, low: 7 });
  const items = original().map((one) => ({ ...one, value: { S: 'x' } }));
  const comparison = await compare({ tableName: await tableWith(account, items), hash });
  deepEqual([comparison.same, comparison.equal, comparison.isCertain], [ITEMS, false, false]);
  match(
    comparisonLines(comparison, backup.manifest).join('\n'),
    /some of those have equal hashes and are not the same/,
  );
});
