import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { projectFolder } from '../../../scripts/cli/project.ts';
import type { Rule } from '../../../scripts/review/model.ts';
import { RULES } from '../../../scripts/review/rules/index.ts';
import { goldenCases, unlike } from './cases.ts';

const RULE_FOLDER = join(projectFolder, 'scripts', 'review', 'rules');
const golden = await goldenCases();

function emptied(rule: Rule): Rule {
  return { ...rule, check: { ...rule.check, look: () => [] } as Rule['check'] };
}

test('each rule has a bad and a good case, and no case is of no rule', () => {
  deepEqual(golden.map(({ rule }) => rule).sort(), RULES.map(({ id }) => id).sort());
  for (const { rule, files } of golden) {
    ok(
      files.some((file) => file.startsWith('bad-')),
      `${rule} has no bad case`,
    );
    ok(
      files.some((file) => file.startsWith('good-')),
      `${rule} has no good case`,
    );
  }
});

for (const cases of golden) {
  test(`${cases.rule} finds what its bad cases say, and nothing in its good ones`, () => {
    const rule = RULES.find(({ id }) => id === cases.rule);
    ok(rule);
    deepEqual(unlike(cases, rule), []);
    ok(unlike(cases, emptied(rule)).length > 0, 'its cases pass with an emptied check');
    ok(cases.expected.every(({ file }) => file.startsWith('bad-')));
  });
}

test('one rule a file, in the list, with everything that is told of it', () => {
  const files = readdirSync(RULE_FOLDER).filter(
    (name) => name.endsWith('.ts') && !['index.ts', 'list.ts'].includes(name),
  );
  deepEqual(files.map((name) => name.replace(/\.ts$/, '')).sort(), RULES.map(({ id }) => id).sort());
  for (const { id, summary, why } of RULES) {
    match(id, /^[a-z0-9]+(-[a-z0-9]+)*$/);
    ok(summary.length > 10 && why.length > 20, id);
    ok(readFileSync(join(RULE_FOLDER, `${id}.ts`), 'utf8').includes(`id: '${id}'`), id);
  }
});

test('a code of IAM Access Analyzer belongs to one rule', () => {
  const codes = RULES.flatMap(({ code }) => code ?? []);
  equal(new Set(codes).size, codes.length);
});
