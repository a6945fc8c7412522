import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';

export const redundantConditionNumber: Rule = {
  id: 'redundant-condition-number',
  code: 'REDUNDANT_CONDITION_VALUE_NUM',
  severity: 'suggestion',
  summary: 'Several numbers where one decides',
  why: 'Less than any of several is less than the largest (IAM policy validation check reference, "Redundant condition value num").',
  check: eachStatement(({ conditions }) =>
    conditions
      .filter(({ means, values }) => /^Numeric(Less|Greater)/.test(means?.operator ?? '') && values.length > 1)
      .map(({ key, path, means, values }) => {
        const numbers = values.map(({ text }) => Number(text));
        const decides = means?.operator.includes('Less') ? Math.max(...numbers) : Math.min(...numbers);
        return { path, message: `of the values of ${key} only ${decides} decides`, fix: `"${key}": "${decides}"` };
      }),
  ),
};
