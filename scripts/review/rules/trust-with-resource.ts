import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { kindOf } from './facts/kinds.ts';

export const trustWithResource: Rule = {
  id: 'trust-with-resource',
  code: 'ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE',
  severity: 'error',
  summary: 'Resource in a trust policy',
  why: 'It is about its role, and IAM refuses it (IAM policy validation check reference, "Role trust policy syntax error resource").',
  check: eachStatement(({ fields, path }, document) =>
    kindOf(document) === 'trust'
      ? ['Resource', 'NotResource']
          .filter((name) => name in fields)
          .map((name) => ({ path: [...path, name], message: `a trust policy takes no ${name}`, fix: `remove ${name}` }))
      : [],
  ),
};
