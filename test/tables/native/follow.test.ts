import { deepEqual, equal, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { follow } from '../../../scripts/tables/native/follow.ts';
import { cutConnection } from '../../aws/fake-errors.ts';
import { fastClock } from './setting.ts';

const { signal } = new AbortController();

test('pauses grow to half a minute and stay there, for days if need be', async () => {
  const clock = fastClock();
  let looks = 0;
  equal(await follow(async () => (++looks > 6_000 ? 'done' : null), { signal, clock }), 'done');
  deepEqual(clock.slept.slice(0, 3), [1_000, 1_500, 2_250]);
  equal(clock.slept.at(-1), 30_000);
});

test('ten minutes without an answer are too many; an answer in between begins them anew', async () => {
  const clock = fastClock();
  let looks = 0;
  const cutOff = async () => {
    looks++;
    if (looks % 20 === 0 && looks < 50) return null;
    throw cutConnection();
  };
  await rejects(follow(cutOff, { signal, clock }), { code: 'ECONNRESET' });
  equal(looks, 61);
});

test('an error that stays is thrown at once, and an interruption with its reason', async () => {
  const clock = fastClock();
  await rejects(
    follow(() => Promise.reject(new Error('a bug')), { signal, clock }),
    { message: 'a bug' },
  );
  const stop = new AbortController();
  const look = async () => {
    stop.abort(new Error('stop'));
    return null;
  };
  await rejects(follow(look, { signal: stop.signal }), { message: 'stop' });
});
