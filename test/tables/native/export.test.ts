import { deepEqual, equal, match, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { parseManifest } from '../../../functions/shared/backup/manifest.ts';
import { exportTable } from '../../../scripts/tables/native/export.ts';
import type { ExportProgress } from '../../../scripts/tables/native/export-job.ts';
import { accessDenied } from '../../aws/fake-errors.ts';
import { TABLE } from './fixture.ts';
import { setting } from './setting.ts';

const HOUR = 3_600_000;
const later = (ms: number) => new Date(Date.parse('2025-11-28T08:10:00Z') + ms);

test('a full export becomes a backup: its manifest comes last and knows every file', async () => {
  const { fake, bucket, options } = setting();
  const progress: ExportProgress[] = [];
  const { place, manifest } = await exportTable({ ...options, report: (one) => progress.push(one) });
  equal(place, 's3://vault/nightly/books/2025-11-28T08-10-00Z');
  deepEqual([manifest.items, manifest.engine, manifest.id], [5, 'export', '2025-11-28T08-10-00Z']);
  deepEqual(manifest.consistency, { kind: 'point-in-time', at: '2025-11-28T08:00:00.000Z' });
  deepEqual(
    manifest.parts.map(({ name, items }) => [name, items]),
    [
      ['AWSDynamoDB/01764316800000-a1b2c3d4/data/fb4k7zq2.json.gz', 3],
      ['AWSDynamoDB/01764316800000-a1b2c3d4/data/gk5o3lnr.json.gz', 2],
      ['AWSDynamoDB/01764316800000-a1b2c3d4/data/hempty00.json.gz', 0],
    ],
  );
  const own = 'nightly/books/2025-11-28T08-10-00Z';
  deepEqual(parseManifest(String(bucket.files.get(`${own}/manifest.json`)), place), manifest);
  deepEqual(
    [...bucket.files.keys()].filter((name) => name.includes('checkpoint')),
    [],
  );
  equal([...bucket.files.keys()].at(-1), `${own}/manifest.json`);
  deepEqual(
    fake.exports.map(({ input }) => input.S3Prefix),
    [own],
  );
  equal(progress.length, 3);
});

test('DynamoDB is told the owner, the key and the moment', async () => {
  const { fake, options } = setting({
    bucketOwner: '999988887777',
    kmsKey: 'key-1',
    window: { kind: 'full', at: new Date('2025-11-28T07:00:00.900Z') },
  });
  await exportTable(options);
  const { ClientToken, ...input } = fake.exports[0]?.input ?? {};
  match(ClientToken ?? '', /^[0-9a-f]{32}$/);
  deepEqual(input, {
    ...{ TableArn: TABLE.record.arn, S3Bucket: 'vault', S3Prefix: 'nightly/books/2025-11-28T08-10-00Z' },
    ...{ S3BucketOwner: '999988887777', S3SseAlgorithm: 'KMS', S3SseKmsKeyId: 'key-1' },
    ...{ ExportFormat: 'DYNAMODB_JSON', ExportType: 'FULL_EXPORT', ExportTime: new Date('2025-11-28T07:00:00Z') },
  });
});

test('an incremental export says from when to when', async () => {
  const window = {
    kind: 'changes',
    from: new Date('2025-11-28T07:00:00Z'),
    to: new Date('2025-11-28T08:00:00Z'),
  } as const;
  const { fake, options } = setting({ window });
  const { manifest } = await exportTable(options);
  deepEqual(manifest.consistency, {
    kind: 'changes',
    from: '2025-11-28T07:00:00.000Z',
    to: '2025-11-28T08:00:00.000Z',
  });
  deepEqual(manifest.parts.map(({ name }) => name)[0], 'AWSDynamoDB/data/c1aaaaaa.json.gz');
  equal(manifest.items, 3);
  equal(fake.exports[0]?.input.IncrementalExportSpecification?.ExportViewType, 'NEW_IMAGE');
});

test('a time that DynamoDB would refuse is refused before anything is asked for', async () => {
  const window = {
    kind: 'changes',
    from: new Date('2025-11-28T07:00:00Z'),
    to: new Date('2025-11-28T07:14:59Z'),
  } as const;
  const { bucket, options } = setting({ window });
  await rejects(exportTable(options), { kind: 'input', message: /15 minutes to 24 hours/ });
  equal(bucket.files.size, 0);
});

test('killed while DynamoDB works, the next call finds the export by its ARN', async () => {
  const { fake, options } = setting();
  const stop = new AbortController();
  const killed = exportTable({ ...options, signal: stop.signal, report: () => stop.abort(new Error('killed')) });
  await rejects(killed, { message: 'killed' });
  const { manifest } = await exportTable({ ...options, now: () => later(20 * HOUR) });
  deepEqual([fake.exports.length, manifest.id], [1, '2025-11-28T08-10-00Z']);
  equal(manifest.startedAt, '2025-11-28T08:10:00.000Z');
});

test('an answer that was lost: the token finds the same export, within its life', async () => {
  for (const [hours, exports] of [
    [7, 1],
    [9, 2],
  ] as const) {
    const { fake, options } = setting();
    fake.loseAnswer('ExportTableToPointInTime');
    await rejects(exportTable(options), { code: 'ECONNRESET' });
    await exportTable({ ...options, now: () => later(hours * HOUR) });
    equal(fake.exports.length, exports, `${hours} hours later`);
  }
});

test('killed between the export and the manifest, the next call writes the manifest', async () => {
  const { fake, bucket, options } = setting();
  const write = bucket.write;
  bucket.write = async (name, body) => {
    if (name.endsWith('manifest.json')) throw new Error('killed');
    return write(name, body);
  };
  await rejects(exportTable(options), { message: 'killed' });
  bucket.write = write;
  const { manifest } = await exportTable(options);
  deepEqual([fake.exports.length, manifest.items], [1, 5]);
});

test('the latest state of yesterday is not that of today, while a moment that was asked for stays one', async () => {
  for (const [at, exports] of [
    [null, 2],
    [new Date('2025-11-28T07:00:00Z'), 1],
  ] as const) {
    const { fake, options } = setting({ window: { kind: 'full', at } });
    const stop = new AbortController();
    await rejects(exportTable({ ...options, signal: stop.signal, report: () => stop.abort(new Error('killed')) }));
    await exportTable({ ...options, now: () => later(25 * HOUR) });
    equal(fake.exports.length, exports);
  }
});

test('changes up to now are those of the export that is under way, and another day others', async () => {
  const from = new Date('2025-11-28T07:00:00Z');
  for (const [hours, to, exports] of [
    [1, null, 1],
    [1, new Date('2025-11-28T09:05:00Z'), 2],
    [25, null, 2],
  ] as const) {
    const { fake, options } = setting({ window: { kind: 'changes', from, to: null } });
    const stop = new AbortController();
    await rejects(exportTable({ ...options, signal: stop.signal, report: () => stop.abort(new Error('killed')) }));
    const later_ = hours === 25 ? new Date('2025-11-29T02:00:00Z') : from;
    const window = { kind: 'changes', from: later_, to } as const;
    const { manifest } = await exportTable({ ...options, window, now: () => later(hours * HOUR) });
    equal(fake.exports.length, exports);
    if (exports === 1)
      deepEqual(manifest.consistency, { kind: 'changes', from: from.toISOString(), to: '2025-11-28T08:05:00.000Z' });
  }
});

test('other settings, or --new, begin another export', async () => {
  const { fake, options } = setting();
  const stop = new AbortController();
  await rejects(exportTable({ ...options, signal: stop.signal, report: () => stop.abort(new Error('killed')) }));
  await exportTable({ ...options, kmsKey: 'key-1', now: () => later(HOUR) });
  await exportTable({ ...options, resume: 'no', now: () => later(2 * HOUR) });
  equal(fake.exports.length, 3);
});

test('two processes that follow one export give one backup', async () => {
  const { fake, options } = setting();
  fake.loseAnswer('ExportTableToPointInTime');
  await rejects(exportTable(options));
  const [one, two] = await Promise.all([exportTable(options), exportTable(options)]);
  deepEqual([one, fake.exports.length], [two, 1]);
});

test('point-in-time recovery that is off: one line says how to turn it on, and nothing stays behind', async () => {
  const { fake, bucket, options } = setting();
  fake.addTable({ ...TABLE, record: { ...TABLE.record, pointInTimeRecovery: false } });
  await rejects(exportTable(options), {
    kind: 'table',
    message:
      /^table books has no point-in-time recovery.*update-continuous-backups.*PointInTimeRecoveryUnavailableException/,
  });
  equal(bucket.files.size, 0);
});

test('an export that fails says why and what to do; the next one begins anew with another token', async () => {
  const { fake, options } = setting();
  fake.nextFailure = { code: 'S3AccessDenied', message: 'Access Denied' };
  await rejects(exportTable(options), {
    kind: 'table',
    message:
      /^DynamoDB's export of table books has failed: S3AccessDenied: Access Denied: allow the caller s3:PutObject.*arn:aws:s3:::vault\/nightly\/books\//,
  });
  await exportTable({ ...options, now: () => later(1_000) });
  const [first, second] = fake.exports;
  equal(first?.input.ClientToken === second?.input.ClientToken, false);
});

test('a bucket that is not there', async () => {
  const { options, store } = setting();
  const nowhere = { ...store, place: 's3://nowhere/nightly' };
  await rejects(exportTable({ ...options, store: nowhere }), {
    message: /S3NoSuchBucket.*check the name of bucket nowhere$/,
  });
});

test('a folder is no place for an export', async () => {
  const { options, store } = setting();
  const folder = { ...store, place: '/backups' };
  await rejects(exportTable({ ...options, store: folder }), { kind: 'input', message: /^\/backups is a folder/ });
});

test('a call that is not allowed passes through, and leaves nothing behind', async () => {
  const { fake, bucket, options } = setting();
  fake.failNext('ExportTableToPointInTime', accessDenied('dynamodb:ExportTableToPointInTime'));
  await rejects(exportTable(options), { name: 'AccessDenied' });
  equal(bucket.files.size, 0);
});

test('an export that DynamoDB has forgotten', async () => {
  const { fake, options } = setting();
  const stop = new AbortController();
  await rejects(exportTable({ ...options, signal: stop.signal, report: () => stop.abort(new Error('killed')) }));
  fake.exports.length = 0;
  await rejects(exportTable(options), { kind: 'absent', message: /knows no export .* any more: run the backup again/ });
  await exportTable({ ...options, now: () => later(1_000) });
});

test('a cut connection while waiting is waited out', async () => {
  const { fake, options } = setting();
  for (let cuts = 0; cuts < 5; cuts++) fake.loseAnswer('DescribeExport');
  equal((await exportTable(options)).manifest.items, 5);
});

for (const [what, harm, kind] of [
  ['a flipped byte in the summary', (text: string) => text.replace('"itemCount":5', '"itemCount":6'), 'damaged'],
  ['a summary that is gone', () => null, 'absent'],
] as const) {
  test(`${what} makes no backup`, async () => {
    const { bucket, options } = setting();
    const write = bucket.write;
    bucket.write = async (name, body) => {
      await write(name, body);
      if (!name.endsWith('manifest-summary.json')) return;
      const harmed = harm(String(bucket.files.get(name)));
      bucket.files.delete(name);
      if (harmed !== null) bucket.files.set(name, Buffer.from(harmed));
    };
    await rejects(exportTable(options), { kind });
    equal(
      [...bucket.files.keys()].some((name) => name.endsWith('/manifest.json')),
      false,
    );
  });
}
