import type { Path } from '../../template/source.ts';
import { isMap } from '../../template/walk.ts';
import type { Rule } from '../model.ts';
import { eachStatement, type Told } from './facts/checks.ts';

export const emptyArrayPrincipal: Rule = {
  id: 'empty-array-principal',
  code: 'EMPTY_ARRAY_PRINCIPAL',
  severity: 'suggestion',
  summary: 'A statement whose list of principals is empty',
  why: 'It has no effect (IAM policy validation check reference, "Empty array principal").',
  check: eachStatement(({ fields, path }) =>
    ['Principal', 'NotPrincipal'].flatMap((name) => {
      const value = fields[name];
      if (Array.isArray(value) && value.length === 0) return [told([...path, name])];
      if (!isMap(value)) return [];
      return Object.entries(value).flatMap(([kind, list]) =>
        Array.isArray(list) && list.length === 0 ? [told([...path, name, kind])] : [],
      );
    }),
  ),
};

function told(path: Path): Told {
  return { path, message: 'the list of principals is empty', fix: 'name the principals or remove the statement' };
}
