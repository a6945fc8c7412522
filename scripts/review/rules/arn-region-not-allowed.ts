import type { Rule } from '../model.ts';
import { arnFault, resourceArns } from './facts/arns.ts';
import { eachStatement } from './facts/checks.ts';

export const arnRegionNotAllowed: Rule = {
  id: 'arn-region-not-allowed',
  code: 'ARN_REGION_NOT_ALLOWED',
  severity: 'error',
  summary: 'A Region in an ARN whose service has none',
  why: 'It names nothing: a role\'s ARN has no Region (IAM policy validation check reference, "ARN Region not allowed").',
  check: eachStatement((statement, _, { catalog }) =>
    resourceArns(statement)
      .filter((arn) => arnFault(catalog, arn) === 'region-not-allowed')
      .map(({ service, path }) => ({
        path,
        message: `ARNs of such a resource of ${service} have no Region`,
        fix: 'leave the Region empty, as in arn:aws:iam::${AWS::AccountId}:role/name',
      })),
  ),
};
