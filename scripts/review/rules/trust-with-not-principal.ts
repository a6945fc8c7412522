import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { kindOf } from './facts/kinds.ts';

export const trustWithNotPrincipal: Rule = {
  id: 'trust-with-not-principal',
  code: 'ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL',
  severity: 'error',
  summary: 'NotPrincipal in a trust policy',
  why: 'IAM refuses it (IAM policy validation check reference, "Role trust policy syntax error notprincipal").',
  check: eachStatement(({ fields, path }, document) =>
    kindOf(document) === 'trust' && 'NotPrincipal' in fields
      ? [
          {
            path: [...path, 'NotPrincipal'],
            message: 'a trust policy takes no NotPrincipal',
            fix: 'name who may assume the role in Principal',
          },
        ]
      : [],
  ),
};
