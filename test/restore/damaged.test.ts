import { deepEqual, equal, match } from 'node:assert/strict';
import { readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type ExportManifest, manifestText } from '../../functions/shared/backup/manifest.ts';
import { type Item, openAccount, type RestoreAccount, type Saved } from './fixture.ts';

let account: RestoreAccount;
before(async () => {
  account = await openAccount();
});
after(() => account.stop());

const items: Item[] = Array.from({ length: 200 }, (_, n) => ({ id: { S: `item-${n}` } }));

async function saved(table: string): Promise<Saved & { file: string; part: string }> {
  await account.createTable({ TableName: table });
  await account.fill(table, items);
  const backup = await account.save(table);
  const part = backup.manifest.parts.at(-1)?.name ?? '';
  return { ...backup, part, file: join(backup.place, part) };
}

async function flip(file: string): Promise<void> {
  const bytes = await readFile(file);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  await rm(file);
  await writeFile(file, bytes);
}

const damages: Record<string, (file: string) => Promise<void>> = {
  'a byte of a part is another one': flip,
  'a part is cut off': (file) => truncate(file, 20),
};

for (const [index, [what, damage]] of Object.entries(damages).entries()) {
  for (const only of [[], ['id>=item']]) {
    test(`${what}, ${only.length === 0 ? 'all' : 'some'} items wanted: one line, exit code 1, no table`, async () => {
      const { place, part, file } = await saved(`damaged-${index}-${only.length}`);
      await damage(file);
      const { code, said, document } = await account.restore({ from: place, as: 'never', only });
      equal(code, 1, said);
      equal(
        said,
        `restore: ${place}/${part} is damaged: restore an earlier version of the file, or use another backup\n`,
      );
      deepEqual([document.table, document.arn], ['never', null]);
      equal(await account.isThere('never'), false);
    });
  }
}

test('a part is missing: one line, exit code 1, and no table', async () => {
  const { place, part, file } = await saved('missing');
  await rm(file);
  const { code, said } = await account.restore({ from: place, as: 'never' });
  const some = await account.restore({ from: place, as: 'never', only: ['id>=item'] });
  deepEqual([some.code, some.said], [code, said]);
  equal(code, 1);
  equal(said, `restore: ${place}/${part} is missing: bring it back, or use another backup\n`);
  equal(await account.isThere('never'), false);
});

test('no backup at the place: one line, exit code 2', async () => {
  const { code, said } = await account.restore({ from: join(account.folder, 'nothing') });
  equal(code, 2);
  match(said, /^restore: there is no backup at .*\n$/);
});

test('a bucket that is not there: one line, exit code 2', async () => {
  const { code, said } = await account.restore({ from: 's3://no-such-bucket-here/x' });
  equal(code, 2);
  match(said, /^restore: there is no bucket no-such-bucket-here: check the name\n$/);
});

test('an attribute that is no key: the line names the keys', async () => {
  const { place } = await saved('keys');
  const { code, said } = await account.restore({ from: place, only: ['name=x'] });
  equal(code, 2);
  match(said, /'name=x' has none of the keys, which are id \(S\)\n$/);
});

test('what a manifest says cannot speak to the terminal, nor to the runner of a workflow', async () => {
  const { manifest, place } = await saved('speaking');
  const ttl = 'a\u001b[2J\r\n::add-mask::b';
  await rm(join(place, 'manifest.json'));
  await writeFile(join(place, 'manifest.json'), manifestText({ ...manifest, table: { ...manifest.table, ttl } }));
  const { code, said } = await account.restore({ from: place, 'dry-run': true });
  equal(code, 0, said);
  match(said, /time to live by a \[2J ::add-mask::b$/m);
});

test('an export whose parts hold fewer items than it says: one line, exit code 1, no table', async () => {
  const { manifest, place } = await saved('exported');
  const { id, tool, table, startedAt, endedAt } = manifest;
  const exported: ExportManifest = {
    ...{ formatVersion: 1, id, tool, table, startedAt, endedAt, items: 1 },
    ...{ engine: 'export', format: 'dynamodb-json', exportArn: 'arn:aws:dynamodb:::export', parts: [] },
    consistency: { kind: 'point-in-time', at: endedAt },
  };
  await rm(join(place, 'manifest.json'));
  await writeFile(join(place, 'manifest.json'), manifestText(exported));
  const { code, said } = await account.restore({ from: place, as: 'too-few' });
  equal(code, 1);
  match(said, /^restore: .*: .*\b0\b.*\b1\b|^restore: .*: .*\b1\b.*\b0\b/);
  equal(said.trim().split('\n').length, 1);
  equal(await account.isThere('too-few'), false);
});
