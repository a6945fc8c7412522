import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { takesPrincipals } from './facts/kinds.ts';

export const missingPrincipal: Rule = {
  id: 'missing-principal',
  code: 'MISSING_PRINCIPAL',
  severity: 'error',
  summary: "A resource or trust policy's statement without Principal",
  why: 'It says for nobody what is allowed, and AWS refuses it (IAM User Guide, "AWS JSON policy elements: Principal").',
  check: eachStatement(({ fields, path }, document) =>
    !takesPrincipals(document) || 'Principal' in fields || 'NotPrincipal' in fields
      ? []
      : [
          {
            path,
            message: 'the statement names no principal',
            fix: '"Principal": {"AWS": "arn:aws:iam::${AWS::AccountId}:role/name"}',
          },
        ],
  ),
};
