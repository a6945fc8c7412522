import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { typeOf } from './facts/conditions.ts';

export const stringLikeWithArnKey: Rule = {
  id: 'string-like-with-arn-key',
  code: 'STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS',
  severity: 'warning',
  summary: 'StringLike on a key that is an ARN',
  why: 'A star in StringLike runs over the colons, into the next parts of the ARN (IAM policy validation check reference, "String like operator with ARN condition keys").',
  check: eachStatement(({ conditions }, _, all) =>
    conditions
      .filter(
        (condition) =>
          condition.means?.operator === 'StringLike' &&
          typeOf(condition, all)?.type === 'ARN' &&
          condition.values.some(({ text }) => /[*?].*:|[*?]$/.test(text) && text !== '*'),
      )
      .map(({ key, operator, path }) => ({
        path,
        message: `${key} is an ARN, and ${operator} lets a star run over its parts`,
        fix: `write ${operator.replace('String', 'Arn')}`,
      })),
  ),
};
