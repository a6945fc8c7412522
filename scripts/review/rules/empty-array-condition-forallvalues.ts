import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';

export const emptyArrayConditionForallvalues: Rule = {
  id: 'empty-array-condition-forallvalues',
  code: 'EMPTY_ARRAY_CONDITION_FORALLVALUES',
  severity: 'suggestion',
  summary: 'ForAllValues without values',
  why: 'It matches only requests without the key, which Null says plainly (IAM policy validation check reference, "Empty array condition ForAllValues").',
  check: eachStatement(({ conditions }) =>
    conditions
      .filter(({ values, means }) => values.length === 0 && means?.quantifier === 'ForAllValues')
      .map(({ key, path }) => ({
        path,
        message: `ForAllValues without values matches only requests without ${key}`,
        fix: `"Null": {"${key}": "true"}`,
      })),
  ),
};
