import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';

export const emptyArrayResource: Rule = {
  id: 'empty-array-resource',
  code: 'EMPTY_ARRAY_RESOURCE',
  severity: 'suggestion',
  summary: 'A statement whose list of resources is empty',
  why: 'It has no effect (IAM policy validation check reference, "Empty array resource").',
  check: eachStatement(({ fields, path }) =>
    ['Resource', 'NotResource']
      .filter((name) => Array.isArray(fields[name]) && fields[name].length === 0)
      .map((name) => ({
        path: [...path, name],
        message: `${name} is an empty list`,
        fix: 'name the resources or remove the statement',
      })),
  ),
};
