import { deepEqual, equal, rejects, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { exportChanges, exportItems, readChange } from '../../../scripts/tables/native/export-part.ts';
import { exported } from './exported.ts';
import { exportedLines } from './fixture.ts';

async function all<T>(parts: readonly AsyncIterable<T>[]): Promise<T[]> {
  const found: T[] = [];
  for (const part of parts) for await (const one of part) found.push(one);
  return found;
}

test('the items of a full export, of all ten types, and of an empty file', async () => {
  const { backup } = await exported('full');
  const items = await all(backup.manifest.parts.map((part) => exportItems(backup, part)));
  equal(items.length, 5);
  const types = new Set(Object.values(items[0] ?? {}).flatMap((value) => Object.keys(value)));
  deepEqual([...types].sort(), ['B', 'BOOL', 'BS', 'M', 'N', 'NS', 'NULL', 'S', 'SS']);
  deepEqual(items[0]?.cover, { B: Buffer.from([0, 1, 2, 3, 4, 255]) });
  deepEqual(items[3]?.list, { L: [] });
  deepEqual(items[2]?.title, { S: 'line\nbreak' });
});

test('the changes of an incremental export: put, deleted, and when', async () => {
  const { backup } = await exported('changes');
  const changes = await all(backup.manifest.parts.map((part) => exportChanges(backup, part)));
  deepEqual(
    changes.map(({ key, put, at }) => [key.pk?.S, put?.title?.S ?? null, at]),
    [
      ['book#1', 'second, again', 1764316800000001],
      ['book#2', null, 1764316800000002],
      ['book#5', 'new', 1764316800000003],
    ],
  );
  deepEqual(changes[0]?.put?.cover, { B: Buffer.from([255, 255]) });
});

test('changes are no items', async () => {
  const { backup } = await exported('changes');
  await rejects(all(backup.manifest.parts.map((part) => exportItems(backup, part))), { kind: 'input' });
});

test('a file of no bytes at all is an empty one', async () => {
  const { backup, bucket, key } = await exported('full');
  bucket.files.set(key(2), Buffer.alloc(0));
  const part = { name: backup.manifest.parts[2]?.name ?? '', items: 0, md5: '1B2M2Y8AsgTpgAmY7PhCfg==' };
  deepEqual(await all([exportItems(backup, part)]), []);
});

for (const [what, harm] of [
  ['a flipped bit', (body: Buffer) => Buffer.from(body.map((byte, at) => (at === body.length >> 1 ? byte ^ 1 : byte)))],
  ['half of it', (body: Buffer) => body.subarray(0, body.length >> 1)],
  ['nothing', () => Buffer.alloc(0)],
  ['one item less', () => gzipSync(exportedLines('full')['fb4k7zq2.json.gz']?.split('\n').slice(1).join('\n') ?? '')],
  ['other lines', () => gzipSync('{"item":{}}\n{"item":{}}\n{"item":{}}\n')],
  ['no JSON', () => gzipSync('null\nnull\n{\n')],
] as const) {
  test(`${what} of a file is damage`, async () => {
    const { backup, bucket, key } = await exported('full');
    bucket.files.set(key(0), Buffer.from(harm(bucket.files.get(key(0)) as Buffer)));
    await rejects(all(backup.manifest.parts.map((part) => exportItems(backup, part))), { kind: 'damaged' });
  });
}

const keys = '"Keys":{"pk":{"S":"a"}}';
const time = '"Metadata":{"WriteTimestampMicros":{"N":"17"}}';

test('a deletion has its key, with and without the old image', () => {
  equal(readChange(`{${time},${keys}}`).put, null);
  equal(readChange(`{${time},${keys},"OldImage":{"pk":{"S":"a"}}}`).put, null);
});

test('a time is a number of DynamoDB, a text or a number', () => {
  for (const text of ['{"N":"17"}', '"17"', '17']) {
    equal(readChange(`{"Metadata":{"WriteTimestampMicros":${text}},${keys}}`).at, 17);
  }
});

for (const line of [
  '{}',
  `{${time}}`,
  `{${time},"Keys":{}}`,
  `{${keys}}`,
  `{"Metadata":{},${keys}}`,
  `{"Metadata":{"WriteTimestampMicros":{"N":"x"}},${keys}}`,
  `{${time},${keys},"NewImage":null}`,
  `{${time},${keys},"NewImage":{"pk":"a"}}`,
  `{${time},"Keys":{"pk":{"X":"a"}}}`,
]) {
  test(`no change: ${line}`, () => void throws(() => readChange(line)));
}
