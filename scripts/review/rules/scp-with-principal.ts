import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { kindOf } from './facts/kinds.ts';

export const scpWithPrincipal: Rule = {
  id: 'scp-with-principal',
  code: 'SCP_SYNTAX_ERROR_PRINCIPAL',
  severity: 'error',
  summary: 'Principal in a service control policy',
  why: 'Organizations refuses it (AWS Organizations User Guide, "SCP syntax").',
  check: eachStatement(({ fields, path }, document) =>
    kindOf(document) === 'scp'
      ? ['Principal', 'NotPrincipal']
          .filter((name) => name in fields)
          .map((name) => ({
            path: [...path, name],
            message: `an SCP takes no ${name}`,
            fix: '"Condition": {"ArnLike": {"aws:PrincipalArn": "…"}}',
          }))
      : [],
  ),
};
