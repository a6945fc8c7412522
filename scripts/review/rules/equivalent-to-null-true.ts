import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { isNeverMet } from './facts/conditions.ts';

export const equivalentToNullTrue: Rule = {
  id: 'equivalent-to-null-true',
  code: 'EQUIVALENT_TO_NULL_TRUE',
  severity: 'suggestion',
  summary: 'A pattern that matches only where the key is missing',
  why: 'It asks only whether the key is missing, which Null says plainly (IAM policy validation check reference, "Equivalent to null true").',
  check: eachStatement(({ conditions }) =>
    conditions
      .filter((condition) => isNeverMet(condition, null))
      .map(({ key, path }) => ({
        path,
        message: `this only asks whether ${key} is missing`,
        fix: `"Null": {"${key}": "true"}`,
      })),
  ),
};
