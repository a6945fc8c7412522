import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { typeOf } from './facts/conditions.ts';

export const missingQualifier: Rule = {
  id: 'missing-qualifier',
  code: 'MISSING_QUALIFIER',
  severity: 'error',
  summary: 'A key of many values without ForAllValues or ForAnyValue',
  why: 'How its values are compared is not defined (IAM User Guide, "Set operators for multivalued context keys").',
  check: eachStatement(({ conditions }, _, all) =>
    conditions
      .filter(
        (condition) =>
          condition.means?.quantifier === null &&
          condition.means.operator !== 'Null' &&
          !condition.lower.startsWith('events:') &&
          typeOf(condition, all)?.multivalued,
      )
      .map(({ key, operator, path }) => ({
        path,
        message: `${key} has many values, and ${operator} compares one`,
        fix: `"ForAnyValue:${operator}"`,
      })),
  ),
};
