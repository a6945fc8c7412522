import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';

export const typeMismatchDate: Rule = {
  id: 'type-mismatch-date',
  code: 'TYPE_MISMATCH_DATE',
  severity: 'warning',
  summary: 'A date condition whose value is no date',
  why: 'It never matches (IAM policy validation check reference, "Type mismatch date").',
  check: eachStatement(({ conditions }) =>
    conditions.flatMap(({ means, operator, values }) =>
      means?.operator.startsWith('Date')
        ? values
            .filter(({ text }) => !text.includes('${') && !/^\d+$/.test(text) && Number.isNaN(Date.parse(text)))
            .map(({ text, path }) => ({
              path,
              message: `'${text}' under ${operator} is no date`,
              fix: 'write YYYY-MM-DDThh:mm:ssZ',
            }))
        : [],
    ),
  ),
};
