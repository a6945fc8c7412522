import type { Rule } from '../model.ts';
import { arnFault, resourceArns } from './facts/arns.ts';
import { eachStatement } from './facts/checks.ts';

export const missingArnAccount: Rule = {
  id: 'missing-arn-account',
  code: 'MISSING_ARN_ACCOUNT',
  severity: 'error',
  summary: 'An ARN without the account that its service has',
  why: 'It names nothing (IAM policy validation check reference, "Missing ARN account").',
  check: eachStatement((statement, _, { catalog }) =>
    resourceArns(statement)
      .filter((arn) => arnFault(catalog, arn) === 'missing-account')
      .map(({ service, path }) => ({
        path,
        message: `the account is missing from an ARN of ${service}`,
        fix: 'put ${AWS::AccountId} there',
      })),
  ),
};
