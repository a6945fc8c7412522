import { isMap } from '../../template/walk.ts';
import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { hasSymbol } from './facts/symbols.ts';

export const invalidPrincipalFormat: Rule = {
  id: 'invalid-principal-format',
  code: 'INVALID_PRINCIPAL_FORMAT',
  severity: 'error',
  summary: 'A Principal that is a list or a plain name',
  why: 'A principal is `*` or an object with AWS, Service, Federated or CanonicalUser (IAM User Guide, "AWS JSON policy elements: Principal").',
  check: eachStatement(({ fields, path }) =>
    ['Principal', 'NotPrincipal']
      .filter(
        (name) => name in fields && fields[name] !== '*' && !isMap(fields[name]) && !hasSymbol(String(fields[name])),
      )
      .map((name) => ({
        path: [...path, name],
        message: `${name} is neither "*" nor an object`,
        fix: `"${name}": {"AWS": ${JSON.stringify(fields[name])}}`,
      })),
  ),
};
