import type { Rule } from '../model.ts';
import { accountOf } from './facts/arns.ts';
import { isOfAws } from './facts/aws-accounts.ts';
import { eachAllow } from './facts/checks.ts';
import { grants } from './facts/granting.ts';
import { kindOf } from './facts/kinds.ts';

export const crossAccountAccess: Rule = {
  id: 'cross-account-access',
  code: null,
  severity: 'warning',
  summary: 'Access for an account that is written out',
  why: 'Who owns it can let anyone of it in; make sure that it is meant (IAM User Guide, "Cross-account resource access in IAM").',
  check: eachAllow((statement, document, all) =>
    ['resource', 'trust'].includes(kindOf(document))
      ? statement.principals
          .filter(
            ({ kind, text }) =>
              kind === 'AWS' && !text.includes(',') && isForeign(accountOf(text)) && grants(statement, document, all),
          )
          .map(({ text, path }) => ({
            path,
            message: `the account ${accountOf(text)} gets access`,
            fix: 'name a role of this account, or take the account as a parameter and add a condition on aws:PrincipalOrgID',
          }))
      : [],
  ),
};

function isForeign(account: string | null): boolean {
  return account !== null && !isOfAws(account);
}
