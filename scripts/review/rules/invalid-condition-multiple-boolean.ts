import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';

export const invalidConditionMultipleBoolean: Rule = {
  id: 'invalid-condition-multiple-boolean',
  code: 'INVALID_CONDITION_MULTIPLE_BOOLEAN',
  severity: 'error',
  summary: 'Bool with several values',
  why: 'True or false is always one of both (IAM policy validation check reference, "Invalid condition multiple Boolean").',
  check: eachStatement(({ conditions }, document) =>
    conditions
      .filter(({ means, values }) => means?.operator === 'Bool' && values.length > 1 && document.owner === null)
      .map(({ key, path }) => ({
        path,
        message: `${key} is compared with several booleans`,
        fix: '"true" or "false"',
      })),
  ),
};
