import { deepEqual, equal, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import type { Manifest } from '../../../functions/shared/backup/manifest.ts';
import type { IndexRecord, TableRecord } from '../../../functions/shared/backup/table-record.ts';
import { type ImportOptions, importBackup } from '../../../scripts/tables/native/import.ts';
import { notImported } from '../../../scripts/tables/native/import-parameters.ts';
import { type ExportedBackup, exported } from './exported.ts';
import { TABLE } from './fixture.ts';
import { fastClock } from './setting.ts';

function importing({ fake, backup, options: { signal } }: ExportedBackup): ImportOptions {
  const { table: record } = backup.manifest;
  const to = { tableName: 'books-restored-1', record, bucketOwner: null };
  return { dynamodb: fake.client, backup, ...to, signal, clock: fastClock() };
}

function withRecord(options: ImportOptions, changes: Partial<TableRecord>): ImportOptions {
  return { ...options, record: { ...options.record, ...changes } };
}

test('a full export comes back by an import of its data folder', async () => {
  const all = await exported('full');
  const imported = await importBackup(importing(all));
  const folder = all.backup.manifest.exportArn.split('/').at(-1);
  deepEqual(all.fake.imports[0]?.input.S3BucketSource, {
    S3Bucket: 'vault',
    S3KeyPrefix: `nightly/books/2025-11-28T08-10-00Z/AWSDynamoDB/${folder}/data/`,
  });
  const { InputFormat, InputCompressionType } = all.fake.imports[0]?.input ?? {};
  deepEqual([InputFormat, InputCompressionType], ['DYNAMODB_JSON', 'GZIP']);
  const arn = 'arn:aws:dynamodb:us-east-1:111122223333:table/books-restored-1';
  deepEqual(imported, {
    ...{ importArn: `${arn}/import/01764316800000-c4d4e311`, items: 5 },
    table: { name: 'books-restored-1', arn, id: 'table-0' },
  });
  equal(all.fake.tables.get('books-restored-1')?.items.size, 5);
});

const index: IndexRecord = {
  name: 'by-title',
  kind: 'global',
  keys: [{ name: 'title', role: 'HASH', type: 'S' }],
  projection: { type: 'INCLUDE', attributes: ['pages'] },
  throughput: null,
};

test('the table is made like the one that was backed up, as far as an import can', async () => {
  const all = await exported('full');
  const changes = {
    indexes: [index],
    throughput: { read: 5, write: 6 },
    kmsKey: 'arn:key',
    ttl: 'until',
    stream: 'KEYS_ONLY',
  };
  await importBackup(withRecord({ ...importing(all), bucketOwner: '999988887777' }, changes));
  const ProvisionedThroughput = { ReadCapacityUnits: 5, WriteCapacityUnits: 6 };
  deepEqual(all.fake.imports[0]?.input.TableCreationParameters, {
    TableName: 'books-restored-1',
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'N' },
      { AttributeName: 'title', AttributeType: 'S' },
    ],
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    ...{ BillingMode: 'PROVISIONED', ProvisionedThroughput },
    SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: 'arn:key' },
    GlobalSecondaryIndexes: [
      {
        IndexName: 'by-title',
        KeySchema: [{ AttributeName: 'title', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['pages'] },
        ProvisionedThroughput,
      },
    ],
  });
  equal(all.fake.imports[0]?.input.S3BucketSource?.S3BucketOwner, '999988887777');
});

test('what an import cannot give is said', () => {
  deepEqual(notImported(TABLE.record), []);
  deepEqual(notImported({ ...TABLE.record, tableClass: 'STANDARD_INFREQUENT_ACCESS' }), [
    'the table class (STANDARD_INFREQUENT_ACCESS): an import makes STANDARD ones; change it yourself',
  ]);
});

test('local indexes are refused before anything is asked for', async () => {
  const all = await exported('full');
  const local = withRecord(importing(all), { indexes: [{ ...index, kind: 'local' }] });
  await rejects(importBackup(local), {
    kind: 'input',
    message: /local secondary indexes \(by-title\).*use --engine write/,
  });
  equal(all.fake.imports.length, 0);
});

test('changes are refused', async () => {
  await rejects(importBackup(importing(await exported('changes'))), { kind: 'input', message: /holds changes only/ });
});

test('a folder, CSV, and a backup without items are refused', async () => {
  const options = importing(await exported('full'));
  const { store, manifest } = options.backup;
  const folder = { ...options, backup: { store: { ...store, place: '/backups/books' }, manifest } };
  await rejects(importBackup(folder), { kind: 'input', message: /is a folder/ });
  const csv = { ...options, backup: { store, manifest: { ...manifest, format: 'csv' } as Manifest } };
  await rejects(importBackup(csv), { kind: 'input', message: /is CSV/ });
  const empty = { ...options, backup: { store, manifest: { ...manifest, parts: [] } as Manifest } };
  await rejects(importBackup(empty), { kind: 'input', message: /has no items/ });
});

test('a file too many or too few is found before the import would take it', async () => {
  const all = await exported('full');
  const body = all.bucket.files.get(all.key(0)) as Buffer;
  all.bucket.files.set(`${all.key(0)}.copy`, body);
  await rejects(importBackup(importing(all)), { kind: 'damaged', message: /fb4k7zq2.json.gz.copy is not a part/ });
  all.bucket.files.delete(`${all.key(0)}.copy`);
  all.bucket.files.delete(all.key(0));
  await rejects(importBackup(importing(all)), { kind: 'damaged', message: /fb4k7zq2.json.gz is missing/ });
  equal(all.fake.imports.length, 0);
});

test('a name that is taken', async () => {
  const all = await exported('full');
  await rejects(importBackup({ ...importing(all), tableName: 'books' }), {
    kind: 'table',
    message: /^there is a table books already/,
  });
});

test('a failed import says where its errors stand', async () => {
  const all = await exported('full');
  all.fake.nextFailure = { code: 'ItemValidationError', message: 'Some of the items failed validation checks.' };
  await rejects(importBackup(importing(all)), {
    kind: 'table',
    message:
      /has failed with 1 error: ItemValidationError: Some of .* checks: see stream 01764316800000-c4d4e311\/error of arn:aws:logs:.*\/aws-dynamodb\/imports:\*, then delete the table books-restored-1/,
  });
});

test('fewer items than the manifest says', async () => {
  const options = importing(await exported('full'));
  const { store, manifest } = options.backup;
  const more = { ...options, backup: { store, manifest: { ...manifest, items: 6 } as Manifest } };
  await rejects(importBackup(more), { kind: 'damaged', message: /has got 5 of 6 items/ });
});

test('an answer that was lost, or a rerun: the token finds the same import', async () => {
  const all = await exported('full');
  all.fake.loseAnswer('ImportTable');
  await rejects(importBackup(importing(all)), { code: 'ECONNRESET' });
  equal((await importBackup(importing(all))).items, 5);
  equal((await importBackup(importing(all))).items, 5);
  equal(all.fake.imports.length, 1);
});

test('a table that was deleted since is imported again, though the token is the same day’s', async () => {
  const all = await exported('full');
  await importBackup(importing(all));
  all.fake.tables.delete('books-restored-1');
  await importBackup(importing(all));
  equal(all.fake.tables.get('books-restored-1')?.items.size, 5);
  equal(all.fake.imports.length, 2);
});

test('an import that failed and left its table is not taken for one under way', async () => {
  const all = await exported('full');
  all.fake.nextFailure = { code: 'ItemValidationError', message: 'no' };
  await rejects(importBackup(importing(all)), { kind: 'table' });
  await rejects(importBackup(importing(all)), { kind: 'table', message: /delete the table/ });
  all.fake.tables.delete('books-restored-1');
  equal((await importBackup(importing(all))).items, 5);
});
