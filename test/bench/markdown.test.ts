import { deepEqual, doesNotMatch, match } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { benchMarkdown } from '../../scripts/bench/markdown.ts';
import type { Result } from '../../scripts/bench/result.ts';
import { rowOf } from '../../scripts/bench/row.ts';
import { assertHarmless, hostileText } from '../cli/harmless.ts';

type Measured = Parameters<typeof rowOf>[0];

function result(...rows: Partial<Measured>[]): Result {
  const machine = { node: 'v20.19.0', system: 'linux x64', processors: 2, model: 'A chip' };
  const row = { id: 'a', what: 'Answers', figure: 2, unit: 's' } as const;
  const suiteRows = rows.map((own) => ({ suite: 'iam', ...rowOf({ ...row, ...own }) }));
  return { formatVersion: 1, quick: false, at: '2026-03-04T05:06:07.000Z', machine, rows: suiteRows };
}

function tableRow(row: Partial<Measured>): string | undefined {
  return benchMarkdown(result(row))
    .split('\n')
    .find((line) => line.startsWith('| iam |'));
}

test('the day and the machine, a row with its peer, ratio and goal, and the notes', () => {
  const goal = { bound: 'at most', value: 3 } as const;
  const made = benchMarkdown(result({ goal, peer: { name: 'a script', figure: 4 }, note: 'once' }));
  deepEqual(made.split('\n'), [
    '# Benchmarks',
    '',
    '<p>2026-03-04, 2 processors (<code>A chip</code>), linux x64, Node 20.19.0</p>',
    '',
    'Ratio: ours divided by the peer, both from this run. More is better of what is told per second (/s), less of s, ms and MB.',
    '',
    '| suite | what | ours | peer | ratio | goal | note |',
    '| --- | --- | --: | --- | --: | --- | --- |',
    '| iam | Answers | 2 s | a script: 4 s | 0.5 | at most 3 s |  |',
    '',
    '<ul>',
    '<li>Answers: once</li>',
    '</ul>',
    '',
  ]);
});

test('a row without peer, goal and note has empty cells', () => {
  deepEqual(tableRow({}), '| iam | Answers | 2 s |  |  |  |  |');
  doesNotMatch(benchMarkdown(result({})), /<ul>/);
});

test('a row says where ours is slower, or takes more', () => {
  const peer = { name: 'a script', figure: 1 };
  match(tableRow({ peer }) ?? '', /\| slower than a script \|$/);
  match(tableRow({ unit: '/s', peer }) ?? '', / \| {2}\|$/);
  match(tableRow({ unit: '/s', figure: 0.5, peer }) ?? '', /\| slower than a script \|$/);
  match(tableRow({ unit: 'MB', peer }) ?? '', /\| takes more than a script \|$/);
  match(tableRow({ unit: 'ms', figure: 1, peer }) ?? '', / \| {2}\|$/);
});

test('a goal that is not met, few repetitions, and a machine that does not tell its model are said', () => {
  match(tableRow({ goal: { bound: 'at most', value: 1 } }) ?? '', /\| at most 1 s: not met \|/);
  const machine = { ...result().machine, model: null };
  const made = benchMarkdown({ ...result(), quick: true, machine });
  match(made, /^Few repetitions \(`--quick`\)/m);
  match(made, /^<p>2026-03-04, 2 processors, linux x64, /m);
});

test('names of cases, which are in the notes, stay text', () => {
  fc.assert(
    fc.property(hostileText, (note) => {
      assertHarmless(benchMarkdown(result({ note })), /^(?:# Benchmarks$|Ratio: |\| )/);
    }),
  );
});
