import { deepEqual, equal, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import {
  BatchWriteItemCommand,
  DescribeExportCommand,
  DescribeImportCommand,
  ExportTableToPointInTimeCommand,
  type ExportTableToPointInTimeCommandInput,
  ImportTableCommand,
  type ImportTableCommandInput,
} from '@aws-sdk/client-dynamodb';
import { describeTable } from '../../../functions/shared/backup/describe-table.ts';
import { fakeNative } from './fake-native.ts';
import { exportedLines, TABLE } from './fixture.ts';
import { memoryStore } from './memory-store.ts';

const EXPORT: ExportTableToPointInTimeCommandInput = {
  ...{ TableArn: TABLE.record.arn, S3Bucket: 'vault', S3Prefix: 'p', ClientToken: 't' },
};

const IMPORT: ImportTableCommandInput = {
  ...{ S3BucketSource: { S3Bucket: 'vault', S3KeyPrefix: 'p/AWSDynamoDB/' }, InputFormat: 'DYNAMODB_JSON' },
  TableCreationParameters: { TableName: 'new', AttributeDefinitions: [], KeySchema: [] },
  ClientToken: 't',
};

function account() {
  const bucket = memoryStore('s3://vault');
  const fake = Object.assign(fakeNative(bucket), { bucket });
  fake.addTable(structuredClone(TABLE));
  fake.lines = exportedLines('full');
  return fake;
}

test('it describes a table as DynamoDB does', async () => {
  deepEqual(await describeTable(account().client, 'books'), TABLE);
  await rejects(describeTable(account().client, 'other'), { kind: 'table' });
});

test('an export is under way for two looks, writes nothing before, and all of the documented layout then', async () => {
  const { client, bucket } = account();
  const { ExportDescription: begun } = await client.send(new ExportTableToPointInTimeCommand(EXPORT));
  const look = async () => {
    const { ExportDescription } = await client.send(new DescribeExportCommand({ ExportArn: begun?.ExportArn }));
    return [ExportDescription?.ExportStatus, bucket.files.size];
  };
  deepEqual(await look(), ['IN_PROGRESS', 0]);
  deepEqual(await look(), ['IN_PROGRESS', 0]);
  deepEqual(await look(), ['COMPLETED', 8]);
  deepEqual(await look(), ['COMPLETED', 8]);
  const own = 'p/AWSDynamoDB/01764316800000-a1b2c3d4';
  deepEqual(
    [...bucket.files.keys()],
    [
      `${own}/_started`,
      `${own}/data/fb4k7zq2.json.gz`,
      `${own}/data/gk5o3lnr.json.gz`,
      `${own}/data/hempty00.json.gz`,
      `${own}/manifest-files.json`,
      `${own}/manifest-files.checksum`,
      `${own}/manifest-summary.json`,
      `${own}/manifest-summary.checksum`,
    ],
  );
});

test('a token stands for one export, and for its parameters', async () => {
  const { client, exports } = account();
  const first = await client.send(new ExportTableToPointInTimeCommand(EXPORT));
  deepEqual(await client.send(new ExportTableToPointInTimeCommand({ ...EXPORT })), first);
  const other = new ExportTableToPointInTimeCommand({ ...EXPORT, S3Prefix: 'q' });
  await rejects(client.send(other), { name: 'ExportConflictException' });
  await client.send(new ExportTableToPointInTimeCommand({ ...EXPORT, ClientToken: 'u' }));
  equal(exports.length, 2);
});

test('it refuses what DynamoDB refuses', async () => {
  const fake = account();
  const { client } = fake;
  const elsewhere = new ExportTableToPointInTimeCommand({
    ...EXPORT,
    TableArn: 'arn:aws:dynamodb:us-east-1:1:table/x',
  });
  await rejects(client.send(elsewhere), { name: 'TableNotFoundException' });
  fake.addTable({ ...TABLE, record: { ...TABLE.record, pointInTimeRecovery: false } });
  const name = 'PointInTimeRecoveryUnavailableException';
  await rejects(client.send(new ExportTableToPointInTimeCommand(EXPORT)), { name });
  await rejects(client.send(new DescribeExportCommand({ ExportArn: 'x' })), { name: 'ExportNotFoundException' });
  await rejects(client.send(new DescribeImportCommand({ ImportArn: 'x' })), { name: 'ImportNotFoundException' });
  const books = {
    ...IMPORT.TableCreationParameters,
    TableName: 'books',
  } as ImportTableCommandInput['TableCreationParameters'];
  const taken = new ImportTableCommand({ ...IMPORT, TableCreationParameters: books });
  await rejects(client.send(taken), { name: 'ResourceInUseException' });
});

test('an answer that is lost: the call is carried out all the same', async () => {
  const fake = account();
  fake.loseAnswer('ExportTableToPointInTime');
  await rejects(fake.client.send(new ExportTableToPointInTimeCommand(EXPORT)), { code: 'ECONNRESET' });
  equal(fake.exports.length, 1);
  fake.failNext('ExportTableToPointInTime', new Error('no'));
  await rejects(fake.client.send(new ExportTableToPointInTimeCommand({ ...EXPORT, ClientToken: 'u' })));
  equal(fake.exports.length, 1);
});

test('an import reads every file below its prefix', async () => {
  const fake = account();
  const vault = fake.bucket;
  await vault.write('p/AWSDynamoDB/a.gz', gzipSync('{"Item":{"pk":{"S":"a"},"sk":{"N":"1"}}}\n'));
  await vault.write('p/AWSDynamoDB/b.gz', gzipSync('{"Item":{"pk":{"S":"b"},"sk":{"N":"1"}}}\n'));
  await vault.write('q/c.gz', gzipSync('{"Item":{"pk":{"S":"c"},"sk":{"N":"1"}}}\n'));
  const { ImportTableDescription: begun } = await fake.client.send(new ImportTableCommand(IMPORT));
  deepEqual(
    await fake.client.send(new ImportTableCommand({ ...IMPORT })).then((one) => one.ImportTableDescription),
    begun,
  );
  const statuses: unknown[] = [];
  for (let look = 0; look < 3; look++) {
    const { ImportTableDescription: found } = await fake.client.send(
      new DescribeImportCommand({ ImportArn: begun?.ImportArn }),
    );
    statuses.push(found?.ImportStatus);
  }
  deepEqual(statuses, ['IN_PROGRESS', 'IN_PROGRESS', 'COMPLETED']);
  deepEqual([...(fake.tables.get('new')?.items.keys() ?? [])], ['a/1', 'b/1']);
});

test('a batch is refused for a key twice, and done in part when told so', async () => {
  const fake = account();
  const put = (pk: string) => ({ PutRequest: { Item: { pk: { S: pk }, sk: { N: '1' } } } });
  const batch = (...requests: object[]) =>
    fake.client.send(new BatchWriteItemCommand({ RequestItems: { books: requests } }));
  await rejects(batch(put('a'), put('a')), { name: 'ValidationException' });
  fake.undone = [1];
  deepEqual((await batch(put('a'), put('b'))).UnprocessedItems, { books: [put('b')] });
  deepEqual((await batch(put('b'))).UnprocessedItems, {});
  deepEqual([...(fake.tables.get('books')?.items.keys() ?? [])], ['a/1', 'b/1']);
});
