import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';

export const invalidDateValue: Rule = {
  id: 'invalid-date-value',
  code: 'INVALID_DATE_VALUE',
  severity: 'warning',
  summary: 'A date that is not written as ISO 8601 says',
  why: 'It might be read as another date (IAM policy validation check reference, "Invalid date value").',
  check: eachStatement(({ conditions }) =>
    conditions.flatMap(({ means, values }) =>
      means?.operator.startsWith('Date')
        ? values
            .filter(
              ({ text }) =>
                !text.includes('${') &&
                !Number.isNaN(Date.parse(text)) &&
                !/^\d+$|^\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?)?)?$/.test(text),
            )
            .map(({ text, path }) => ({
              path,
              message: `the date '${text}' might be read as another`,
              fix: 'write YYYY-MM-DDThh:mm:ssZ',
            }))
        : [],
    ),
  ),
};
