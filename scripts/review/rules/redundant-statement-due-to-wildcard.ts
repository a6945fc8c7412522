import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { isNeverMet } from './facts/conditions.ts';

export const redundantStatementDueToWildcard: Rule = {
  id: 'redundant-statement-due-to-wildcard',
  code: 'REDUNDANT_STATEMENT_DUE_TO_WILDCARD_IN_CONDITION',
  severity: 'suggestion',
  summary: 'A condition that never matches',
  why: 'The statement has no effect (IAM policy validation check reference, "Redundant statement due to wildcard in condition").',
  check: eachStatement(({ conditions }) =>
    conditions
      .filter((condition) => isNeverMet(condition, 'ForAnyValue'))
      .map(({ key, operator, path }) => ({
        path,
        message: `${key} under ${operator} never matches`,
        fix: 'name the values, or remove the statement',
      })),
  ),
};
