import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { hasVariable } from './facts/symbols.ts';

export const invalidVariableForOperator: Rule = {
  id: 'invalid-variable-for-operator',
  code: 'INVALID_VARIABLE_FOR_OPERATOR',
  severity: 'error',
  summary: 'A policy variable under an operator that takes none',
  why: 'String and ARN operators alone fill them in (IAM User Guide, "IAM policy elements: Variables and tags").',
  check: eachStatement(({ conditions }) =>
    conditions.flatMap(({ means, operator, values }) =>
      means === null || /^(String|Arn)/.test(means.operator)
        ? []
        : values
            .filter(({ text }) => hasVariable(text))
            .map(({ text, path }) => ({
              path,
              message: `${operator} does not fill in '${text}'`,
              fix: 'write a fixed value, or a String or ARN operator',
            })),
    ),
  ),
};
