import type { Rule } from '../model.ts';
import { eachAllow } from './facts/checks.ts';
import { kindOf } from './facts/kinds.ts';
import { withPartition } from './facts/symbols.ts';

export const redundantPrincipalInTrust: Rule = {
  id: 'redundant-principal-in-trust',
  code: 'REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY',
  severity: 'suggestion',
  summary: 'A principal beside the account that it belongs to',
  why: 'The account covers it (IAM policy validation check reference, "Redundant principal in role trust policy").',
  check: eachAllow(({ principals }, document) => {
    if (kindOf(document) !== 'trust') return [];
    const roots = principals.flatMap(
      ({ text }) =>
        /^(\d{12})$|^arn:[^:]*:iam::([^:]+|\$\{AWS::AccountId\}):root$/
          .exec(withPartition(text))
          ?.slice(1)
          .find(Boolean) ?? [],
    );
    return principals
      .filter(({ text }) => roots.some((account) => text.includes(`:iam::${account}:`) && !text.endsWith(':root')))
      .map(({ text, path }) => ({
        path,
        message: `${text} is covered by its account beside it`,
        fix: `remove ${text}, or the account`,
      }));
  }),
};
