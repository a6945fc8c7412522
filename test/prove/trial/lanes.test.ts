import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Heap, inLanes } from '../../../scripts/prove/trial/lanes.ts';

function heap(name: string, count: number, lane: number | null = null): Heap<number> {
  return { name, items: [...Array(count).keys()], lane };
}

test('every item of every heap is done once, and no lane is idle while there is work for it', async () => {
  const done: string[] = [];
  const opened = new Set<string>();
  await inLanes([heap('small', 3), heap('large', 30)], 3, async (lane, { name }, next) => {
    opened.add(`${name} ${lane}`);
    for (let item = next(); item !== undefined; item = next()) {
      done.push(`${name} ${item}`);
      await sleep(1);
    }
  });
  equal(done.length, 33);
  equal(new Set(done).size, 33);
  ok([...opened].filter((one) => one.startsWith('large')).length >= 2);
});

test('what one lane alone can do stays with it, and comes first there', async () => {
  const order: string[] = [];
  await inLanes([heap('large', 50), heap('own', 2, 1)], 2, async (lane, { name }, next) => {
    order.push(`${lane} ${name}`);
    for (let item = next(); item !== undefined; item = next()) await sleep(1);
  });
  deepEqual(
    order.filter((one) => one.endsWith('own')),
    ['1 own'],
  );
  equal(
    order.find((one) => one.startsWith('1')),
    '1 own',
  );
});

test('a lane that fails fails the whole', async () => {
  const failing = inLanes([heap('a', 1)], 1, () => Promise.reject(new Error('no')));
  await rejects(failing, /no/);
});

test('nothing to do is done at once', async () => {
  await inLanes([heap('a', 0)], 2, () => Promise.reject(new Error('no')));
});
