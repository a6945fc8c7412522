import { deepEqual, equal, match, notEqual, rejects, throws } from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, symlink, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Item } from '../../../functions/shared/backup/items/item.ts';
import type { ScanManifest } from '../../../functions/shared/backup/manifest.ts';
import { atMost } from '../../../scripts/tables/at-most.ts';
import { itemBytes, keyText, writeUnits } from '../../../scripts/tables/restore/batches.ts';
import { compareByKey } from '../../../scripts/tables/restore/compare.ts';
import { openJournal } from '../../../scripts/tables/restore/journal.ts';
import { assertTableName, drillName, restoredName, restoreId } from '../../../scripts/tables/restore/name.ts';
import { comparisonText } from '../../../scripts/tables/restore/told.ts';
import { answering } from '../answering.ts';
import { awsError } from './double.ts';

async function folder(t: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'journal-'));
  t.after(() => rm(path, { recursive: true }));
  return join(path, 'made', 'when', 'needed');
}

const table = { name: 't', arn: 'arn:t', id: 'one' };

test('a journal keeps what is whole, whatever was cut off', async (t) => {
  const path = await folder(t);
  const first = await openJournal(path, table, 'r');
  await first.note('data/1');
  await first.note('data/2');
  const [name = ''] = await readdir(path);
  const file = join(path, name);
  await truncate(file, (await readFile(file)).length - 3);
  const second = await openJournal(path, table, 'r');
  deepEqual([second.has('data/1'), second.has('data/2')], [true, false]);
  await second.note('data/3');
  const third = await openJournal(path, table, 'r');
  deepEqual([third.has('data/1'), third.has('data/2'), third.has('data/3')], [true, false, true]);
  await third.remove();
  equal((await openJournal(path, table, 'r')).has('data/1'), false);
  equal(third.has('data/1'), false);
});

test('a journal on a full disk: the error names its file', async (t) => {
  const path = await folder(t);
  const journal = await openJournal(path, table, 'r');
  await journal.note('data/1');
  const [name = ''] = await readdir(path);
  await rm(join(path, name));
  await symlink('/dev/full', join(path, name));
  await rejects(journal.note('data/2'), { code: 'ENOSPC', path: join(path, name) });
  equal(journal.has('data/2'), false);
});

test('a journal belongs to one table and one restore', async (t) => {
  const path = await folder(t);
  await (await openJournal(path, table, 'r')).note('data/1');
  equal((await openJournal(path, { ...table, id: 'another' }, 'r')).has('data/1'), false);
  equal((await openJournal(path, { ...table, arn: 'arn:u' }, 'r')).has('data/1'), false);
  equal((await openJournal(path, table, 's')).has('data/1'), false);
});

const manifest = (name: string) => ({ id: '2026-11-28T09-20-19Z', table: { name } }) as ScanManifest;

test('names fit, and end with what tells them apart', () => {
  equal(restoredName(manifest('orders')), 'orders-restored-2026-11-28T09-20-19Z');
  equal(drillName(manifest('orders')), 'orders-restored-drill');
  const long = restoredName(manifest('x'.repeat(255)));
  equal(long.length, 255);
  match(long, /x-restored-2026-11-28T09-20-19Z$/);
  assertTableName(long);
  for (const name of ['ab', 'a b', 'x'.repeat(256), 'ä-table', '']) throws(() => assertTableName(name), /3 to 255/);
});

test('a restore is known by its backup and by what it chooses, in any order', () => {
  const id = restoreId(manifest('orders'), ['id=1', 'at>2']);
  match(id, /^[0-9a-f]{32}$/);
  equal(restoreId(manifest('orders'), ['at>2', 'id=1']), id);
  notEqual(restoreId(manifest('orders'), []), id);
  notEqual(restoreId(manifest('other'), ['id=1', 'at>2']), id);
});

test('sizes of items are about those that DynamoDB counts', () => {
  equal(itemBytes({ id: { S: 'é' } }), 4);
  equal(itemBytes({ n: { N: '1234' }, b: { B: new Uint8Array(5) }, t: { BOOL: true } }), 1 + 3 + 1 + 5 + 1 + 1);
  equal(itemBytes({ m: { M: { a: { S: 'x' } } }, l: { L: [{ NULL: true }] } }), 1 + 3 + 2 + 1 + 1 + 3 + 1 + 1);
  equal(itemBytes({ s: { SS: ['ab', 'c'] }, n: { NS: ['1'] }, b: { BS: [new Uint8Array(4)] } }), 1 + 3 + 1 + 2 + 1 + 4);
  deepEqual(
    [writeUnits({}), writeUnits({ a: { S: 'x'.repeat(1023) } }), writeUnits({ a: { S: 'x'.repeat(1024) } })],
    [1, 1, 2],
  );
});

test('keys are the same however their numbers are written', () => {
  const keys = [{ name: 'id', role: 'HASH', type: 'N' } as const];
  equal(keyText({ id: { N: '1.0' } }, keys), keyText({ id: { N: '1' }, other: { S: 'x' } }, keys));
});

test('after a failure nothing new begins, and it is thrown when all has ended', async () => {
  const begun: number[] = [];
  const ended: number[] = [];
  const work = async (n: number) => {
    begun.push(n);
    await new Promise((resolve) => setTimeout(resolve, n === 2 ? 1 : 20));
    ended.push(n);
    if (n === 2) throw new Error('two');
  };
  await rejects(atMost(3, [1, 2, 3, 4, 5], work), /two/);
  deepEqual(
    [begun, ended.sort()],
    [
      [1, 2, 3],
      [1, 2, 3],
    ],
  );
});

const keys = [{ name: 'id', role: 'HASH', type: 'S' } as const];
const item = (id: string, text: string): Item => ({ id: { S: id }, text: { S: text } });

async function* each<T>(all: readonly T[]): AsyncGenerator<T> {
  yield* all;
}

test('what is missing or other is counted; keys that were not processed are asked for again', async () => {
  const held = new Map([item('a', 'x'), item('b', 'other'), item('d', 'x')].map((one) => [one.id?.S, one]));
  let calls = 0;
  const dynamodb = answering(({ RequestItems }, call) => {
    calls++;
    if (call === 0) throw awsError('ProvisionedThroughputExceededException');
    const { Keys, ConsistentRead } = RequestItems.t;
    equal(ConsistentRead, true);
    const [first, ...rest] = Keys;
    const found = held.get(first.id.S);
    return {
      Responses: { t: found ? [found] : [] },
      UnprocessedKeys: rest.length > 0 ? { t: { Keys: rest } } : {},
    };
  });
  const slept: number[] = [];
  const comparing = {
    ...{ dynamodb, tableName: 't', signal: new AbortController().signal, report: () => {} },
    sleep: async (ms: number) => slept.push(ms),
  };
  const items = each(['a', 'b', 'c', 'd'].map((id) => item(id, 'x')));
  const found = await compareByKey(comparing, keys, items);
  deepEqual(found, { by: 'key', equal: false, items: 4, missing: 1, different: 1 });
  deepEqual([calls, slept.length], [5, 4]);
  equal(comparisonText(found, 4, null), 'of 4 items, missing: 1, different: 1');
});

test('an attribute named __proto__ is compared like any other', async () => {
  const text = '{"__proto__":{"S":"x"},"id":{"S":"a"}}';
  const dynamodb = answering(() => ({ Responses: { t: [JSON.parse(text)] } }));
  const comparing = { dynamodb, tableName: 't', signal: new AbortController().signal, report: () => {} };
  const found = await compareByKey(comparing, keys, each([JSON.parse(text)]));
  deepEqual(found, { by: 'key', equal: true, items: 1, missing: 0, different: 0 });
});
