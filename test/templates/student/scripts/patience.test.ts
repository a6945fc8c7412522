import { deepEqual, equal, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { ApiProblem } from '../../../../templates/student/scripts/api-problem.ts';
import { readPatiently, secondsOf } from '../../../../templates/student/scripts/patience.ts';

const NOW = Date.parse('2026-11-28T12:00:00Z');

test('Retry-After is seconds or a date', () => {
  deepEqual(
    [null, '0', '12', 'Sat, 28 Nov 2026 12:00:30 GMT', 'Sat, 28 Nov 2026 11:00:00 GMT', 'soon', '-1x'].map((header) =>
      secondsOf(header, NOW),
    ),
    [null, 0, 12, 30, 0, null, null],
  );
});

async function tried(...errors: unknown[]): Promise<number[]> {
  const waits: number[] = [];
  const read = async () => {
    if (errors.length > 0) throw errors.shift();
  };
  await readPatiently(
    read,
    async () => {},
    (seconds) => void waits.push(seconds),
  );
  return waits;
}

test('a service that is too busy is asked again when it says when', async () => {
  deepEqual(await tried(new ApiProblem(503, 'busy', 2)), [2]);
  deepEqual(await tried(new ApiProblem(429, 'busy', 0), new ApiProblem(429, 'busy')), [1, 3]);
});

test('what is broken is not asked again', async () => {
  for (const error of [new ApiProblem(503, 'broken'), new ApiProblem(500, 'broken', 1), new Error('a bug')]) {
    await rejects(tried(error), (thrown) => {
      equal(thrown, error);
      return true;
    });
  }
});
