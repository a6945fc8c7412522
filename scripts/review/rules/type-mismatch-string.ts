import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';

export const typeMismatchString: Rule = {
  id: 'type-mismatch-string',
  code: 'TYPE_MISMATCH_STRING',
  severity: 'warning',
  summary: 'A string condition whose value is a number or a boolean',
  why: 'IAM takes it for text, and a service may not (IAM policy validation check reference, "Type mismatch string").',
  // A Lambda permission has properties, which no quotes belong to: its conditions are made from them.
  check: eachStatement(({ conditions }, { owner }) =>
    conditions.flatMap(({ means, operator, values }) =>
      owner?.type !== 'AWS::Lambda::Permission' && /^(String|Arn)/.test(means?.operator ?? '')
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
