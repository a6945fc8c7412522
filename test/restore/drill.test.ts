import { deepEqual, equal, match, rejects } from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { manifestText } from '../../functions/shared/backup/manifest.ts';
import { drillTag, removeLeftover, removeOwn } from '../../scripts/drill/table.ts';
import { awsError, dynamodbDouble, quickClock } from '../tables/restore/double.ts';
import { type Item, openAccount, type RestoreAccount, type Saved } from './fixture.ts';

let account: RestoreAccount;
before(async () => {
  account = await openAccount();
});
after(() => account.stop());

async function saved(table: string, count = 60): Promise<Saved> {
  await account.createTable({ TableName: table });
  const items: Item[] = Array.from({ length: count }, (_, n) => ({ id: { S: `item-${n}` } }));
  await account.fill(table, items);
  return account.save(table);
}

test('a backup is restored, compared and the table deleted again', async () => {
  await account.createTable({ TableName: 'protected' });
  await account.dynamodb.send(new UpdateTableCommand({ TableName: 'protected', DeletionProtectionEnabled: true }));
  await account.fill('protected', [{ id: { S: 'a' } }]);
  const { place, manifest } = await account.save('protected');
  equal(manifest.table.deletionProtection, true);
  const { code, document, said } = await account.drill(place);
  equal(code, 0, said);
  deepEqual(
    [document.proven, document.backup, document.table, document.items, document.digest, document.deleted],
    [true, manifest.id, 'protected-restored-drill', 1, manifest.digest, true],
  );
  deepEqual(Object.keys(document.seconds), ['restore', 'compare']);
  match(said, /^proven: backup \S+ of protected can be restored\n/);
  match(said, /\ntook: 1 s to restore, 1 s to compare\ntable: protected-restored-drill, deleted\n$/);
  equal(await account.isThere('protected-restored-drill'), false);
});

test('the table of a drill that was killed is deleted first', async () => {
  const { place } = await saved('leftover');
  // A number that no process has.
  const { key: Key, value: Value } = drillTag(2 ** 22 + 1);
  await account.createTable({ TableName: 'leftover-restored-drill', Tags: [{ Key, Value }] });
  await account.fill('leftover-restored-drill', [{ id: { S: 'left' } }]);
  const { code, said } = await account.drill(place);
  equal(code, 0, said);
  match(said, /^deleted table leftover-restored-drill, which an earlier drill had left behind\nproven/);
  equal(await account.isThere('leftover-restored-drill'), false);
});

test('a table of that name that no drill has made is not touched', async () => {
  const { place } = await saved('foreign');
  await account.createTable({ TableName: 'foreign-restored-drill' });
  await account.fill('foreign-restored-drill', [{ id: { S: 'mine' } }]);
  const { code, said, document } = await account.drill(place);
  deepEqual([code, document.proven], [2, false]);
  match(said, /^drill: there is a table foreign-restored-drill that no drill has made: rename it, or delete/);
  deepEqual(await account.contents('foreign-restored-drill'), ['{"id":{"S":"mine"}}']);
});

test('another drill of this machine that is at work is left alone: exit code 3', async () => {
  const { place } = await saved('busy');
  const tag = drillTag(process.ppid);
  const Tags = [{ Key: tag.key, Value: tag.value }];
  await account.createTable({ TableName: 'busy-restored-drill', Tags });
  const { code, said } = await account.drill(place);
  equal(code, 3);
  match(said, new RegExp(`^drill: process ${process.ppid}@\\S+ is doing a drill with table busy-restored-drill`));
  equal(await account.isThere('busy-restored-drill'), true);
});

test('a drill of another machine counts as dead after six hours', async () => {
  const at = (made: Date) => {
    const { dynamodb } = dynamodbDouble({
      DescribeTable: () => ({
        Table: { TableArn: 'arn', TableId: 'id', TableStatus: 'ACTIVE', CreationDateTime: made },
      }),
      ListTagsOfResource: () => ({ Tags: [{ Key: drillTag().key, Value: '7@elsewhere' }] }),
      DeleteTable: () => {
        throw awsError('ResourceNotFoundException');
      },
    });
    return removeLeftover({ dynamodb, signal: new AbortController().signal, clock: quickClock() }, 't');
  };
  const hours = (number: number) => new Date(Date.now() - number * 3_600_000);
  await rejects(at(hours(5)), { kind: 'busy', message: /^process 7@elsewhere is doing a drill with table t: wait/ });
  equal(await at(hours(7)), true);
});

test('the tag holds what a tag may hold', () => {
  match(drillTag().value, /^\d+@[\w.-]+$/);
  equal(drillTag(7).value.length, hostname().length + 2);
});

test('a damaged backup proves nothing: exit code 1, and no table is left', async () => {
  const { place, manifest } = await saved('damaged');
  const file = join(place, manifest.parts[0]?.name ?? '');
  const bytes = await readFile(file);
  await rm(file);
  await writeFile(file, bytes.subarray(1));
  const { code, said, document } = await account.drill(place);
  deepEqual([code, document.proven], [1, false]);
  match(said, /^drill: .* is damaged/);
  equal(await account.isThere('damaged-restored-drill'), false);
});

test('a backup whose items are not those of its manifest: exit code 1 with both numbers', async () => {
  const { place, manifest } = await saved('unequal');
  await rm(join(place, 'manifest.json'));
  await writeFile(join(place, 'manifest.json'), manifestText({ ...manifest, items: 61 }));
  const { code, said, document } = await account.drill(place);
  deepEqual([code, document.proven, document.deleted], [1, false, true]);
  match(
    said,
    /^drill: backup \S+ was restored, and the table differs from it: the table has 60 items with digest \w{64}, the backup 61 items with /,
  );
  equal(await account.isThere('unequal-restored-drill'), false);
});

test('stopped, it deletes its table', async () => {
  const { place } = await saved('stopped', 2000);
  const stopper = new AbortController();
  const running = account.drill(place, stopper.signal);
  while (!(await account.isThere('stopped-restored-drill'))) await sleep(2);
  stopper.abort(new Error('stopped'));
  await rejects(running, /stopped|abort/i);
  equal(await account.isThere('stopped-restored-drill'), false);
});

test('its table is deleted though its tag shows later', async () => {
  const { key: Key, value: Value } = drillTag();
  const { dynamodb, calls } = dynamodbDouble({
    DescribeTable: () => ({ Table: { TableArn: 'arn', TableId: 'id', TableStatus: 'ACTIVE' } }),
    ListTagsOfResource: (_, call) => ({ Tags: call < 2 ? [] : [{ Key, Value }] }),
    DeleteTable: (_, call) => {
      if (call === 1) throw awsError('ResourceNotFoundException');
      return {};
    },
  });
  await removeOwn({ dynamodb, signal: new AbortController().signal, clock: quickClock() }, 't');
  equal(calls.filter((name) => name === 'DeleteTable').length, 2);
});

test('a table that cannot be deleted is told: exit code 1, and the next drill deletes it', async () => {
  const { place } = await saved('kept', 2000);
  const TableName = 'kept-restored-drill';
  const running = account.drill(place);
  while (!(await account.isThere(TableName))) await sleep(2);
  await account.dynamodb.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: true }));
  const { code, document, said } = await running;
  deepEqual([code, document.proven, document.deleted], [1, true, false]);
  match(said, /^drill: table kept-restored-drill could not be deleted: .*; the next drill deletes it\n/);
  match(said, /\ntable: kept-restored-drill, NOT deleted\n$/);
  await account.dynamodb.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: false }));
  const again = await account.drill(place);
  equal(again.code, 0, again.said);
  equal(await account.isThere(TableName), false);
});
