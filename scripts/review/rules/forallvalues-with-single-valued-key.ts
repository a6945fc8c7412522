import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { typeOf } from './facts/conditions.ts';

export const forallvaluesWithSingleValuedKey: Rule = {
  id: 'forallvalues-with-single-valued-key',
  code: 'FORALLVALUES_WITH_SINGLE_VALUED_KEY',
  severity: 'warning',
  summary: 'ForAllValues on a key of one value',
  why: 'It is true for requests without the key (IAM policy validation check reference, "ForAllValues with single valued key").',
  check: eachStatement(({ conditions, effect }, _, all) =>
    conditions
      .filter((condition) => {
        const type = typeOf(condition, all);
        return (
          effect === 'Allow' && condition.means?.quantifier === 'ForAllValues' && type !== null && !type.multivalued
        );
      })
      .map(({ key, operator, path }) => ({
        path,
        message: `ForAllValues is true for a request without ${key}`,
        fix: `write ${operator.replace(/^ForAllValues:/i, '')}`,
      })),
  ),
};
