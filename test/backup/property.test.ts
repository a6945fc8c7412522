import { deepEqual, equal } from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { itemTexts } from '../../functions/shared/backup/items/text.ts';
import { pacer } from '../../functions/shared/backup/pacer.ts';
import { backUpTable } from '../../functions/shared/backup/scan/backup.ts';
import { type Scanning, scanPages } from '../../functions/shared/backup/scan/pages.ts';
import type { KeyAttribute } from '../../functions/shared/backup/table-record.ts';
import { folderStore } from '../../scripts/tables/folder-store.ts';
import { holds, itemWithKey } from '../functions/shared/backup/items.ts';
import { type Account, type Item, openAccount } from './fixture.ts';
import { restoreAs } from './restore-as.ts';

let account: Account;
before(async () => {
  account = await openAccount();
});
after(() => account?.stop());

const { signal } = new AbortController();
let round = 0;

function scanning(tableName: string): Scanning {
  const { dynamodb } = account;
  return { dynamodb, tableName, segments: 1, reads: 'strong', pageItems: null, pacer: pacer(null), signal };
}

/** The texts of a table's items as they are stored, in order. */
async function stored(tableName: string): Promise<string[]> {
  const texts: string[] = [];
  for await (const { items } of scanPages(scanning(tableName), 0, null)) {
    texts.push(...items.map((item) => itemTexts(item).canonical));
  }
  return texts.sort();
}

/** Backs the items up and restores them, both ways; everything must be as it was. */
async function comesBack(keys: readonly KeyAttribute[], items: readonly Item[]): Promise<void> {
  const table = `round-${++round}`;
  await account.makeTable(table, Object.fromEntries(keys.map(({ name, type }) => [name, type])));
  await account.fill(table, items);
  const expected = items.map((item) => itemTexts(item).canonical).sort();
  deepEqual(await stored(table), expected, 'as it was written');
  const { dynamodb } = account;
  for (const format of ['dynamodb-json', 'csv'] as const) {
    const store = folderStore(join(account.folder, 'backups'));
    const { place } = await backUpTable({
      ...{ dynamodb, store, tableName: table, format, reads: 'strong', maxRcu: null, segments: 2, resume: 'no' },
      ...{ tool: 'test', signal, now: () => new Date(Date.UTC(2026, 0, 1) + 1000 * round++) },
    });
    const name = `${table}-${format}`;
    const { comparison } = await restoreAs(account, place, name);
    equal(comparison.equal, true);
    deepEqual(await stored(name), expected, format);
    await dynamodb.send(new DeleteTableCommand({ TableName: name }));
  }
  await dynamodb.send(new DeleteTableCommand({ TableName: table }));
}

const key = (name: string, role: KeyAttribute['role'], type: KeyAttribute['type']): KeyAttribute => ({
  name,
  role,
  type,
});

const SCHEMAS: KeyAttribute[][] = [
  [key('id', 'HASH', 'S')],
  [key('id', 'HASH', 'N')],
  [key('id', 'HASH', 'B')],
  [key('名前', 'HASH', 'S'), key('=at', 'RANGE', 'N')],
  [key('constructor', 'HASH', 'N'), key('a,"b', 'RANGE', 'B')],
];

for (const keys of SCHEMAS) {
  const title = keys.map(({ name, type }) => `${name} (${type})`).join(', ');
  test(`any items with the keys ${title} come back equal, by JSON and by CSV`, async () => {
    const keyText = (item: Item) =>
      itemTexts(Object.fromEntries(keys.map(({ name }) => [name, item[name] ?? { NULL: true }]))).canonical;
    const items = fc.uniqueArray(itemWithKey(keys), { minLength: 1, maxLength: 25, selector: keyText });
    await holds(6, items, (drawn) => comesBack(keys, drawn));
  });
}

test('an item of 400 KB, and one that is 32 levels deep', async () => {
  const size = 400 * 1024 - 'idtexth'.length;
  let deep: Item[string] = { S: 'bottom' };
  for (let level = 0; level < 31; level++) deep = level % 2 === 0 ? { M: { '🎉': deep } } : { L: [deep] };
  await comesBack(
    [key('id', 'HASH', 'S')],
    [
      { id: { S: 'h' }, text: { S: '"'.repeat(size) } },
      { id: { S: 'd' }, deep },
    ],
  );
});
