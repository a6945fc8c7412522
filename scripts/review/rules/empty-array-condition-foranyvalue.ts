import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';

export const emptyArrayConditionForanyvalue: Rule = {
  id: 'empty-array-condition-foranyvalue',
  code: 'EMPTY_ARRAY_CONDITION_FORANYVALUE',
  severity: 'suggestion',
  summary: 'ForAnyValue without values',
  why: 'It never matches (IAM policy validation check reference, "Empty array condition ForAnyValue").',
  check: eachStatement(({ conditions }) =>
    conditions
      .filter(({ values, means }) => values.length === 0 && means?.quantifier === 'ForAnyValue')
      .map(({ key, path }) => ({
        path,
        message: `ForAnyValue without values for ${key} never matches`,
        fix: 'name the values or remove the key',
      })),
  ),
};
