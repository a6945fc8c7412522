import type { Rule } from '../model.ts';
import { eachAllow } from './facts/checks.ts';
import { kindOf } from './facts/kinds.ts';

export const trustWithBareStar: Rule = {
  id: 'trust-with-bare-star',
  code: 'ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL',
  severity: 'error',
  summary: 'Principal "*" in a trust policy',
  why: 'IAM policy validation refuses it: anyone in any account could assume the role (IAM policy validation check reference, "Role trust policy unsupported wildcard in principal").',
  check: eachAllow((statement, document) =>
    kindOf(document) === 'trust'
      ? statement.principals
          .filter(({ kind, text }) => kind === '*' || (kind === 'Service' && text === '*'))
          .map(({ path }) => ({
            path,
            message: 'a trust policy cannot trust everyone',
            fix: '"Principal": {"AWS": "arn:aws:iam::${AWS::AccountId}:root"}',
          }))
      : [],
  ),
};
