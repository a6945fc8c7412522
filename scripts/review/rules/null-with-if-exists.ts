import { isMap } from '../../template/walk.ts';
import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';

export const nullWithIfExists: Rule = {
  id: 'null-with-if-exists',
  code: 'NULL_WITH_IF_EXISTS',
  severity: 'error',
  summary: 'Null with IfExists',
  why: 'Null asks already whether the key is there, and IAM refuses the document (IAM policy validation check reference, "Null with if exists").',
  check: eachStatement(({ fields, path }) =>
    Object.keys(isMap(fields.Condition) ? fields.Condition : {})
      .filter((name) => /Null\w*IfExists$/i.test(name))
      .map((name) => ({ path: [...path, 'Condition', name], message: 'Null takes no IfExists', fix: 'write Null' })),
  ),
};
