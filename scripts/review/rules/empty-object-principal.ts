import { isMap } from '../../template/walk.ts';
import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';

export const emptyObjectPrincipal: Rule = {
  id: 'empty-object-principal',
  code: 'EMPTY_OBJECT_PRINCIPAL',
  severity: 'suggestion',
  summary: 'A Principal that is an empty object',
  why: 'The statement has no effect (IAM policy validation check reference, "Empty object principal").',
  check: eachStatement(({ fields, path }) =>
    ['Principal', 'NotPrincipal']
      .filter((name) => isMap(fields[name]) && Object.keys(fields[name]).length === 0)
      .map((name) => ({
        path: [...path, name],
        message: `${name} is an empty object`,
        fix: 'name the principals or remove the statement',
      })),
  ),
};
