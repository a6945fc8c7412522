import { deepEqual, equal, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { itemsDigest } from '../../../functions/shared/backup/items/digest.ts';
import { parseItem } from '../../../functions/shared/backup/items/parse.ts';
import { itemTexts } from '../../../functions/shared/backup/items/text.ts';
import { verifyExport } from '../../../scripts/tables/native/verify-export.ts';
import { exported } from './exported.ts';
import { exportedLines } from './fixture.ts';

const signal = new AbortController().signal;

test('a full export that is whole: its items, and a digest like that of a table', async () => {
  const { backup } = await exported('full');
  const digest = itemsDigest();
  for (const text of Object.values(exportedLines('full'))) {
    for (const line of text.split('\n').filter((one) => one !== '')) {
      digest.add(itemTexts(parseItem(JSON.stringify(JSON.parse(line).Item))).canonical);
    }
  }
  deepEqual(await verifyExport(backup, { signal }), { findings: [], notes: [], items: 5, digest: digest.hex() });
});

test('an incremental export that is whole has no digest: a change is no item', async () => {
  const { backup } = await exported('changes');
  deepEqual(await verifyExport(backup, { signal }), {
    ...{ findings: [], items: 3, digest: null },
    notes: ['it holds changes: they follow a full export'],
  });
});

for (const [what, harm, kinds] of [
  ['a part that is gone', () => null, ['part-missing']],
  [
    'a part with a flipped bit',
    (body: Buffer) => Buffer.from(body.map((byte, at) => (at === 20 ? byte ^ 1 : byte))),
    ['export-part-damaged'],
  ],
  ['a part that was cut off', (body: Buffer) => body.subarray(0, 30), ['export-part-damaged']],
  ['a part of another export', () => gzipSync('{"Item":{"pk":{"S":"x"}}}\n'), ['export-part-damaged']],
] as const) {
  test(`${what} is found, and the others are read all the same`, async () => {
    const { backup, bucket, key } = await exported('full');
    const body = harm(bucket.files.get(key(0)) as Buffer);
    bucket.files.delete(key(0));
    if (body !== null) bucket.files.set(key(0), body);
    const { findings, items, digest } = await verifyExport(backup, { signal });
    deepEqual(
      findings.map(({ kind }) => kind),
      kinds,
    );
    const [finding] = findings;
    equal(finding && 'part' in finding && finding.part, backup.manifest.parts[0]?.name);
    deepEqual([items, digest], [2, null]);
  });
}

test('each flipped byte of a part is found', async () => {
  const { backup, bucket, key } = await exported('full');
  const body = bucket.files.get(key(1)) as Buffer;
  for (let at = 0; at < body.length; at++) {
    const harmed = Buffer.from(body);
    harmed[at] = (harmed[at] as number) ^ 0x10;
    bucket.files.set(key(1), harmed);
    const { findings } = await verifyExport(backup, { signal });
    deepEqual(
      findings.map(({ kind }) => kind),
      ['export-part-damaged'],
      `byte ${at}`,
    );
  }
});

test('a file that the manifest does not know', async () => {
  const { backup, bucket, key } = await exported('full');
  bucket.files.set(key(0).replace('fb4k', 'zzzz'), gzipSync('{"Item":{"pk":{"S":"x"}}}\n'));
  const { findings } = await verifyExport(backup, { signal });
  const file = key(0).slice(key(0).indexOf('AWSDynamoDB')).replace('fb4k', 'zzzz');
  deepEqual(findings, [{ kind: 'stray-file', file }]);
});

test('counts that differ', async () => {
  const { backup } = await exported('full');
  const parts = backup.manifest.parts.map((part, index) => (index === 0 ? { ...part, items: 4 } : part));
  const { findings } = await verifyExport({ ...backup, manifest: { ...backup.manifest, parts } }, { signal });
  deepEqual(findings, [
    { kind: 'items-differ', of: { part: parts[0]?.name }, recorded: 4, found: 3 },
    { kind: 'items-differ', of: 'backup', recorded: 5, found: 6 },
  ]);
});

test('an interruption ends it', async () => {
  const { backup } = await exported('full');
  await rejects(verifyExport(backup, { signal: AbortSignal.abort(new Error('stop')) }), { message: 'stop' });
});
