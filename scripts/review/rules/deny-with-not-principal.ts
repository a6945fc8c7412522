import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';

export const denyWithNotPrincipal: Rule = {
  id: 'deny-with-not-principal',
  code: null,
  severity: 'suggestion',
  summary: 'NotPrincipal in a Deny',
  why: 'A role is spared only where its account and each of its sessions are named as well, and one with a permissions boundary never is (IAM User Guide, "AWS JSON policy elements: NotPrincipal").',
  check: eachStatement(({ effect, fields, path }) =>
    effect === 'Deny' && 'NotPrincipal' in fields
      ? [
          {
            path: [...path, 'NotPrincipal'],
            message: 'those named are denied as well, by way of their account, their sessions or a boundary',
            fix: '"Principal": "*", "Condition": {"ArnNotEquals": {"aws:PrincipalArn": ["arn:…"]}}',
          },
        ]
      : [],
  ),
};
