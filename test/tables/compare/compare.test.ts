import { deepEqual, equal, match, rejects } from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DeleteItemCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { compareWithTable } from '../../../scripts/tables/compare/compare.ts';
import { comparisonLines } from '../../../scripts/tables/compare/text.ts';
import type { Item } from '../../backup/fixture.ts';
import { clientOptions } from '../../embedded/fixture.ts';
import { saved, signal } from '../../verify-backup/fixture.ts';
import { EDITED, ITEMS, item, numbers, original, tableWith } from '../../verify-backup/tables.ts';
import { exported } from '../native/exported.ts';
import { openSets, type Sets } from './sets.ts';

let account: Sets['account'];
let backup: Sets['backup'];
let compare: Sets['compare'];
before(async () => {
  ({ account, backup, compare } = await openSets());
});
after(() => account?.stop());

async function put(table: string, one: Item): Promise<void> {
  await account.dynamodb.send(new PutItemCommand({ TableName: table, Item: one }));
}

/** A table with the same keys and other items. */
const tableOf = (items: readonly Item[]) => tableWith(account, items);

test('a table as it was saved: one scan is enough, and the items say the same', async () => {
  const { manifest } = backup;
  const unread = { manifest, store: { ...backup.store, read: () => Promise.reject(new Error('read')) as never } };
  const options = { dynamodb: account.dynamodb, tableName: 'sets', maxRcu: null, signal };
  const quick = await compareWithTable(unread, { ...options, digest: manifest.digest });
  deepEqual(quick, await compare());
  equal(quick.equal, true);
  equal(quick.same, ITEMS);
  deepEqual(comparisonLines(quick, manifest), ['table sets holds the same 200 items']);
});

test('equal are numbers of one value and sets of the same members', async () => {
  const tableName = await tableOf(
    original().map((one, at) => ({ ...one, value: { N: `${at}.0` }, set: { SS: ['b', 'a'] } })),
  );
  const comparison = await compare({ tableName });
  equal(comparison.equal, true);
  equal(comparison.isSource, false);
});

for (const itemsAtOnce of [1_000_000, 90, 7]) {
  test(`what differs is told by key, ${itemsAtOnce} items at once`, async () => {
    const tableName = await tableOf(EDITED);
    const comparison = await compare({ tableName, itemsAtOnce });
    deepEqual(numbers(comparison), [197, 2, 1, 3]);
    const { changed, onlyInBackup, onlyInTable, items, equal: isEqual, isCertain } = comparison;
    deepEqual([items, isEqual, isCertain], [202, false, true]);
    const key = (at: number) => ({ key: `{"at":{"N":"${at}"},"id":{"S":"id-${at}"}}`, isChangingNow: false });
    deepEqual(changed.first, [
      { ...key(1), attributes: ['more', 'value'] },
      { ...key(2), attributes: ['set'] },
    ]);
    deepEqual(onlyInBackup.first, [{ ...key(0), attributes: null }]);
    deepEqual(
      onlyInTable.first,
      [1_000, 1_001, 1_002].map((at) => ({ ...key(at), attributes: null })),
    );
    deepEqual(comparisonLines(comparison, backup.manifest).slice(0, 5), [
      `table ${tableName} is not the one that was backed up, and differs from the backup`,
      '197 items are the same, 2 changed, 1 only in the backup, 3 only in the table',
      '  changed:',
      '    {"at":{"N":"1"},"id":{"S":"id-1"}}: more, value',
      '    {"at":{"N":"2"},"id":{"S":"id-2"}}: set',
    ]);
  });
}

test('of very many differences, twenty of each kind are told', async () => {
  const none = await compare({ tableName: await tableOf([]), itemsAtOnce: 50 });
  deepEqual(numbers(none), [0, 0, ITEMS, 0]);
  equal(none.onlyInBackup.first.length, 20);
  match(comparisonLines(none, backup.manifest).at(-1) ?? '', /^ {4}and 180 more$/);
  const changed = original().map((one) => ({ ...one, value: { S: 'x' } }));
  const all = await compare({ tableName: await tableOf([...changed, item(1_000)]) });
  deepEqual(numbers(all), [0, ITEMS, 0, 1]);
  deepEqual([all.changed.first.length, all.onlyInTable.first.length], [20, 1]);
});

test('with a limit, no more is read in a second than it allows', async () => {
  const start = performance.now();
  const { equal: isEqual } = await compare({ tableName: 'sets', maxRcu: 10 });
  equal(isEqual, true);
  const seconds = (performance.now() - start) / 1000;
  equal(seconds > 0.3, true, `${seconds} s`);
});

/** A client that does something before its first BatchGetItem: between the two looks. */
function clientThat(does: () => Promise<void>): DynamoDBClient {
  const client = new DynamoDBClient({ ...clientOptions(account.aws), maxAttempts: 3 });
  let isDone = false;
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName === 'BatchGetItemCommand' && !isDone) {
          isDone = true;
          await does();
        }
        return next(args);
      },
    { step: 'initialize' },
  );
  return client;
}

test('what changes between two looks is said to be changing', async () => {
  const tableName = await tableOf(EDITED);
  const dynamodb = clientThat(async () => {
    await put(tableName, item(0));
    await put(tableName, item(1, { value: { S: 'again' } }));
    await put(tableName, item(2));
    await put(tableName, item(1_000, { more: { S: 'x' } }));
    const Key = { id: { S: 'id-1001' }, at: { N: '1001' } };
    await account.dynamodb.send(new DeleteItemCommand({ TableName: tableName, Key }));
  });
  const comparison = await compare({ tableName, dynamodb });
  dynamodb.destroy();
  deepEqual(numbers(comparison), [197, 2, 1, 3]);
  const { changed, onlyInBackup, onlyInTable } = comparison;
  const changing = [changed, onlyInBackup, onlyInTable].map(({ first }) => first.map((one) => one.isChangingNow));
  deepEqual(changing, [[true, true], [true], [true, true, false]]);
  deepEqual(
    changed.first.map(({ attributes }) => attributes),
    [['value'], []],
  );
  match(comparisonLines(comparison, backup.manifest).join('\n'), /"id-2"}} \(changing now\)\n/);
});

/** Puts an item whose attribute `PROTO` gets the name that the SDK would lose. */
async function putProto(table: string, one: Item): Promise<void> {
  const client = new DynamoDBClient(clientOptions(account.aws));
  client.middlewareStack.add(
    (next) => (args) => {
      const request = args.request as { body: unknown };
      request.body = new TextDecoder().decode(request.body as Uint8Array).replace('PROTO', '__proto__');
      return next(args);
    },
    { step: 'build', priority: 'high' },
  );
  await client.send(new PutItemCommand({ TableName: table, Item: one }));
  client.destroy();
}

test('an attribute named __proto__ is one like any other', async () => {
  await account.makeTable('proto');
  await putProto('proto', { id: { S: 'one' }, PROTO: { S: 'x' } });
  await putProto('proto', { id: { S: 'two' }, PROTO: { S: 'x' } });
  const proto = await saved(account, { table: 'proto' });
  await putProto('proto', { id: { S: 'two' }, PROTO: { S: 'y' } });
  const options = { digest: null, dynamodb: account.dynamodb, tableName: 'proto', maxRcu: null, signal };
  const { same, changed } = await compareWithTable(proto, options);
  equal(same, 1);
  deepEqual(changed.first, [{ key: '{"id":{"S":"two"}}', attributes: ['__proto__'], isChangingNow: false }]);
});

test('a table that was written to since, and one that was made anew', async () => {
  await account.makeTable('diary');
  await account.fill('diary', [{ id: { S: 'one' } }]);
  const diary = await saved(account, { table: 'diary' });
  await put('diary', { id: { S: 'two' } });
  const comparison = await compareWithTable(diary, {
    ...{ digest: diary.manifest.digest, dynamodb: account.dynamodb, tableName: 'diary', maxRcu: null, signal },
  });
  const [line = ''] = comparisonLines(comparison, diary.manifest);
  const { startedAt, endedAt } = diary.manifest;
  equal(
    line,
    `the backup is sound; table diary has changed since it was read, from ${startedAt} to ${endedAt} (what was written meanwhile may be in either state)`,
  );
  const renewed = { ...diary, manifest: { ...diary.manifest, table: { ...diary.manifest.table, id: 'another' } } };
  const other = await compareWithTable(renewed, {
    ...{ digest: null, dynamodb: account.dynamodb, tableName: 'diary', maxRcu: null, signal },
  });
  equal(other.isSource, false);
});

test('a table with other keys, and none at all', async () => {
  await account.makeTable('elsewhere', { id: 'S', at: 'S' });
  await rejects(compare({ tableName: 'elsewhere' }), {
    name: 'BackupProblem',
    kind: 'table',
    message:
      'table elsewhere has the key id (S), at (S), and the backup is of a table with the key id (S), at (N): they cannot be compared',
  });
  await rejects(compare({ tableName: 'nowhere' }), { kind: 'table', message: /^there is no table nowhere in / });
});

test('it can be ended at any moment', async () => {
  await rejects(compare({ signal: AbortSignal.abort(new Error('enough')) }), /enough/);
});

test('an export is compared item by item; changes are none', async () => {
  const full = await exported('full');
  const { keys } = full.backup.manifest.table;
  await account.makeTable('of-export', Object.fromEntries(keys.map(({ name, type }) => [name, type])));
  const options = { digest: null, dynamodb: account.dynamodb, tableName: 'of-export', maxRcu: null, signal };
  const comparison = await compareWithTable(full.backup, options);
  deepEqual(numbers(comparison), [0, 0, full.backup.manifest.items, 0]);
  match(
    comparisonLines({ ...comparison, isSource: true }, full.backup.manifest)[0] ?? '',
    /^the backup is sound; table of-export has changed since 2/,
  );
  const changes = await exported('changes');
  await rejects(compareWithTable(changes.backup, options), { kind: 'input', message: /holds changes only/ });
});
