import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';

export const typeMismatchNumber: Rule = {
  id: 'type-mismatch-number',
  code: 'TYPE_MISMATCH_NUMBER',
  severity: 'warning',
  summary: 'A numeric condition whose value is no number',
  why: 'It never matches (IAM policy validation check reference, "Type mismatch number").',
  check: eachStatement(({ conditions }) =>
    conditions.flatMap(({ means, operator, values }) =>
      means?.operator.startsWith('Numeric')
        ? values
            .filter(({ text }) => !/^[+-]?\d+(\.\d+)?$/.test(text) && !text.includes('${'))
            .map(({ text, path }) => ({
              path,
              message: `'${text}' under ${operator} is no number`,
              fix: 'write a number',
            }))
        : [],
    ),
  ),
};
