import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { pacer } from '../../../../functions/shared/backup/pacer.ts';

/** Time that passes by sleeping alone. */
function slept() {
  let now = 1_000;
  const waits: number[] = [];
  return {
    waits,
    clock: {
      now: () => now,
      sleep: async (ms: number, signal: AbortSignal) => {
        signal.throwIfAborted();
        waits.push(ms);
        now += ms;
      },
    },
    pass: (ms: number) => {
      now += ms;
    },
  };
}

const { signal } = new AbortController();

test('without a rate nothing waits', async () => {
  const { waits, clock } = slept();
  const pace = pacer(null, clock);
  pace.spent(1_000_000);
  await pace.ready(signal);
  deepEqual(waits, []);
});

test('a call waits until what the calls before it have used is paid for', async () => {
  const { waits, clock, pass } = slept();
  const pace = pacer(100, clock);
  await pace.ready(signal);
  pace.spent(50);
  pace.spent(25);
  await pace.ready(signal);
  deepEqual(waits, [750]);
  pass(10_000);
  pace.spent(100);
  await pace.ready(signal);
  deepEqual(waits, [750, 1_000], 'time without a call is not saved up');
});

test('over many calls at the same time the rate is kept', async () => {
  const { clock } = slept();
  const pace = pacer(10, clock);
  const from = clock.now();
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      for (let call = 0; call < 25; call++) {
        await pace.ready(signal);
        pace.spent(2);
      }
    }),
  );
  const seconds = (clock.now() - from) / 1000;
  ok(seconds >= 19 && seconds <= 20, `200 units took ${seconds} s`);
});

test('an abort ends the wait with its reason', async () => {
  const stopper = new AbortController();
  const pace = pacer(1);
  pace.spent(60);
  const waiting = pace.ready(stopper.signal);
  const reason = new Error('enough');
  stopper.abort(reason);
  await rejects(waiting, (error) => equal(error, reason) === undefined);
});

test('a table without capacity makes everybody wait, with a rate or without', async () => {
  for (const rate of [null, 10]) {
    const { waits, clock } = slept();
    const pace = pacer(rate, clock);
    pace.exhausted();
    await pace.ready(signal);
    deepEqual(waits, [5_000]);
  }
});
