import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';

export const emptyArrayAction: Rule = {
  id: 'empty-array-action',
  code: 'EMPTY_ARRAY_ACTION',
  severity: 'suggestion',
  summary: 'A statement whose list of actions is empty',
  why: 'It has no effect (IAM policy validation check reference, "Empty array action").',
  check: eachStatement(({ fields, path }) =>
    ['Action', 'NotAction']
      .filter((name) => Array.isArray(fields[name]) && fields[name].length === 0)
      .map((name) => ({
        path: [...path, name],
        message: `${name} is an empty list`,
        fix: 'name the actions or remove the statement',
      })),
  ),
};
