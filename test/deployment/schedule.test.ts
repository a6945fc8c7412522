import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runSchedule } from '../../scripts/deployment/schedule.ts';

const tick = () => new Promise((resolve) => setImmediate(resolve));

function recorder(needs: Record<string, string[]>, results: Record<string, string | Error> = {}, limit = 9) {
  const log: string[] = [];
  let most = 0;
  let running = 0;
  const done = runSchedule<string>({
    needs: new Map(Object.entries(needs)),
    limit,
    run: async (name) => {
      log.push(`${name} starts`);
      most = Math.max(most, ++running);
      await tick();
      running--;
      log.push(`${name} ends`);
      const result = results[name] ?? 'good';
      if (result instanceof Error) throw result;
      return result;
    },
    good: (result) => result === 'good',
    blocked: (_name, by) => `blocked by ${by}`,
  });
  return { log, done, most: () => most };
}

test('independent ones run together, dependent ones after what they need', async () => {
  const { done, log } = recorder({ web: ['api'], api: [], other: [] });
  const results = await done;
  assert.deepEqual([...results.keys()], ['web', 'api', 'other']);
  assert.deepEqual(log.slice(0, 2), ['api starts', 'other starts']);
  assert.ok(log.indexOf('web starts') > log.indexOf('api ends'));
});

test('each runs once, however many need it', async () => {
  const { done, log } = recorder({ a: ['base'], b: ['base'], c: ['a', 'b'], base: [] });
  await done;
  assert.equal(log.filter((line) => line.endsWith('starts')).length, 4);
});

test('never more at a time than the limit', async () => {
  const { done, most } = recorder({ a: [], b: [], c: [], d: [], e: [] }, {}, 2);
  assert.equal((await done).size, 5);
  assert.equal(most(), 2);
});

test('a bad one blocks those that need it, through others too, and lets the rest finish', async () => {
  const { done } = recorder({ a: [], b: ['a'], c: ['b'], d: [] }, { a: 'bad' });
  assert.deepEqual(Object.fromEntries(await done), { a: 'bad', b: 'blocked by a', c: 'blocked by b', d: 'good' });
});

test('a bug is thrown once everything that started has ended', async () => {
  const { done, log } = recorder({ a: [], b: [], c: ['a'] }, { a: new TypeError('a bug') });
  await assert.rejects(done, TypeError);
  assert.ok(log.includes('b ends'));
  assert.ok(!log.includes('c starts'));
});
