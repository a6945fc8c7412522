import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { variablesIn } from './facts/variables.ts';

export const missingBraceInVariable: Rule = {
  id: 'missing-brace-in-variable',
  code: 'MISSING_BRACE_IN_VARIABLE',
  severity: 'error',
  summary: 'A policy variable that is not closed',
  why: 'It is plain text (IAM policy validation check reference, "Missing brace in variable").',
  check: eachStatement((statement) =>
    variablesIn(statement)
      .filter(({ closed }) => !closed)
      .map(({ body, path }) => ({ path, message: `the variable '\${${body}' is not closed`, fix: 'add }' })),
  ),
};
