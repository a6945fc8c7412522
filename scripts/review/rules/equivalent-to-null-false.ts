import type { Text } from '../../access/stated/statements.ts';
import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';

export const equivalentToNullFalse: Rule = {
  id: 'equivalent-to-null-false',
  code: 'EQUIVALENT_TO_NULL_FALSE',
  severity: 'suggestion',
  summary: 'A pattern that matches whatever the key holds',
  why: 'It asks only whether the key is there, which Null says plainly (IAM policy validation check reference, "Equivalent to null false").',
  check: eachStatement(({ conditions }) =>
    conditions
      .filter(
        ({ means, values }) =>
          isStar(values) &&
          (means?.operator === 'StringLike' || means?.operator === 'ArnLike') &&
          !means.negated &&
          !means.ifExists &&
          means.quantifier !== 'ForAllValues',
      )
      .map(({ key, path }) => ({
        path,
        message: `this only asks whether ${key} is there`,
        fix: `"Null": {"${key}": "false"}`,
      })),
  ),
};

function isStar(values: readonly Text[]): boolean {
  return values.some(({ text }) => /^\*+$/.test(text));
}
