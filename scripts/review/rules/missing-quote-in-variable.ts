import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { variablesIn } from './facts/variables.ts';

export const missingQuoteInVariable: Rule = {
  id: 'missing-quote-in-variable',
  code: 'MISSING_QUOTE_IN_VARIABLE',
  severity: 'error',
  summary: 'The default of a policy variable without its quotes',
  why: 'It is not filled in (IAM policy validation check reference, "Missing quote in variable").',
  check: eachStatement((statement) =>
    variablesIn(statement)
      .filter(({ closed, body }) => closed && body.includes(':') && body.includes(',') && !/,\s*'[^']*'\s*$/.test(body))
      .map(({ body, path }) => ({
        path,
        message: `the default in '\${${body}}' stands without quotes`,
        fix: `\${${body.replace(/,\s*'?([^']*)'?\s*$/, ", '$1'")}}`,
      })),
  ),
};
