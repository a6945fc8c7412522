import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { variablesIn } from './facts/variables.ts';

export const emptyVariable: Rule = {
  id: 'empty-variable',
  code: 'EMPTY_VARIABLE',
  severity: 'error',
  summary: 'A policy variable without a name',
  why: 'It is plain text (IAM policy validation check reference, "Empty variable").',
  check: eachStatement((statement) =>
    variablesIn(statement)
      .filter(({ closed, body }) => closed && body.trim() === '')
      .map(({ path }) => ({
        path,
        message: 'the variable ${} names no key',
        fix: 'write ${aws:username} or another key',
      })),
  ),
};
