import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Clock, DeadlineError, pollUntil } from '../../scripts/aws/wait.ts';
import { Interrupted } from '../../scripts/cli/errors.ts';
import { awsError, cutConnection, throttled } from './fake-errors.ts';

function clockAt(random = 0.5) {
  const pauses: number[] = [];
  let time = 0;
  const clock: Clock = {
    now: () => time,
    random: () => random,
    sleep: async (ms) => {
      pauses.push(Math.round(ms));
      time += ms;
    },
  };
  return { clock, pauses };
}

const { signal } = new AbortController();
const waiting = { signal, subject: 'the stack', deadlineMs: 3_600_000 };

test('looks at once', async () => {
  const { clock, pauses } = clockAt();
  assert.equal(await pollUntil(async () => 'there', { ...waiting, clock }), 'there');
  assert.deepEqual(pauses, []);
});

test('null is an answer, undefined is not', async () => {
  const answers = [undefined, null];
  const { clock, pauses } = clockAt();
  assert.equal(await pollUntil(async () => answers.shift(), { ...waiting, clock }), null);
  assert.deepEqual(pauses, [50]);
});

test('backs off from 50 ms by half as much again, up to 5 s', async () => {
  const { clock, pauses } = clockAt();
  let looks = 0;
  await pollUntil(async () => (++looks > 14 ? true : undefined), { ...waiting, clock });
  assert.deepEqual(pauses, [50, 75, 113, 169, 253, 380, 570, 854, 1281, 1922, 2883, 4325, 5000, 5000]);
});

test('jitter takes or adds a fifth', async () => {
  for (const [random, pause] of [
    [0, 40],
    [1, 60],
  ] as const) {
    const answers = [undefined, 1];
    const { clock, pauses } = clockAt(random);
    await pollUntil(async () => answers.shift(), { ...waiting, clock });
    assert.deepEqual(pauses, [pause]);
  }
});

test('gives up after the deadline, saying what it waited for', async () => {
  const { clock } = clockAt();
  const never = pollUntil(async () => undefined, { ...waiting, deadlineMs: 120_000, clock });
  await assert.rejects(never, (error) => {
    assert.ok(error instanceof DeadlineError);
    assert.equal(error.message, 'still waiting for the stack after 2 minutes');
    return true;
  });
});

test('a throttled, failed or cut-off look is taken again', async () => {
  const errors = [throttled(), cutConnection(), awsError('InternalFailure', 'oops', 500)];
  const { clock, pauses } = clockAt();
  const look = async () => {
    const error = errors.shift();
    if (error) throw error;
    return 'there';
  };
  assert.equal(await pollUntil(look, { ...waiting, clock }), 'there');
  assert.equal(pauses.length, 3);
});

test('trouble that does not end is thrown', async () => {
  const { clock, pauses } = clockAt();
  const look = () => Promise.reject(cutConnection());
  await assert.rejects(pollUntil(look, { ...waiting, clock }), { code: 'ECONNRESET' });
  assert.equal(pauses.length, 8);
});

test('any other error is thrown at once', async () => {
  const { clock, pauses } = clockAt();
  const look = () => Promise.reject(awsError('ValidationError', 'no'));
  await assert.rejects(pollUntil(look, { ...waiting, clock }), { name: 'ValidationError' });
  assert.deepEqual(pauses, []);
});

test('an interruption ends a pause at once', async () => {
  const stopper = new AbortController();
  const poll = pollUntil(
    async () => {
      setImmediate(() => stopper.abort(new Interrupted()));
      return undefined;
    },
    { ...waiting, signal: stopper.signal },
  );
  await assert.rejects(poll, Interrupted);
});

test('an interruption does not wait for a look that hangs', async () => {
  const stopper = new AbortController();
  const poll = pollUntil(() => new Promise(() => setImmediate(() => stopper.abort(new Interrupted()))), {
    ...waiting,
    signal: stopper.signal,
  });
  await assert.rejects(poll, Interrupted);
});

test('nothing is looked at after an interruption', async () => {
  let looked = false;
  const look = async () => {
    looked = true;
  };
  await assert.rejects(pollUntil(look, { ...waiting, signal: AbortSignal.abort(new Interrupted()) }), Interrupted);
  assert.equal(looked, false);
});
