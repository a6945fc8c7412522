import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { isIdentity } from './facts/kinds.ts';

export const unsupportedPrincipal: Rule = {
  id: 'unsupported-principal',
  code: 'UNSUPPORTED_PRINCIPAL',
  severity: 'error',
  summary: 'Principal in an identity policy',
  why: 'The principal is who the policy is attached to; IAM refuses the document (IAM User Guide, "AWS JSON policy elements: Principal").',
  check: eachStatement(({ fields, path }, document) =>
    isIdentity(document)
      ? ['Principal', 'NotPrincipal']
          .filter((name) => name in fields)
          .map((name) => ({
            path: [...path, name],
            message: `${name} does not belong in an identity policy`,
            fix: `remove ${name}`,
          }))
      : [],
  ),
};
