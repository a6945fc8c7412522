import { nearNames } from '../../template/near-names.ts';
import { isMap } from '../../template/walk.ts';
import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { hasSymbol } from './facts/symbols.ts';

const KINDS = ['AWS', 'Service', 'Federated', 'CanonicalUser'];

export const invalidPrincipalKey: Rule = {
  id: 'invalid-principal-key',
  code: 'INVALID_PRINCIPAL_KEY',
  severity: 'error',
  summary: 'A kind of principal that there is not',
  why: 'AWS refuses the policy (IAM User Guide, "AWS JSON policy elements: Principal").',
  check: eachStatement(({ fields, path }) =>
    ['Principal', 'NotPrincipal'].flatMap((name) =>
      Object.keys(isMap(fields[name]) ? fields[name] : {})
        .filter((kind) => !KINDS.includes(kind) && !hasSymbol(kind))
        .map((kind) => ({
          path: [...path, name, kind],
          message: `there is no kind of principal '${kind}'`,
          fix: `write ${nearNames(kind, KINDS)[0] ?? 'AWS or Service'}`,
        })),
    ),
  ),
};
