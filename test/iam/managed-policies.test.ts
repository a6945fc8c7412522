import { deepEqual, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { type Compared, compareDocuments, contradictionsIn, readAll } from './managed/comparisons.ts';

const { read, refused } = readAll();

const changed = read.flatMap(({ name, previous, newest }): Compared[] =>
  previous === null ? [] : [{ name, previous, newest, difference: compareDocuments(previous, newest) }],
);

test('every managed policy and the version before it are read', () => {
  ok(read.length > 1500);
  ok(changed.length > 850);
  deepEqual(refused, []);
});

test('every managed policy equals itself', () => {
  const equal = { verdict: 'equal', gains: [], losses: [], undecided: [] };
  for (const { name, newest } of read) deepEqual(compareDocuments(newest, newest), equal, name);
});

test('against the version before it, nothing of a managed policy is undecided', () => {
  deepEqual(
    changed.flatMap(({ name, difference }) =>
      difference.undecided.map(({ reason, actions }) => `${name}: ${actions.join(', ')}: ${reason}`),
    ),
    [],
  );
});

test('the verdict, the gains, their witnesses and what is decided for single requests agree', () => {
  const decided = changed.filter(({ difference }) => difference.undecided.length === 0);
  deepEqual(
    decided.flatMap((compared) => contradictionsIn(compared).map((found) => `${compared.name}: ${found}`)),
    [],
  );
  const verdicts = new Set(decided.map(({ difference }) => difference.verdict));
  deepEqual([...verdicts].sort(), ['broader', 'equal', 'incomparable', 'narrower']);
});
