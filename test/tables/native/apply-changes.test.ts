import { deepEqual, equal, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import type { ExportManifest, Manifest } from '../../../functions/shared/backup/manifest.ts';
import { within } from '../../../functions/shared/backup/store.ts';
import { type ApplyOptions, applyChanges } from '../../../scripts/tables/native/apply-changes.ts';
import { exportTable } from '../../../scripts/tables/native/export.ts';
import { importBackup } from '../../../scripts/tables/native/import.ts';
import type { OpenBackup } from '../../../scripts/tables/open-backup.ts';
import { awsError } from '../../aws/fake-errors.ts';
import { exported } from './exported.ts';
import type { FakeNative } from './fake-native.ts';
import { exportedLines } from './fixture.ts';
import { fastClock, type Setting } from './setting.ts';

const at = (hour: number) => new Date(Date.UTC(2025, 10, 28, hour));

/** A full export of eight o'clock that came back as `again`. */
async function restored() {
  const all = await exported('full');
  const { client, tables } = all.fake;
  const { signal } = all.options;
  await importBackup({
    ...{
      dynamodb: client,
      backup: all.backup,
      tableName: 'again',
      record: all.backup.manifest.table,
      bucketOwner: null,
      signal,
      clock: fastClock(),
    },
  });
  return { ...all, items: tables.get('again')?.items ?? new Map() };
}

async function changes(
  { fake, options, store }: Setting,
  from: number,
  to: number,
  lines = exportedLines('incremental'),
) {
  fake.lines = lines;
  const window = { kind: 'changes', from: at(from), to: at(to) } as const;
  const now = () => new Date(Date.UTC(2025, 10, 29, from, to));
  const { manifest } = await exportTable({ ...options, window, now });
  return { store: within(store, `books/${manifest.id}/`), manifest };
}

function applying(fake: FakeNative, backups: OpenBackup[], base: Manifest | null = null): ApplyOptions {
  const signal = new AbortController().signal;
  return { dynamodb: fake.client, tableName: 'again', backups, base, maxWcu: null, signal, sleep: async () => {} };
}

const put = (id: number, title: string) =>
  `${JSON.stringify({
    Metadata: { WriteTimestampMicros: { N: '17' } },
    Keys: { pk: { S: 'n' }, sk: { N: String(id) } },
    NewImage: { pk: { S: 'n' }, sk: { N: String(id) }, title: { S: title } },
  })}\n`;

test('changes after a full export: items are put and deleted', async () => {
  const all = await restored();
  const backup = await changes(all, 8, 9);
  const applied = await applyChanges(applying(all.fake, [backup], all.backup.manifest));
  deepEqual(applied, { puts: 2, deletes: 1, to: '2025-11-28T09:00:00.000Z' });
  deepEqual([...all.items.keys()].sort(), ['book#1/1', 'book#1/2', 'book#3/-1.5', 'book#4/0', 'book#5/7']);
  equal(all.items.get('book#1/2')?.title?.S, 'second, again');
});

test('done twice, it comes to the same', async () => {
  const all = await restored();
  const backup = await changes(all, 8, 9);
  await applyChanges(applying(all.fake, [backup]));
  const once = new Map(all.items);
  await applyChanges(applying(all.fake, [backup]));
  deepEqual(all.items, once);
});

test('several exports are applied in the order of their times, in whatever order they are named', async () => {
  const all = await restored();
  const first = await changes(all, 8, 9, { 'a.json.gz': put(1, 'old') + put(2, 'stays') });
  const second = await changes(all, 9, 10, { 'b.json.gz': put(1, 'new') });
  const applied = await applyChanges(applying(all.fake, [second, first]));
  deepEqual([all.items.get('n/1')?.title?.S, all.items.get('n/2')?.title?.S], ['new', 'stays']);
  equal(applied.to, '2025-11-28T10:00:00.000Z');
});

test('what DynamoDB leaves undone is sent again, in batches of 25', async () => {
  const all = await restored();
  const many = Array.from({ length: 130 }, (_, id) => put(id, `title ${id}`));
  const backup = await changes(all, 8, 9, {
    'a.json.gz': many.slice(0, 60).join(''),
    'b.json.gz': many.slice(60).join(''),
  });
  all.fake.undone = [25, 10, 0, 1, 3, 25, 24];
  const progress: number[] = [];
  const options = { ...applying(all.fake, [backup]), report: (one: { changes: number }) => progress.push(one.changes) };
  equal((await applyChanges(options)).puts, 130);
  equal(all.items.size, 135);
  equal(progress.at(-1), 130);
});

test('throttling is waited out, any other error ends it', async () => {
  const all = await restored();
  const backup = await changes(all, 8, 9);
  all.fake.failNext('BatchWriteItem', awsError('ProvisionedThroughputExceededException', 'slow down'));
  await applyChanges(applying(all.fake, [backup]));
  all.fake.failNext('BatchWriteItem', awsError('ValidationException', 'no'));
  await rejects(applyChanges(applying(all.fake, [backup])), { name: 'ValidationException' });
});

test('the same key twice in a batch: the later write counts', async () => {
  const all = await restored();
  const late = put(1, 'late').replace('"17"', '"18"');
  const backup = await changes(all, 8, 9, { 'a.json.gz': late + put(1, 'early') });
  await applyChanges(applying(all.fake, [backup]));
  equal(all.items.get('n/1')?.title?.S, 'late');
});

test('gaps, overlaps and what does not belong together are refused before anything is written', async () => {
  const all = await restored();
  const { manifest: base } = all.backup;
  const [eight, nine, eleven, half] = [
    await changes(all, 8, 9),
    await changes(all, 9, 10),
    await changes(all, 11, 12),
    await changes(all, 8, 10),
  ];
  const early = await changes(all, 6, 8);
  const table = { ...base.table, arn: `${base.table.arn}-2` };
  const other = { store: nine.store, manifest: { ...nine.manifest, table } as ExportManifest };
  const before = new Map(all.items);
  for (const [backups, from, message] of [
    [[eight, eleven], base, /the changes from 2025-11-28T09.* to 2025-11-28T11.* are missing/],
    [[eight, half], base, /the changes from 2025-11-28T08.* to 2025-11-28T09.* are in two exports/],
    [[nine], base, /the changes from 2025-11-28T08.*, when the full export was made, to 2025-11-28T09.* are missing/],
    [[early], base, /ends at 2025-11-28T08.*, before the full export/],
    [[eight, other], base, /holds changes of .*books-2, not of/],
    [[other], base, /holds changes of .*books-2, not of/],
    [[all.backup], null, /holds a whole table, not its changes/],
    [[], null, /no changes to apply/],
  ] as const) {
    await rejects(applyChanges(applying(all.fake, [...backups], from)), { kind: 'input', message });
  }
  deepEqual(all.items, before);
});

test('changes from before the full export that go on after it are fine', async () => {
  const all = await restored();
  await applyChanges(applying(all.fake, [await changes(all, 7, 9)], all.backup.manifest));
  equal(all.items.size, 5);
});

test('a damaged export changes nothing', async () => {
  const all = await restored();
  const backup = await changes(all, 8, 9);
  const [name] = [...all.bucket.files.keys()].filter((one) => one.endsWith('c2bbbbbb.json.gz'));
  all.bucket.files.set(name ?? '', Buffer.from('damage'));
  const before = new Map(all.items);
  await rejects(applyChanges(applying(all.fake, [backup])), {
    kind: 'damaged',
    message: /is damaged, and nothing was changed/,
  });
  deepEqual(all.items, before);
});

test('a table with other keys', async () => {
  const all = await restored();
  const backup = await changes(all, 8, 9);
  const described = all.fake.tables.get('again')?.described;
  described?.record.keys.pop();
  await rejects(applyChanges(applying(all.fake, [backup])), { kind: 'table', message: /has other keys than books/ });
});
