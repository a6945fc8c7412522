import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { variablesIn } from './facts/variables.ts';

export const unsupportedSpaceInVariable: Rule = {
  id: 'unsupported-space-in-variable',
  code: 'UNSUPPORTED_SPACE_IN_VARIABLE',
  severity: 'error',
  summary: 'A space in the name of a policy variable',
  why: 'It is not filled in (IAM policy validation check reference, "Unsupported space in variable").',
  check: eachStatement((statement) =>
    variablesIn(statement)
      .filter(
        ({ closed, body }) =>
          closed && body.includes(':') && !body.includes('/') && /\s/.test(body.split(',')[0] ?? ''),
      )
      .map(({ body, path }) => ({
        path,
        message: `there is a space in the variable '\${${body}}'`,
        fix: `\${${body.replace(/\s/g, '')}}`,
      })),
  ),
};
