import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import type { Item } from '../../../functions/shared/backup/items/item.ts';
import { type Filling, fill } from '../../../scripts/tables/restore/fill.ts';
import { type Answer, awsError, dynamodbDouble } from './double.ts';

const item = (id: number, text = ''): Item => ({ id: { S: String(id) }, text: { S: text } });
const numbered = (count: number, text = ''): Item[] => Array.from({ length: count }, (_, n) => item(n, text));

async function* each<T>(all: readonly T[]): AsyncGenerator<T> {
  yield* all;
}

interface Filled {
  /** What the table holds, by id. */
  table: Map<string, Item>;
  sizes: number[];
  slept: number[];
  done: number[];
  run: Promise<void>;
}

/** @param answer to a call, given what `take` does: puts the requests into the table */
function filled(parts: Item[][], answer: (take: Answer) => Answer, more: Partial<Filling> = {}): Filled {
  const table = new Map<string, Item>();
  const sizes: number[] = [];
  const slept: number[] = [];
  const done: number[] = [];
  const take: Answer = ({ RequestItems: { t } }) => {
    for (const { PutRequest } of t) table.set(PutRequest.Item.id.S, PutRequest.Item);
    sizes.push(t.length);
    return { ConsumedCapacity: [{ CapacityUnits: t.length }] };
  };
  const { dynamodb } = dynamodbDouble({ BatchWriteItem: answer(take) });
  const filling: Filling = {
    ...{ dynamodb, tableName: 't', keys: [{ name: 'id', role: 'HASH', type: 'S' }], maxWcu: null },
    ...{ signal: new AbortController().signal, report: () => {}, sleep: async (ms) => slept.push(ms), ...more },
  };
  const indexes = parts.map((_, index) => index);
  const run = fill(
    filling,
    indexes,
    (index) => each(parts[index] ?? []),
    async (index) => void done.push(index),
  );
  return { table, sizes, slept, done, run };
}

test('items go in batches of 25, and each part is told of when it is whole', async () => {
  const { table, sizes, done, run } = filled([numbered(60), numbered(70).slice(60)], (take) => take);
  await run;
  equal(table.size, 70);
  deepEqual(
    sizes.toSorted((a, b) => b - a),
    [25, 25, 10, 10],
  );
  deepEqual(done.sort(), [0, 1]);
});

test('large items go in smaller batches, and the largest alone', async () => {
  const { sizes, run } = filled([numbered(9, 'x'.repeat(90_000))], (take) => take);
  await run;
  deepEqual(sizes, [3, 3, 3]);
  const largest = filled([numbered(2, 'x'.repeat(399_000))], (take) => take);
  await largest.run;
  deepEqual(largest.sizes, [1, 1]);
});

test('an item without its key, of whatever name, is damage', async () => {
  for (const name of ['id', 'toString', '__proto__']) {
    const keys = [{ name, role: 'HASH', type: 'S' } as const];
    const { run } = filled([[{ text: { S: 'x' } }]], (take) => take, { keys });
    await rejects(run, {
      kind: 'damaged',
      message: new RegExp(`^an item has no ${name}, which is a key of the table`),
    });
  }
});

test('of two items with one key in a batch the last one is written', async () => {
  const { table, sizes, run } = filled([[item(1, 'first'), item(2), item(1, 'last')]], (take) => take);
  await run;
  deepEqual(sizes, [2]);
  equal(table.get('1')?.text?.S, 'last');
});

test('what DynamoDB leaves undone is sent again, with growing pauses', async () => {
  const { table, slept, run } = filled([numbered(25)], (take) => (input, call) => {
    const { t } = input.RequestItems;
    const taken = take({ RequestItems: { t: t.slice(0, 5) } }, call);
    return { ...taken, UnprocessedItems: t.length > 5 ? { t: t.slice(5) } : {} };
  });
  await run;
  equal(table.size, 25);
  equal(slept.length, 4);
  ok(slept.every((ms, index) => ms <= 50 * 2 ** index && ms >= 25 * 2 ** index));
});

test('throttled for long, it goes on until the table takes them', async () => {
  const { table, slept, run } = filled([numbered(3)], (take) => (input, call) => {
    if (call < 40) throw awsError('ProvisionedThroughputExceededException');
    return take(input, call);
  });
  await run;
  equal(table.size, 3);
  equal(slept.length, 40);
  ok(Math.max(...slept) <= 10_000);
});

test('an AWS that does not get well ends it, after some attempts; the part is not told of', async () => {
  const { done, slept, run } = filled([numbered(3)], () => () => {
    throw awsError('InternalServerError', 'broken', 500);
  });
  await rejects(run, /broken/);
  deepEqual([slept.length, done], [6, []]);
});

test('an item that is refused ends it at once', async () => {
  const { slept, run } = filled([numbered(3)], () => () => {
    throw awsError('ValidationException', 'One or more parameter values are not valid');
  });
  await rejects(run, /not valid/);
  deepEqual(slept, []);
});

test('stopped during a pause, it ends with the reason', async () => {
  const stopper = new AbortController();
  const sleep = async () => stopper.abort(new Error('stopped by hand'));
  const throttled = () => () => {
    throw awsError('ThrottlingException');
  };
  const { run, done } = filled([numbered(3)], throttled, { signal: stopper.signal, sleep });
  await rejects(run, /stopped by hand/);
  deepEqual(done, []);
});

test('no more capacity is used than allowed, and never much at once', async () => {
  const start = performance.now();
  const { sizes, run } = filled([numbered(30), numbered(30)], (take) => take, { maxWcu: 100 });
  await run;
  ok(performance.now() - start > 300, 'sixty units take more than half a second');
  equal(Math.max(...sizes), 25);
  const slow = filled([numbered(10)], (take) => take, { maxWcu: 7 });
  await slow.run;
  deepEqual(slow.sizes, [7, 3]);
});
