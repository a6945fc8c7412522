import { deepEqual, equal, match, notEqual, ok, rejects } from 'node:assert/strict';
import { readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { DynamoDBClient as Client, DeleteTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { itemTexts } from '../../../../../functions/shared/backup/items/text.ts';
import { readManifest, type ScanManifest } from '../../../../../functions/shared/backup/manifest.ts';
import { BackupProblem, type ProblemKind } from '../../../../../functions/shared/backup/problem.ts';
import { backUpTable } from '../../../../../functions/shared/backup/scan/backup.ts';
import type { ScanOptions } from '../../../../../functions/shared/backup/scan/job.ts';
import { folderStore } from '../../../../../scripts/tables/folder-store.ts';
import { type OpenBackup, openBackup, partItems } from '../../../../../scripts/tables/open-backup.ts';
import { type Account, openAccount } from '../../../../backup/fixture.ts';
import { clientOptions } from '../../../../embedded/fixture.ts';

let account: Account;
let dynamodb: DynamoDBClient;
before(async () => {
  account = await openAccount();
  dynamodb = account.dynamodb;
});
after(() => account?.stop());

const ITEMS = 600;
/** Of 8 KB, so that a segment takes several pages of a megabyte. */
const itemAt = (at: number) => ({ id: { S: `item-${at}` }, text: { S: `${at} `.repeat(2_000).slice(0, 8_000) } });

async function table(name: string, items = ITEMS): Promise<string> {
  await account.makeTable(name);
  await account.fill(
    name,
    Array.from({ length: items }, (_, at) => itemAt(at)),
  );
  return join(account.folder, name);
}

/** Each page is one. */
const SMALL_PARTS = { bytes: 1, ms: 0 };

function backUp(tableName: string, folder: string, more: Partial<ScanOptions> = {}) {
  return backUpTable({
    ...{ dynamodb, store: folderStore(folder), tableName, format: 'dynamodb-json', reads: 'eventual', maxRcu: null },
    ...{ segments: 2, resume: 'yes', tool: 'test', signal: new AbortController().signal, limits: SMALL_PARTS },
    ...more,
  });
}

/** A backup that is cut off when at least so many items are read. */
async function cutOff(
  tableName: string,
  folder: string,
  items: number,
  more: Partial<ScanOptions> = {},
): Promise<void> {
  const stopper = new AbortController();
  const reason = new Error('cut off');
  const report = (progress: { items: number }) => {
    if (progress.items >= items) stopper.abort(reason);
  };
  await rejects(backUp(tableName, folder, { ...more, signal: stopper.signal, report }), reason);
}

async function itemsOf(place: string): Promise<string[]> {
  const backup = (await openBackup(folderStore(place), { latest: false })) as OpenBackup<ScanManifest>;
  const texts: string[] = [];
  for (const part of backup.manifest.parts) {
    for await (const item of partItems(backup, part)) texts.push(itemTexts(item).canonical);
  }
  return texts.sort();
}

/** The files of the only backup of a table in a folder. */
async function filesOf(folder: string, name: string, kind: 'checkpoint' | 'data'): Promise<string[]> {
  const [id = ''] = await readdir(join(folder, name));
  return (await readdir(join(folder, name, id, kind))).map((file) => join(folder, name, id, kind, file)).sort();
}

const problem = (kind: ProblemKind, message: RegExp) => (error: unknown) =>
  error instanceof BackupProblem && error.kind === kind && message.test(error.message);

test('every item is saved, and the manifest says what and how', async () => {
  const folder = await table('whole');
  const { place, manifest } = await backUp('whole', folder, { now: () => new Date('2026-11-28T09:20:19.123Z') });
  equal(place, join(folder, 'whole/2026-11-28T09-20-19Z'));
  deepEqual(await itemsOf(place), await account.contents('whole'));
  deepEqual(manifest, await readManifest(folderStore(place)));
  equal(manifest.items, ITEMS);
  deepEqual(
    manifest.segments.map(({ items }) => items).reduce((sum, items) => sum + items, 0),
    ITEMS,
  );
  ok(manifest.parts.length >= 4, 'each page is a part of its own');
  deepEqual(await readdir(place), ['data', 'manifest.json'], 'the checkpoint is gone');
});

test('an empty table has a backup without parts', async () => {
  const { manifest, place } = await backUp('empty', await table('empty', 0));
  deepEqual([manifest.items, manifest.parts, manifest.digest], [0, [], '0'.repeat(64)]);
  deepEqual(await itemsOf(place), []);
});

test('CSV comes back equal, too', async () => {
  const folder = await table('as-csv', 30);
  const odd = { id: { S: '=1+1' }, text: { M: { deep: { L: [{ N: '1' }] } } }, more: { SS: ['b', 'a'] } };
  await account.fill('as-csv', [odd]);
  const { manifest, place } = await backUp('as-csv', folder, { format: 'csv' });
  equal(manifest.columns?.[0]?.name, 'id');
  deepEqual(await itemsOf(place), await account.contents('as-csv'));
});

test('the same digest whatever the segments, the format and the order', async () => {
  const folder = await table('digest', 50);
  const digests = [
    await backUp('digest', folder, { resume: 'no' }),
    await backUp('digest', join(folder, 'b'), { segments: 7 }),
    await backUp('digest', join(folder, 'c'), { format: 'csv', reads: 'strong' }),
  ].map(({ manifest }) => manifest.digest);
  equal(new Set(digests).size, 1);
});

test('cut off, it goes on after the parts that are written', async () => {
  const folder = await table('cut');
  await cutOff('cut', folder, 300);
  const before = await filesOf(folder, 'cut', 'data');
  ok(before.length > 0);
  const { manifest, place } = await backUp('cut', folder);
  equal(manifest.resumed, 1);
  ok(
    before.every((file) => manifest.parts.some(({ name }) => file.endsWith(name))),
    'no part was written again',
  );
  deepEqual(await itemsOf(place), await account.contents('cut'));
});

test('a part whose record was not written any more is taken as it is', async () => {
  const folder = await table('orphan');
  await cutOff('orphan', folder, 300);
  const records = (await filesOf(folder, 'orphan', 'checkpoint')).filter((file) => /part-0000/.test(file));
  await rm(records.at(-1) as string);
  const { manifest, place } = await backUp('orphan', folder);
  deepEqual(await itemsOf(place), await account.contents('orphan'));
  equal(manifest.items, ITEMS);
});

test('with --new, other settings or another table of the name, a new backup begins', async () => {
  const folder = await table('anew');
  const at = (second: number) => () => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
  await cutOff('anew', folder, 1, { now: at(1) });
  const others = [
    await backUp('anew', folder, { resume: 'no', now: at(2) }),
    await backUp('anew', folder, { reads: 'strong', now: at(3) }),
    await backUp('anew', folder, { format: 'csv', now: at(4) }),
    await backUp('anew', folder, { segments: 3, now: at(5) }),
  ];
  for (const { manifest } of others) equal(manifest.resumed, 0);
  await dynamodb.send(new DeleteTableCommand({ TableName: 'anew' }));
  await account.makeTable('anew');
  const { manifest } = await backUp('anew', folder, { now: at(6) });
  deepEqual([manifest.resumed, manifest.items], [0, 0]);
});

/** Makes the run of a cut-off backup look like that of another process. */
async function pretend(folder: string, name: string, changes: { host?: string; pid?: number }): Promise<string> {
  const files = await filesOf(folder, name, 'checkpoint');
  const run = files.find((file) => /run-0001/.test(file)) as string;
  await writeFile(run, JSON.stringify({ ...JSON.parse(await readFile(run, 'utf8')), ...changes }));
  return run;
}

test('a backup that another process is at work on is left alone, unless it is taken over', async () => {
  const folder = await table('busy');
  await cutOff('busy', folder, 1);
  // Our own parent is alive.
  await pretend(folder, 'busy', { pid: process.ppid });
  await rejects(
    backUp('busy', folder),
    problem('busy', new RegExp(`^process ${process.ppid} on ${hostname()} is writing .*--take-over`)),
  );
  const { manifest } = await backUp('busy', folder, { resume: 'take-over' });
  equal(manifest.resumed, 1);
});

test('a process on another machine counts as dead once it is silent', async () => {
  const folder = await table('far');
  await cutOff('far', folder, 1);
  await pretend(folder, 'far', { host: 'elsewhere', pid: 1 });
  await rejects(backUp('far', folder), problem('busy', /^process 1 on elsewhere is writing/));
  const old = new Date(Date.now() - 10 * 60_000);
  for (const kind of ['checkpoint', 'data'] as const) {
    for (const file of await filesOf(folder, 'far', kind).catch(() => [])) await utimes(file, old, old);
  }
  equal((await backUp('far', folder)).manifest.resumed, 1);
});

test('one that was taken over meanwhile stops', async () => {
  const folder = await table('taken');
  await cutOff('taken', folder, 1);
  const run = await pretend(folder, 'taken', { pid: 2 ** 22 + 1 });
  let isTaken = false;
  const report = () => {
    if (isTaken) return;
    isTaken = true;
    // What a process does that takes over.
    void writeFile(run.replace('run-0001', 'run-0003'), '{}');
  };
  await rejects(backUp('taken', folder, { report }), problem('busy', /^another process has taken up the backup/));
});

test('damage in a checkpoint is said', async () => {
  const folder = await table('damage');
  await cutOff('damage', folder, 300);
  const record = (await filesOf(folder, 'damage', 'checkpoint')).find((file) => /part-/.test(file)) as string;
  await writeFile(record, 'not JSON');
  await rejects(backUp('damage', folder), problem('damaged', /part-\S+ is damaged: begin a new backup with --new$/));
});

test('a table that is not ready, or not there', async () => {
  await rejects(backUp('nowhere', account.folder), problem('table', /^there is no table nowhere/));
  const deleting = new Client({ region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
  deleting.send = (async ({ constructor: { name } }: object) =>
    name === 'DescribeTableCommand' ? { Table: { TableName: 'going', TableStatus: 'DELETING' } } : {}) as never;
  await rejects(
    backUp('going', account.folder, { dynamodb: deleting }),
    problem('table', /^table going is DELETING: wait/),
  );
});

test('what can never be continued leaves nothing but the backup, and only puts', async () => {
  const folder = await table('put-only', 40);
  const store = folderStore(folder);
  const never = () => Promise.reject(new Error('not allowed'));
  const putOnly = {
    place: store.place,
    write: store.write,
    list: never,
    read: never as never,
    remove: never,
    clean: never,
  };
  const { place, manifest } = await backUp('put-only', folder, { store: putOnly, resume: 'never' });
  deepEqual([manifest.items, manifest.resumed], [40, 0]);
  deepEqual(await readdir(place), ['data', 'manifest.json']);
  deepEqual(await itemsOf(place), await account.contents('put-only'));
});

test('what a process that was killed while it tidied up has left goes with the next backup', async () => {
  const folder = await table('untidy', 5);
  const first = await backUp('untidy', folder, { now: () => new Date('2026-01-01T00:00:00Z') });
  await folderStore(first.place).write('checkpoint/run-0001.json', Buffer.from('{}'));
  await backUp('untidy', folder);
  deepEqual(await readdir(first.place), ['data', 'manifest.json']);
});

test('writes go on meanwhile: no item is lost that was there all the time', async () => {
  const folder = await table('live');
  let round = 0;
  const report = () =>
    void account.fill('live', [itemAt(10_000 + round++), { ...itemAt(round % ITEMS), touched: { N: '1' } }]);
  const { manifest, place } = await backUp('live', folder, { report });
  const saved = await itemsOf(place);
  const ids = saved.map((text) => /"id":\{"S":"([^"]+)"/.exec(text)?.[1]);
  equal(new Set(ids).size, ids.length, 'no item twice');
  for (let at = 0; at < ITEMS; at++) ok(ids.includes(`item-${at}`), `item-${at}`);
  deepEqual(manifest.consistency, { kind: 'each-item', reads: 'eventual' });
});

test('a rate limits what a call asks for', async () => {
  const folder = await table('slow', 40);
  const limits: unknown[] = [];
  const counted = new Client(clientOptions(account.aws));
  counted.middlewareStack.add(
    (next) => async (args) => {
      const { Limit, TotalSegments } = args.input as { Limit?: number; TotalSegments?: number };
      if (TotalSegments) limits.push(Limit);
      return next(args);
    },
    { step: 'initialize' },
  );
  const { manifest } = await backUp('slow', folder, { dynamodb: counted, maxRcu: 10_000, segments: 1 });
  equal(manifest.items, 40);
  ok(limits.length > 0 && limits.every((limit) => typeof limit === 'number' && limit > 0), String(limits));
  notEqual(limits.length, 0);
  match(manifest.tool, /test/);
});
