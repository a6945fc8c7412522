import { deepEqual, equal, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { ApiProblem, SessionEnded } from '../../../../templates/student/scripts/api-problem.ts';
import { followed } from '../../../../templates/student/scripts/follow.ts';
import { type Run, runFrom } from '../../../../templates/student/scripts/shapes.ts';

const run = (status: Run['status'], items: number) => runFrom({ status, statusUrl: 'backup/1', items }) as Run;

/** A backup whose answers come one after another, the last again and again; time passes in pauses alone. */
function backup(...answers: (Run | Error)[]) {
  const seen: number[] = [];
  const pauses: number[] = [];
  let asked = 0;
  let time = 0;
  const api = {
    async run(): Promise<Run> {
      const answer = answers[Math.min(asked++, answers.length - 1)] as Run | Error;
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  const end = followed(api, run('running', 0), {
    onProgress: ({ items }) => void seen.push(items),
    onWait: () => {},
    now: () => time,
    async pause(ms) {
      pauses.push(ms);
      time += ms;
    },
  });
  return { end, seen, pauses, asked: () => asked };
}

test('a backup is followed to its end', async () => {
  const { end, seen, pauses } = backup(run('running', 5), run('failed', 7));
  equal((await end).items, 7);
  deepEqual(
    [seen, pauses],
    [
      [0, 5],
      [2_000, 2_000],
    ],
  );
});

test('one that was over at once is not asked for', async () => {
  const api = { run: () => Promise.reject(new Error('it was asked')) };
  equal((await followed(api, run('done', 3), { onProgress: () => {}, onWait: () => {} })).items, 3);
});

test('one that takes long is asked for less often, and not for ever', async () => {
  const { end, pauses } = backup(run('running', 1));
  await rejects(end, { message: /^The backup has not ended in time\. The backup may go on/ });
  deepEqual([pauses[29], pauses[30], pauses.at(-1)], [2_000, 5_000, 5_000]);
  const minutes = pauses.reduce((sum, ms) => sum + ms, 0) / 60_000;
  equal(Math.floor(minutes), 17);
});

test('answers that are lost end nothing, unless they stay away', async () => {
  const lost = new ApiProblem(0, 'The students’ service cannot be reached.');
  const some = backup(lost, new ApiProblem(503, 'busy'), new ApiProblem(429, 'busy'), run('done', 9));
  equal((await some.end).items, 9);
  const apart = backup(lost, lost, lost, lost, run('running', 2), lost, lost, lost, lost, run('done', 4));
  equal((await apart.end).items, 4);
  const all = backup(lost);
  await rejects(all.end, { message: /cannot be reached\. The backup may go on without this page/ });
  equal(all.asked(), 6);
});

test('what will not get better is told at once', async () => {
  for (const error of [new SessionEnded(), new ApiProblem(404, 'there is none'), new Error('a bug')]) {
    const { end, asked } = backup(error, run('done', 1));
    await rejects(end, error);
    equal(asked(), 1);
  }
});
