import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';

export const typeMismatchString: Rule = {
  id: 'type-mismatch-string',
  code: 'TYPE_MISMATCH_STRING',
  severity: 'warning',
  summary: 'A string condition whose value is a number or a boolean',
  why: 'IAM takes it for text, and a service may not (IAM policy validation check reference, "Type mismatch string").',
  check: eachStatement(({ conditions }) =>
    conditions.flatMap(({ means, operator, values }) =>
      means?.operator.startsWith('String') || means?.operator.startsWith('Arn')
        ? values
            .filter(
              ({ value }) => typeof value === 'boolean' || (typeof value === 'number' && String(value).length !== 12),
            )
            .map(({ text, path }) => ({
              path,
              message: `${text} under ${operator} stands without quotes`,
              fix: `"${text}"`,
            }))
        : [],
    ),
  ),
};
