import type { Rule } from '../model.ts';
import { arnFault, resourceArns } from './facts/arns.ts';
import { eachStatement } from './facts/checks.ts';

export const arnAccountNotAllowed: Rule = {
  id: 'arn-account-not-allowed',
  code: 'ARN_ACCOUNT_NOT_ALLOWED',
  severity: 'error',
  summary: 'An account in an ARN whose service has none',
  why: 'It names nothing: a bucket\'s ARN has no account (IAM policy validation check reference, "ARN account not allowed").',
  check: eachStatement((statement, _, { catalog }) =>
    resourceArns(statement)
      .filter((arn) => arnFault(catalog, arn) === 'account-not-allowed')
      .map(({ service, path }) => ({
        path,
        message: `ARNs of such a resource of ${service} have no account`,
        fix: 'leave the account empty, as in arn:aws:s3:::bucket',
      })),
  ),
};
