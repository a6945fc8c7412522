import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';

export const nullWithQualifier: Rule = {
  id: 'null-with-qualifier',
  code: 'NULL_WITH_QUALIFIER',
  severity: 'suggestion',
  summary: 'Null with ForAllValues or ForAnyValue',
  why: 'It is always true with ForAllValues, and always false with ForAnyValue (IAM policy validation check reference, "Null with qualifier").',
  check: eachStatement(({ conditions }) =>
    conditions
      .filter(({ means }) => means?.operator === 'Null' && means.quantifier !== null)
      .map(({ operator, path, means }) => ({
        path,
        message: `${operator} is always ${means?.quantifier === 'ForAllValues'}`,
        fix: 'write Null',
      })),
  ),
};
