import type { Stated } from '../../access/stated/statements.ts';
import type { Rule } from '../model.ts';
import { accountOf } from './facts/arns.ts';
import { isLogDelivery } from './facts/aws-accounts.ts';
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
              kind === 'AWS' &&
              !text.includes(',') &&
              isForeign(accountOf(text), statement) &&
              grants(statement, document, all),
          )
          .map(({ text, path }) => ({
            path,
            message: `the account ${accountOf(text)} gets access`,
            fix: 'name a role of this account, or take the account as a parameter and add a condition on aws:PrincipalOrgID',
          }))
      : [],
  ),
};

/** The account whose resource the statement is about is the policy's own. */
function isForeign(account: string | null, statement: Stated): boolean {
  if (account === null || isLogDelivery(account, statement)) return false;
  return !statement.resources.some(({ text }) => accountOf(text) === account);
}
