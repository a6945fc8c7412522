import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { stepFrom } from '../../../../../scripts/review/output/html/browser/steps.ts';
import { graph, link, node } from '../graphs.ts';

const at = (x: number, y: number) => ({ x, y, width: 10, height: 10 });
const PAGE = {
  ...graph(
    ['0', '1', '2', '3', '4', '5'].map((name) => node(name)),
    [link(1, 4), link(1, 5), link(0, 1), link(1, 2)],
  ),
  boxes: [at(0, 0), at(100, 50), at(100, 10), at(100, 90), at(200, 0), at(200, 60)],
};
const step = (id: number, key: string) => stepFrom(PAGE, id, key);

test('up and down lead through the column as it is drawn', () => {
  deepEqual([step(2, 'ArrowDown'), step(1, 'ArrowDown'), step(3, 'ArrowDown')], [1, 3, null]);
  deepEqual([step(3, 'ArrowUp'), step(2, 'ArrowUp')], [1, null]);
  deepEqual([step(1, 'Home'), step(1, 'End')], [2, 3]);
});

test('left and right lead along the nearest connection', () => {
  equal(step(1, 'ArrowRight'), 5);
  equal(step(1, 'ArrowLeft'), 0);
});

test('where there is none they lead to the next column, and nowhere from the last', () => {
  equal(step(3, 'ArrowRight'), 5);
  equal(step(4, 'ArrowLeft'), 1);
  deepEqual([step(4, 'ArrowRight'), step(0, 'ArrowLeft')], [null, null]);
});

test('other keys lead nowhere, and from nowhere none does', () => {
  equal(step(1, 'a'), null);
  equal(step(99, 'ArrowUp'), null);
});
