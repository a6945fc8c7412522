import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';

export const typeMismatchBoolean: Rule = {
  id: 'type-mismatch-boolean',
  code: 'TYPE_MISMATCH_BOOLEAN',
  severity: 'warning',
  summary: 'A Bool condition whose value is neither true nor false',
  why: 'It never matches (IAM policy validation check reference, "Type mismatch boolean").',
  check: eachStatement(({ conditions }) =>
    conditions.flatMap(({ means, operator, values }) =>
      means?.operator !== 'Bool' && means?.operator !== 'Null'
        ? []
        : values
            .filter(({ text }) => !/^(true|false)$/i.test(text) && !text.includes('${'))
            .map(({ text, path }) => ({
              path,
              message: `'${text}' under ${operator} is neither true nor false`,
              fix: '"true" or "false"',
            })),
    ),
  ),
};
