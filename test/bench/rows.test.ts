import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { tableLines } from '../../scripts/bench/render.ts';
import { rowOf } from '../../scripts/bench/row.ts';

const fast = rowOf({
  id: 'a',
  what: 'Answers',
  figure: 123_456,
  unit: '/s',
  goal: { bound: 'at least', value: 100_000 },
  peer: { name: 'a peer', figure: 61_728 },
});
const slow = rowOf({
  id: 'b',
  what: 'Start',
  figure: 0.5,
  unit: 's',
  goal: { bound: 'at most', value: 0.4 },
  note: 'once',
});

test('a goal is a least or a most', () => {
  deepEqual([fast.met, slow.met], [true, false]);
  equal(rowOf({ id: 'c', what: 'Exact', figure: 1, unit: 'ms', goal: { bound: 'at most', value: 1 } }).met, true);
  equal(rowOf({ id: 'd', what: 'None', figure: 1, unit: 'ms' }).met, null);
});

test('the ratio is in figures of the peer', () => {
  equal(fast.peer?.ratio, 2);
  equal(slow.peer, null);
});

test('the table is Markdown, notes below it', () => {
  deepEqual(tableLines([fast, slow]), [
    '| what    | figure    | goal               | met | beside a peer         |',
    '| ------- | --------- | ------------------ | --- | --------------------- |',
    '| Answers | 123,000/s | at least 100,000/s | yes | 2 × a peer (61,700/s) |',
    '| Start   | 0.5 s     | at most 0.4 s      | no  |                       |',
    '',
    '- Start: once',
  ]);
});
