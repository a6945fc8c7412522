import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { NOTHING } from '../../../../../scripts/review/output/html/browser/find.ts';
import { litIn, rowsIn, type State } from '../../../../../scripts/review/output/html/browser/paint.ts';
import { graph, link, node } from '../graphs.ts';

const PAGE = {
  ...graph(
    ['0', '1', '2', '3'].map((name) => node(name)),
    [link(0, 1), link(1, 2, { change: 'gained' }), link(2, 3)],
  ),
  boxes: [],
};
const STATE: State = { selected: null, hovered: null, found: NOTHING, hasQuery: false, onlyChanges: false };
const lit = (more: Partial<State>) => {
  const found = litIn(PAGE, { ...STATE, ...more });
  return found && [[...found.nodes].sort(), [...found.links]];
};
const rows = (more: Partial<State>) => [...rowsIn(PAGE, { ...STATE, ...more })];
const QUERY = { hasQuery: true, found: { ...NOTHING, nodes: new Set([3]) } };

test('nothing is dimmed until something is asked for', () => equal(lit({}), null));

test('what is selected is lit before what is found, that before what changed, that before what is pointed at', () => {
  const hovered = { kind: 'node', id: 0 } as const;
  deepEqual(lit({ hovered }), [[0, 1], [0]]);
  deepEqual(lit({ hovered, onlyChanges: true }), [[1, 2], [1]]);
  deepEqual(lit({ hovered, onlyChanges: true, ...QUERY }), [[2, 3], [2]]);
  deepEqual(lit({ hovered, onlyChanges: true, ...QUERY, selected: { kind: 'link', id: 0 } }), [[0, 1], [0]]);
});

test('a search without a match dims everything', () => {
  deepEqual(lit({ hasQuery: true }), [[], []]);
  deepEqual(rows({ hasQuery: true }), []);
});

test('the table shows what is asked for, whatever is selected', () => {
  deepEqual(rows({ selected: { kind: 'link', id: 0 } }), [0, 1, 2]);
  deepEqual(rows({ onlyChanges: true }), [1]);
  deepEqual(rows(QUERY), [2]);
  deepEqual(rows({ onlyChanges: true, ...QUERY }), []);
});
