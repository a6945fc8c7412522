import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeleteItemCommand,
  DeleteTableCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-dynamodb';
import { describeTable } from '../../functions/shared/backup/describe-table.ts';
import { COMPARED, openJournal } from '../../scripts/tables/restore/journal.ts';
import { restoreId } from '../../scripts/tables/restore/name.ts';
import { RESTORE_TAG } from '../../scripts/tables/restore/tags.ts';
import { type Item, openAccount, type RestoreAccount, type Saved } from './fixture.ts';

let account: RestoreAccount;
before(async () => {
  account = await openAccount();
});
after(() => account.stop());

const numbered = (count: number): Item[] => Array.from({ length: count }, (_, n) => ({ id: { S: `item-${n}` } }));

async function journals(): Promise<string[]> {
  return readdir(account.journals).catch(() => []);
}

/** A table, its backup in several parts, and a restore of that which was stopped once a part was whole. */
async function stopped(table: string): Promise<Saved & { name: string }> {
  await account.createTable({ TableName: table });
  await account.fill(table, numbered(400));
  const saved = await account.save(table, { segments: 12 });
  const stopper = new AbortController();
  const running = account.restore({ from: saved.place, 'max-wcu': '100' }, stopper.signal);
  while ((await journals()).length === 0) await sleep(5);
  stopper.abort(new Error('stopped'));
  await rejects(running, /stopped|abort/i);
  return { ...saved, name: `${table}-restored-${saved.manifest.id}` };
}

test('stopped while it writes, the same command goes on after the parts that are whole', async () => {
  const { place, name, manifest } = await stopped('stopped');
  const [file = ''] = await journals();
  const noted = await readFile(join(account.journals, file), 'utf8');
  const written = manifest.parts.filter(({ name: part }) => noted.includes(JSON.stringify(part)));
  ok(written.length > 0 && written.length < manifest.parts.length);
  const dry = await account.restore({ from: place, 'dry-run': true });
  equal(dry.document.target, 'begun');
  match(dry.said, /begun by a restore that was interrupted, which would be finished/);
  const { code, document, said } = await account.restore({ from: place });
  equal(code, 0, said);
  deepEqual([document.table, document.equal], [name, true]);
  deepEqual(await account.contents(name), await account.contents('stopped'));
  deepEqual(await journals(), []);
  deepEqual((await describeTable(account.dynamodb, name)).record.tags, {});
});

test('what was written is not written again; when the table then differs, the run after that writes everything', async () => {
  const { place, name } = await stopped('differing');
  const [text = ''] = await account.contents(name);
  await sleep(100);
  await markAllWritten(place, name);
  await account.dynamodb.send(new DeleteItemCommand({ TableName: name, Key: { id: JSON.parse(text).id } }));
  const differing = await account.restore({ from: place });
  equal(differing.code, 1);
  deepEqual([differing.document.equal, differing.document.items], [false, 400]);
  match(
    differing.said,
    /^restore: table differing-restored-\S+ differs from the backup: the table has \d+ items with digest \w{64}, the backup 400 items with \w{64}; see how: npm run verify-backup -- --from \S+ --table differing-restored-\S+\n$/,
  );
  const again = await account.restore({ from: place });
  deepEqual([again.code, again.document.equal], [0, true]);
});

async function markAllWritten(place: string, name: string): Promise<void> {
  const { manifest } = JSON.parse(await readFile(join(place, 'manifest.json'), 'utf8'));
  const { record } = await describeTable(account.dynamodb, name);
  const journal = await openJournal(account.journals, { ...record, id: record.id ?? '' }, restoreId(manifest, []));
  for (const part of manifest.parts) await journal.note(part.name);
}

test('without what it noted, everything is written again', async () => {
  const { place, name } = await stopped('forgotten');
  await rm(account.journals, { recursive: true });
  const { code, document } = await account.restore({ from: place });
  deepEqual([code, document.table, document.equal], [0, name, true]);
});

test('of a table that was deleted and made anew, nothing counts as written', async () => {
  const { place, name } = await stopped('replaced');
  await markAllWritten(place, name);
  await account.dynamodb.send(new DeleteTableCommand({ TableName: name }));
  const { code, document } = await account.restore({ from: place });
  deepEqual([code, document.equal, document.compared.items], [0, true, 400]);
  await rm(account.journals, { recursive: true });
});

test('a table of the restore of other items is not written into', async () => {
  const { place, name } = await stopped('mixed');
  const { code, said } = await account.restore({ from: place, only: ['id=item-1'] });
  equal(code, 2);
  match(said, new RegExp(`there is a table ${name} from the restore of another backup, or of other items`));
  await rm(account.journals, { recursive: true });
});

test('a restore with changes after it is another one: it may have applied half of them', async () => {
  const { manifest } = await account.save('mixed');
  const changes = { ...manifest, id: 'later' };
  const ids = [[], [changes], [changes, manifest]].map((all) => restoreId(manifest, [], all));
  equal(new Set(ids).size, 3);
  equal(restoreId(manifest, [], [manifest, changes]), ids[2]);
});

test('stopped once the items are compared, only the settings are made up for, wherever it is run', async () => {
  const { place, name, manifest } = await stopped('settled');
  const { record } = await describeTable(account.dynamodb, name);
  const Tags = [{ Key: RESTORE_TAG, Value: `${restoreId(manifest, [])}:compared` }];
  await account.dynamodb.send(new TagResourceCommand({ ResourceArn: record.arn, Tags }));
  await rm(account.journals, { recursive: true });
  const { code, document, said } = await account.restore({ from: place });
  deepEqual([code, document.compared, document.equal], [0, null, true]);
  match(said, /compared: an earlier run has found the items equal/);
  deepEqual((await describeTable(account.dynamodb, name)).record.tags, {});
});

test('stopped when the tag was off, the same command ends well; the next one finds the name taken', async () => {
  const { place, name, manifest } = await stopped('untagged');
  const { record } = await describeTable(account.dynamodb, name);
  await account.dynamodb.send(new UntagResourceCommand({ ResourceArn: record.arn, TagKeys: [RESTORE_TAG] }));
  await mkdir(account.journals, { recursive: true });
  const table = { ...record, id: record.id ?? '' };
  await (await openJournal(account.journals, table, restoreId(manifest, []))).note(COMPARED);
  const { code, document } = await account.restore({ from: place });
  deepEqual([code, document.compared], [0, null]);
  deepEqual(await journals(), []);
  equal((await account.restore({ from: place })).code, 2);
});

test('a journal that cannot be written ends the restore with a line', async () => {
  await account.createTable({ TableName: 'unnoted' });
  await account.fill('unnoted', numbered(5));
  const { place } = await account.save('unnoted');
  await rm(account.journals, { recursive: true, force: true });
  await writeFile(account.journals, 'a file in the way');
  const { code, said } = await account.restore({ from: place });
  await rm(account.journals);
  equal(code, 2);
  match(said, /^restore: cannot use \S+journals\S*: .*\n$/);
});
