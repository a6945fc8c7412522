import { isWild } from '../../access/stated/actions.ts';
import type { Rule } from '../model.ts';
import { resourceArns } from './facts/arns.ts';
import { eachStatement } from './facts/checks.ts';

export const invalidArnAccount: Rule = {
  id: 'invalid-arn-account',
  code: 'INVALID_ARN_ACCOUNT',
  severity: 'error',
  summary: 'An ARN whose account is not twelve digits',
  why: 'It names nothing (IAM policy validation check reference, "Invalid ARN account").',
  check: eachStatement((statement) =>
    resourceArns(statement)
      .filter(
        ({ account }) =>
          account !== '' && !isWild(account) && !/^(\d{12}|aws|aws-managed|amazon|third-party|<.*>)$/.test(account),
      )
      .map(({ account, path }) => ({ path, message: `'${account}' is no account id`, fix: 'write ${AWS::AccountId}' })),
  ),
};
