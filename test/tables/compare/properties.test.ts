import { deepEqual } from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { BatchWriteItemCommand } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { itemTexts } from '../../../functions/shared/backup/items/text.ts';
import type { ScanManifest } from '../../../functions/shared/backup/manifest.ts';
import { compareWithTable } from '../../../scripts/tables/compare/compare.ts';
import type { OpenBackup } from '../../../scripts/tables/open-backup.ts';
import { type Account, type Item, openAccount } from '../../backup/fixture.ts';
import { saved, signal } from '../../verify-backup/fixture.ts';

const KEYS = 40;

let account: Account;
let backup: OpenBackup<ScanManifest>;
let atFirst: Map<number, Item>;
before(async () => {
  account = await openAccount();
  await account.makeTable('edited', { id: 'N' });
  atFirst = new Map(Array.from({ length: KEYS / 2 }, (_, id) => [id, { id: { N: String(id) }, a: { S: 'a' } }]));
  await account.fill('edited', [...atFirst.values()]);
  backup = await saved(account, { table: 'edited' });
});
after(() => account?.stop());

const value = fc.oneof(
  fc.constantFrom('a', 'b', '').map((S) => ({ S })),
  fc.constantFrom('1', '1.0', '1e1', '10', '-0').map((N) => ({ N })),
  fc.subarray(['1', '2', '3'], { minLength: 1 }).map((NS) => ({ NS })),
  fc.constantFrom('x', 'y').map((text) => ({ B: Buffer.from(text) })),
  fc.boolean().map((BOOL) => ({ BOOL })),
  fc.subarray(['p', 'q']).map((names) => ({ M: Object.fromEntries(names.map((name) => [name, { NULL: true }])) })),
);
const item = fc.dictionary(fc.constantFrom('a', 'b', 'c'), value, { maxKeys: 3 });
const edits = fc.dictionary(fc.nat(KEYS - 1).map(String), fc.option(item), { maxKeys: 15 });

function edited(changes: Record<string, Item | null>): Map<number, Item> {
  const items = new Map(atFirst);
  for (const [id, one] of Object.entries(changes)) {
    if (one === null) items.delete(Number(id));
    else items.set(Number(id), { ...one, id: { N: id } });
  }
  return items;
}

/** Brings the table from one state to another. */
async function bring(from: Map<number, Item>, to: Map<number, Item>): Promise<void> {
  const puts = [...to].filter(([id, one]) => from.get(id) !== one).map(([, Item]) => ({ PutRequest: { Item } }));
  const gone = [...from.keys()].filter((id) => !to.has(id));
  const deletes = gone.map((id) => ({ DeleteRequest: { Key: { id: { N: String(id) } } } }));
  const requests = [...puts, ...deletes];
  for (let at = 0; at < requests.length; at += 25) {
    await account.dynamodb.send(new BatchWriteItemCommand({ RequestItems: { edited: requests.slice(at, at + 25) } }));
  }
}

const textOf = (one: Item | undefined) => one && itemTexts(one).canonical;
const key = (id: number) => `{"id":{"N":"${id}"}}`;

function naive(now: Map<number, Item>) {
  const ids = [...new Set([...atFirst.keys(), ...now.keys()])];
  const of = (isOf: (old: Item | undefined, one: Item | undefined) => boolean) =>
    ids
      .filter((id) => isOf(atFirst.get(id), now.get(id)))
      .map(key)
      .sort();
  return {
    same: of((old, one) => textOf(old) === textOf(one)).length,
    changed: of((old, one) => old !== undefined && one !== undefined && textOf(old) !== textOf(one)),
    onlyInBackup: of((_, one) => one === undefined),
    onlyInTable: of((old) => old === undefined),
  };
}

test('after any edits, the comparison is that of two maps', async () => {
  let state = atFirst;
  await fc.assert(
    fc.asyncProperty(edits, fc.constantFrom(3, 8, 1_000), async (changes, itemsAtOnce) => {
      const now = edited(changes as Record<string, Item | null>);
      await bring(state, now);
      state = now;
      const comparison = await compareWithTable(backup, {
        ...{ digest: backup.manifest.digest, dynamodb: account.dynamodb, tableName: 'edited' },
        ...{ maxRcu: null, signal, itemsAtOnce },
      });
      const expected = naive(now);
      const { same, changed, onlyInBackup, onlyInTable } = comparison;
      for (const { count, first } of [changed, onlyInBackup, onlyInTable]) deepEqual(first.length, count);
      const keys = ({ first }: typeof changed) => first.map((one) => one.key);
      deepEqual(
        { same, changed: keys(changed), onlyInBackup: keys(onlyInBackup), onlyInTable: keys(onlyInTable) },
        expected,
      );
      const differing = expected.changed.length + expected.onlyInBackup.length + expected.onlyInTable.length;
      deepEqual(comparison.equal, differing === 0);
    }),
    { numRuns: 60 },
  );
});
