import { deepEqual, ok, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { planRule } from '../../scripts/new/plan-rule.ts';
import { keepsLines, ours, textOf, tree } from './trees.ts';

const LIST = 'scripts/review/rules/list.ts';
const of = (texts: Record<string, string>, name: string) => planRule(tree(texts), name);
const list = { [LIST]: "export { aB } from './a-b.ts';\n" };

test('a rule is a file, a line in the list and its cases', () => {
  const plan = planRule(ours, 'closing-of-accounts');
  deepEqual(
    plan.files.map(({ file }) => file),
    [
      'scripts/review/rules/closing-of-accounts.ts',
      LIST,
      'test/cases/review/closing-of-accounts/bad-document.json',
      'test/cases/review/closing-of-accounts/good-document.json',
      'test/cases/review/closing-of-accounts/expected.json',
    ],
  );
  const before = ours.texts.get(LIST) ?? '';
  ok(keepsLines(before, textOf(plan, LIST)));
  const line = "export { closingOfAccounts } from './closing-of-accounts.ts';";
  deepEqual(
    textOf(plan, LIST)
      .split('\n')
      .filter((one) => !before.includes(one)),
    [line],
  );
});

const REFUSED: [title: string, texts: Record<string, string>, name: string, message: RegExp][] = [
  [
    'no rules here',
    {},
    'c',
    /^scripts\/review\/rules\/list\.ts is not there: rules are added to the repository that reviews$/,
  ],
  ['a list without rules', { [LIST]: '' }, 'c', /^scripts\/review\/rules\/list\.ts has no line 'export/],
  ['a rule', list, 'a-b', /^a rule is called 'a-b' already, or its constant 'aB': choose another name$/],
  ['a constant', { [LIST]: "export { a1 } from './a-1.ts';\n" }, 'a1', /^a rule is called 'a1' already/],
  ['a file', { ...list, 'scripts/review/rules/c.ts': '' }, 'c', /^scripts\/review\/rules\/c\.ts is there already/],
  ['cases', { ...list, 'test/cases/review/c/a.json': '' }, 'c', /^test\/cases\/review\/c is there already/],
];

for (const [title, texts, name, message] of REFUSED) {
  test(`refused: ${title}`, () => throws(() => of(texts, name), { name: 'UserError', message }));
}

test('refused: what is found by other means than a rule', () => {
  throws(() => planRule(ours, 'reviewer-changed'), {
    name: 'UserError',
    message: /^a rule is called 'reviewer-changed'/,
  });
});
