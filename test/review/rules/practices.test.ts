import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { PRACTICES, practiceLines } from '../../../scripts/review/practices.ts';
import { RULES } from '../../../scripts/review/rules/index.ts';
import { check, goldenCases } from './cases.ts';

const named = [...new Set(PRACTICES.flatMap(({ rules }) => rules))];
const golden = await goldenCases();

test('nine practices, each with rules that there are', () => {
  equal(PRACTICES.length, 9);
  equal(new Set(PRACTICES.map(({ name }) => name)).size, 9);
  const ids = RULES.map(({ id }) => id);
  deepEqual(
    named.filter((rule) => !ids.includes(rule)),
    [],
  );
});

test('the help names each practice and each of its rules, on lines that fit', () => {
  const text = practiceLines();
  for (const { name, rules } of PRACTICES) {
    ok(text.includes(`  ${name}:`), name);
    for (const rule of rules)
      ok(
        text.some((line) => line.split(/[ ,]+/).includes(rule)),
        rule,
      );
  }
  ok(text.every((line) => line.length <= 112));
});

for (const id of named) {
  test(`a practice that is not followed is found by ${id} among all rules`, () => {
    const cases = golden.find(({ rule }) => rule === id);
    ok(cases);
    const bad = cases.files.filter((file) => file.startsWith('bad-'));
    const found = check(cases.reviewed, RULES).filter(({ rule }) => rule === id);
    deepEqual(
      bad.filter((file) => !found.some((finding) => finding.file === file)),
      [],
    );
  });
}
