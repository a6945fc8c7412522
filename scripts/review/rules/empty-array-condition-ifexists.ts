import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';

export const emptyArrayConditionIfexists: Rule = {
  id: 'empty-array-condition-ifexists',
  code: 'EMPTY_ARRAY_CONDITION_IFEXISTS',
  severity: 'suggestion',
  summary: 'IfExists without values',
  why: 'It matches only requests without the key, which Null says plainly (IAM policy validation check reference, "Empty array condition IfExists").',
  check: eachStatement(({ conditions }) =>
    conditions
      .filter(({ values, means }) => values.length === 0 && means?.quantifier === null && means.ifExists)
      .map(({ key, path }) => ({
        path,
        message: `IfExists without values matches only requests without ${key}`,
        fix: `"Null": {"${key}": "true"}`,
      })),
  ),
};
