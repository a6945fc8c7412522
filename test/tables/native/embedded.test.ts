import { deepEqual, equal, notEqual, ok, rejects } from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { CreateTableCommand, DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { describeTable } from '../../../functions/shared/backup/describe-table.ts';
import { pacer } from '../../../functions/shared/backup/pacer.ts';
import { s3Store } from '../../../functions/shared/backup/s3-store.ts';
import { backUpTable } from '../../../functions/shared/backup/scan/backup.ts';
import { applyChanges } from '../../../scripts/tables/native/apply-changes.ts';
import { exportTable } from '../../../scripts/tables/native/export.ts';
import { type ImportOptions, importBackup } from '../../../scripts/tables/native/import.ts';
import { verifyExport } from '../../../scripts/tables/native/verify-export.ts';
import { type OpenBackup, openBackup } from '../../../scripts/tables/open-backup.ts';
import { tableDigest } from '../../../scripts/tables/table-digest.ts';
import { type Account, openAccount } from '../../backup/fixture.ts';
import { exported } from './exported.ts';
import { setting } from './setting.ts';

let account: Account;
before(async () => {
  account = await openAccount();
  await account.makeBucket('vault');
});
after(() => account?.stop());

const { signal } = new AbortController();
const storeAt = (prefix: string) => s3Store(account.s3, { bucket: 'vault', prefix });

function digestOf(tableName: string) {
  const { dynamodb } = account;
  return tableDigest({
    dynamodb,
    tableName,
    segments: 2,
    reads: 'strong',
    pageItems: null,
    pacer: pacer(null),
    signal,
  });
}

function importing(backup: OpenBackup, tableName: string): ImportOptions {
  return { dynamodb: account.dynamodb, backup, tableName, record: backup.manifest.table, bucketOwner: null, signal };
}

/** Of all types, with keys that are a number and bytes, and an index. No U+2028: this emulator ends a line at it. */
async function makeTable(TableName: string): Promise<void> {
  await account.dynamodb.send(
    new CreateTableCommand({
      TableName,
      ...{ BillingMode: 'PAY_PER_REQUEST' },
      KeySchema: [
        { AttributeName: 'number', KeyType: 'HASH' },
        { AttributeName: 'bytes', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'number', AttributeType: 'N' },
        { AttributeName: 'bytes', AttributeType: 'B' },
        { AttributeName: 'word', AttributeType: 'S' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'by-word',
          KeySchema: [{ AttributeName: 'word', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['list'] },
        },
      ],
    }),
  );
  const bytes = (...all: number[]) => Uint8Array.from(all);
  await account.fill(
    TableName,
    Array.from({ length: 700 }, (_, at) => ({
      ...{ number: { N: `${at}.5` }, bytes: { B: bytes(at % 256, 255) }, word: { S: `Wort ${at}, 語 🙂 "\n\t` } },
      ...{ set: { SS: ['b', 'a'] }, numbers: { NS: ['1', '-2.25'] }, binaries: { BS: [bytes(1), bytes(2, 3)] } },
      ...{
        list: { L: [{ NULL: true }, { BOOL: false }, { M: { deep: { S: '' } } }] },
        big: { N: `1${'2'.repeat(37)}` },
      },
      filler: { S: 'x'.repeat(2_000) },
    })),
  );
}

test('a backup by a scan, in several files, comes back by an import: same digest, keys and index', async () => {
  await makeTable('words');
  const { manifest } = await backUpTable({
    ...{ dynamodb: account.dynamodb, store: storeAt('scans'), tableName: 'words', format: 'dynamodb-json' },
    ...{ reads: 'strong', maxRcu: null, segments: 3, resume: 'no', tool: 'test', signal },
    limits: { bytes: 1, ms: 0 },
  });
  ok(manifest.parts.length >= 3);
  const backup = await openBackup(storeAt('scans'), { latest: true });
  const progress: number[] = [];
  const options = {
    ...importing(backup, 'words-again'),
    report: ({ items }: { items: number }) => progress.push(items),
  };
  const { items, table } = await importBackup(options);
  deepEqual([items, progress.at(-1)], [700, 700]);
  deepEqual(await digestOf('words-again'), { items: manifest.items, digest: manifest.digest });
  const { record } = await describeTable(account.dynamodb, 'words-again');
  deepEqual([record.id, record.arn], [table.id, table.arn]);
  deepEqual([record.keys, record.indexes], [manifest.table.keys, manifest.table.indexes]);
  // The embedded AWS looks at the name before it looks at the token.
  await rejects(importBackup(importing(backup, 'words-again')), {
    kind: 'table',
    message: /there is a table words-again/,
  });
});

test('an import that meets a line that is no item fails, and says where that is told', async () => {
  const store = storeAt('broken');
  await makeTable('few');
  await backUpTable({
    ...{ dynamodb: account.dynamodb, store, tableName: 'few', format: 'dynamodb-json', reads: 'strong', maxRcu: null },
    ...{ segments: 1, resume: 'no', tool: 'test', signal },
  });
  const backup = await openBackup(store, { latest: true });
  const Key = `${backup.store.place}/${backup.manifest.parts[0]?.name}`.replace('s3://vault/', '');
  await account.s3.send(
    new PutObjectCommand({ Bucket: 'vault', Key, Body: gzipSync('{"Item":{"number":{"N":"1"}}}\n') }),
  );
  await rejects(importBackup(importing(backup, 'few-again')), {
    kind: 'table',
    message:
      /failed with 1 error: ItemValidationError: .*[a-z]: see stream .*\/error of arn:aws:logs:.*\/aws-dynamodb\/imports/,
  });
});

test('an export in the documented layout comes back by an import, and its changes are applied', async () => {
  const bucket = storeAt('');
  const { backup: full } = await exported('full', bucket);
  const verified = await verifyExport(full, { signal });
  equal((await importBackup(importing(full, 'books'))).items, 5);
  deepEqual(await digestOf('books'), { items: 5, digest: verified.digest });
  const { dynamodb } = account;
  const { backup: changes } = await exported('changes', bucket);
  const more = { backups: [changes], base: full.manifest, maxWcu: null, signal };
  const applying = { dynamodb, tableName: 'books', ...more };
  deepEqual(await applyChanges(applying), { puts: 2, deletes: 1, to: '2025-11-28T09:00:00.000Z' });
  const texts = await account.contents('books');
  deepEqual(
    texts.map((text) => /"title":\{"S":"([^"]*)"/.exec(text)?.[1]).filter((title) => title),
    ['Zürich, 東京 🙂', 'second, again', 'new'],
  );
  const once = await digestOf('books');
  notEqual(once.digest, verified.digest);
  await applyChanges(applying);
  deepEqual(await digestOf('books'), once);
});

test('an export that writes nothing, as that of the embedded AWS, makes no backup', async () => {
  await account.makeTable('plain');
  const { options } = setting();
  const { Table } = await account.dynamodb.send(new DescribeTableCommand({ TableName: 'plain' }));
  ok(Table?.TableArn);
  await rejects(
    exportTable({ ...options, dynamodb: account.dynamodb, store: storeAt('nightly'), tableName: 'plain' }),
    {
      kind: 'absent',
      message: /calls the export complete, but s3:\/\/vault\/nightly\/plain\/.*manifest-summary.json is not there/,
    },
  );
});

test('a bucket that is not there ends an import, and leaves no table', async () => {
  const backup = await openBackup(storeAt('scans'), { latest: true });
  const store = { ...backup.store, place: backup.store.place.replace('vault', 'nowhere') };
  await rejects(importBackup(importing({ ...backup, store }, 'nothing')), { kind: 'table', message: /S3NoSuchBucket/ });
  await rejects(describeTable(account.dynamodb, 'nothing'), { kind: 'table' });
});
