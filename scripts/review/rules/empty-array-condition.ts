import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';

export const emptyArrayCondition: Rule = {
  id: 'empty-array-condition',
  code: 'EMPTY_ARRAY_CONDITION',
  severity: 'suggestion',
  summary: 'A condition key without values',
  why: 'It never matches (IAM policy validation check reference, "Empty array condition").',
  check: eachStatement(({ conditions }) =>
    conditions
      .filter(({ values, means }) => values.length === 0 && means?.quantifier === null && !means.ifExists)
      .map(({ key, path }) => ({
        path,
        message: `there are no values for ${key}`,
        fix: 'name the values or remove the key',
      })),
  ),
};
