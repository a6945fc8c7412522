import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { kindOf } from './facts/kinds.ts';

export const rcpPrincipal: Rule = {
  id: 'rcp-principal',
  code: 'RCP_SYNTAX_ERROR_PRINCIPAL',
  severity: 'error',
  summary: 'A resource control policy for some principals alone',
  why: 'Organizations takes "*" alone (AWS Organizations User Guide, "RCP syntax").',
  check: eachStatement(({ fields, path }, document) =>
    kindOf(document) === 'rcp' && ('NotPrincipal' in fields || ('Principal' in fields && fields.Principal !== '*'))
      ? [
          {
            path: [...path, 'NotPrincipal' in fields ? 'NotPrincipal' : 'Principal'],
            message: 'the principal of an RCP is "*"',
            fix: '"Principal": "*", with a condition on aws:PrincipalArn',
          },
        ]
      : [],
  ),
};
