import { deepEqual, equal, match, rejects } from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { MANIFEST } from '../../../functions/shared/backup/layout.ts';
import type { ScanManifest } from '../../../functions/shared/backup/manifest.ts';
import type { OpenBackup } from '../../../scripts/tables/open-backup.ts';
import { findingText } from '../../../scripts/tables/verify/text.ts';
import { type AnyFinding, verifyBackup } from '../../../scripts/tables/verify/verify.ts';
import { type Account, type Item, openAccount } from '../../backup/fixture.ts';
import { copied, findingsIn, partOf, retold, saved, signal, summedUp } from '../../verify-backup/fixture.ts';
import { exported } from '../native/exported.ts';
import type { MemoryStore } from '../native/memory-store.ts';

const ITEMS = 12;

let account: Account;
let backup: OpenBackup<ScanManifest>;
before(async () => {
  account = await openAccount();
  await account.makeTable('books', { id: 'S', page: 'N' });
  await account.fill(
    'books',
    Array.from({ length: ITEMS }, (_, at) => book(`book-${at}`, String(at))),
  );
  backup = await saved(account, { table: 'books' });
});
after(() => account?.stop());

function book(id: string, page: string): Item {
  return { id: { S: id }, page: { N: page }, cover: { B: Buffer.from(id) }, tags: { SS: ['a', id] } };
}

const told = (findings: readonly AnyFinding[]) => findings.map(findingText);
const first = () => backup.manifest.parts[0] as ScanManifest['parts'][number];
const second = () => backup.manifest.parts[1] as ScanManifest['parts'][number];
const bodyOf = ({ files }: MemoryStore, name: string) => files.get(name) as Buffer;

async function harmed(harm: (copy: MemoryStore) => void): Promise<string[]> {
  const copy = await copied(backup);
  harm(copy);
  return told((await findingsIn(copy)).findings);
}

test('a backup as it was written is sound', async () => {
  deepEqual(await verifyBackup(backup, { signal }), { findings: [], notes: [], digest: backup.manifest.digest });
});

for (const format of ['dynamodb-json', 'csv'] as const) {
  test(`so is one of an empty table, in ${format}`, async () => {
    await account.makeTable(`empty-${format}`);
    const { findings } = await verifyBackup(await saved(account, { table: `empty-${format}`, format }), { signal });
    deepEqual(findings, []);
  });
}

test('and one in CSV', async () => {
  const csv = await saved(account, { table: 'books', format: 'csv' });
  const { digest, findings } = await verifyBackup(csv, { signal });
  deepEqual([findings, digest], [[], backup.manifest.digest]);
});

test('an export by DynamoDB itself is verified by its own means', async () => {
  const sound = await exported('full');
  deepEqual((await verifyBackup(sound.backup, { signal })).findings, []);
  sound.bucket.files.set(sound.key(0), gzipSync('{"Item":{"pk":{"S":"x"}}}\n'));
  const { findings } = await verifyBackup(sound.backup, { signal });
  match(told(findings).join(), /^AWSDynamoDB\/.* is damaged: its MD5 is another one$/);
});

test('a number of items that no file could hold takes no memory', async () => {
  const copy = await retold(backup, (manifest) => ({ ...manifest, items: Number.MAX_SAFE_INTEGER }));
  match(told((await findingsIn(copy)).findings).join(), /has 12 items, and 9,007,199,254,740,991 were saved/);
});

test('a part that is missing', async () => {
  deepEqual(await harmed(({ files }) => files.delete(first().name)), [`${first().name} is missing`]);
});

test('a part that was cut off: all that is wrong with it is told', async () => {
  const { name, bytes } = first();
  deepEqual(await harmed((copy) => copy.files.set(name, bodyOf(copy, name).subarray(0, 40))), [
    `${name} is damaged: it has 40 bytes, and ${bytes} were written, its SHA-256 is another one, it cannot be unpacked`,
  ]);
});

test('a part with something after its end, in one piece or in another one', async () => {
  const { name, bytes } = first();
  for (const more of [1, 1_000, 100_000]) {
    const lines = await harmed((copy) => copy.files.set(name, Buffer.concat([bodyOf(copy, name), Buffer.alloc(more)])));
    equal(lines.length, 1);
    match(
      lines[0] ?? '',
      new RegExp(`^${name} is damaged: it has ${(bytes + more).toLocaleString('en-US')} bytes, and ${bytes} were`),
    );
  }
});

test('a part that was packed anew has the same items, and is another file', async () => {
  const { name } = first();
  const lines = await harmed((copy) => copy.files.set(name, gzipSync(gunzipSync(bodyOf(copy, name)), { level: 9 })));
  equal(lines.length, 1);
  match(lines[0] ?? '', /its SHA-256 is another one$/);
});

test('a part whose text is not that of items', async () => {
  const { name } = first();
  const lines = await harmed((copy) => copy.files.set(name, gzipSync('{"Item":{"id":{"S":1}}}\n')));
  equal(lines.length, 1);
  match(lines[0] ?? '', /its text is not that of items$/);
});

test('parts that were swapped: each is another file with other items', async () => {
  const lines = await harmed((copy) => {
    const [one, other] = [bodyOf(copy, first().name), bodyOf(copy, second().name)];
    copy.files.set(first().name, other).set(second().name, one);
  });
  for (const { name } of [first(), second()]) {
    const own = lines.filter((line) => line.includes(name));
    match(own.join('\n'), /is damaged.*SHA-256/);
    match(own.join('\n'), /are not the ones that were saved: their digest differs/);
  }
});

test('a part that stands there twice: ImportTable would read both', async () => {
  const lines = await harmed((copy) => copy.files.set('data/0000-00001.json.gz', bodyOf(copy, first().name)));
  deepEqual(lines, ["data/0000-00001.json.gz is none of this backup's files: take it away, ImportTable would read it"]);
});

test('any other file in data/, however deep, and however empty', async () => {
  const lines = await harmed(({ files }) =>
    files.set('data/.DS_Store', Buffer.from('')).set('data/a/b', Buffer.from('')),
  );
  equal(lines.length, 2);
});

test('a part that the manifest names twice has every key twice', async () => {
  const copy = await retold(backup, (manifest) => summedUp(manifest, [...manifest.parts, first()]));
  const { findings } = await findingsIn(copy);
  equal(findings.length, 1);
  const [finding] = findings;
  equal(finding?.kind === 'key-twice' && finding.items, first().items);
  match(
    told(findings)[0] ?? '',
    new RegExp(`^${first().items} items have the key of another one: \\{"id":\\{"S":"book-`),
  );
});

const twins = [book('one', '1'), { ...book('one', '1.0'), tags: { SS: ['other'] } }, book('two', '1')];

function ofItems(...parts: Item[][]): Promise<MemoryStore> {
  return retold(backup, (manifest, copy) => {
    const made = parts.map((items, at) => partOf(`data/0000-0000${at}.json.gz`, 0, items));
    for (const { name } of manifest.parts) copy.files.delete(name);
    for (const { part, body } of made) copy.files.set(part.name, body);
    return summedUp(
      manifest,
      made.map(({ part }) => part),
    );
  });
}

test('a key that two items have, in one part or in two: 1.0 is 1', async () => {
  const line = '1 item has the key of another one: {"id":{"S":"one"},"page":{"N":"1.0"}}';
  deepEqual(told((await findingsIn(await ofItems(twins))).findings), [line]);
  deepEqual(told((await findingsIn(await ofItems([...twins.slice(0, 1)], twins.slice(1)))).findings), [line]);
});

test('keys are looked at in several passes, when they are too many for one', async () => {
  const items = Array.from({ length: 200 }, (_, at) => book(`many-${at}`, '0'));
  const copy = await ofItems(items, [...items.slice(50, 53)]);
  for (const keysAtOnce of [7, 60, 1_000]) {
    const { findings } = await findingsIn(copy, { keysAtOnce });
    deepEqual(
      findings.map((one) => one.kind === 'key-twice' && [one.items, one.keys.length]),
      [[3, 3]],
    );
  }
});

test('keys whose hashes are equal are told apart, and found twice all the same', async () => {
  const copy = await ofItems(twins, [book('three', '3')]);
  for (const hash of [() => ({ high: 0, low: 0 }), (text: string) => ({ high: 5, low: text.length % 2 })]) {
    const { findings } = await findingsIn(copy, { hash });
    deepEqual(
      findings.map((one) => one.kind === 'key-twice' && one.items),
      [1],
    );
    deepEqual((await findingsIn(await ofItems(twins.slice(1)), { hash })).findings, []);
  }
});

test('of very many keys that come twice, some are shown', async () => {
  const items = Array.from({ length: 1_500 }, (_, at) => book(`many-${at}`, '0'));
  const { findings } = await findingsIn(await ofItems(items, items));
  deepEqual(
    findings.map((one) => one.kind === 'key-twice' && [one.items, one.keys.length]),
    [[1_500, 20]],
  );
});

test('an item without its key, and one whose key is of another type', async () => {
  const { page, ...without } = book('one', '1');
  const store = await ofItems([book('good', '1'), without, without], [{ ...book('two', '2'), page: { S: '2' } }]);
  deepEqual(told((await findingsIn(store)).findings), [
    'data/0000-00000.json.gz has 2 items without a proper key: in item 2, page is absent',
    'data/0000-00001.json.gz has 1 item without a proper key: in item 1, page is of another type than the key',
  ]);
});

test('a key that is named like something every object has is absent, too', async () => {
  const copy = await retold(backup, (manifest) => {
    const [hash, range] = manifest.table.keys;
    return { ...manifest, table: { ...manifest.table, keys: [hash, { ...range, name: 'toString' }] } } as ScanManifest;
  });
  match(told((await findingsIn(copy)).findings)[0] ?? '', /toString is absent$/);
});

const lies: [string, (manifest: ScanManifest) => ScanManifest, RegExp[]][] = [
  ['the whole', (all) => ({ ...all, items: all.items + 1 }), [/^the whole backup has 12 items, and 13 were saved$/]],
  ['the digest', (all) => ({ ...all, digest: '0'.repeat(64) }), [/^the items of the whole backup are not the ones/]],
  [
    'a segment',
    (all) => ({ ...all, segments: all.segments.map((one) => ({ ...one, items: one.items + 2 })) }),
    [/^segment 0 has/, /^segment 1 has/],
  ],
  ['segments that are not there', (all) => ({ ...all, segments: [] }), [/^segment 0 has/, /^segment 1 has/]],
  [
    "a part's items",
    (all) => ({ ...all, parts: all.parts.map((one) => ({ ...one, items: one.items + (one.segment === 0 ? 1 : 0) })) }),
    [/^data\/0000-00000.json.gz has \d+ items, and \d+ were saved/, /^segment 0/, /^the whole backup/],
  ],
  [
    "a part's digest",
    (all) => ({ ...all, parts: all.parts.map((one) => ({ ...one, digest: '1'.repeat(64) })) }),
    [/^the items of data\/0000/, /^the items of data\/0001/, /^the items of the whole backup/],
  ],
  [
    'a size',
    (all) => ({ ...all, parts: all.parts.map((one) => ({ ...one, bytes: 7 })) }),
    [/^data.* 7 were written$/, /./],
  ],
];

for (const [what, lie, lines] of lies) {
  test(`a manifest that is wrong about ${what}`, async () => {
    const { findings, digest } = await findingsIn(await retold(backup, lie));
    equal(findings.length, lines.length, told(findings).join('\n'));
    for (const [at, line] of told(findings).entries()) match(line, lines[at] as RegExp);
    equal(digest, null);
  });
}

test('the manifest of another backup', async () => {
  await account.makeTable('others');
  await account.fill('others', [{ id: { S: 'one' } }]);
  const other = await copied(await saved(account, { table: 'others' }));
  const lines = await harmed(({ files }) => files.set(MANIFEST, bodyOf(other, MANIFEST)));
  equal(
    lines.some((line) => /SHA-256 is another one/.test(line)),
    true,
    lines.join('\n'),
  );
});

test('what is left of a checkpoint, and files beside the backup, are notes', async () => {
  const copy = await copied(backup);
  copy.files.set('checkpoint/run-0001.json', Buffer.from('')).set('README', Buffer.from(''));
  const { findings, notes } = await findingsIn(copy);
  deepEqual(findings, []);
  deepEqual(notes, [
    'files that only served the backup are left in checkpoint/: they do no harm',
    "files that are none of the backup's stand beside it: README",
  ]);
});

test('a place that fails is no damage, and ends the work', async () => {
  const copy = await copied(backup);
  const failing = { ...copy, read: (name: string) => (name.startsWith('data/0001') ? broken() : copy.read(name)) };
  await rejects(findingsIn(failing), /the network is down/);
});

async function* broken(): AsyncGenerator<Uint8Array> {
  yield Buffer.alloc(0);
  throw new Error('the network is down');
}

test('it can be ended at any moment', async () => {
  const stopper = new AbortController();
  stopper.abort(new Error('enough'));
  await rejects(verifyBackup(backup, { signal: stopper.signal }), /enough/);
});
