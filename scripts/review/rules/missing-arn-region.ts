import type { Rule } from '../model.ts';
import { arnFault, resourceArns } from './facts/arns.ts';
import { eachStatement } from './facts/checks.ts';

export const missingArnRegion: Rule = {
  id: 'missing-arn-region',
  code: 'MISSING_ARN_REGION',
  severity: 'error',
  summary: 'An ARN without the Region that its service has',
  why: 'It names nothing (IAM policy validation check reference, "Missing ARN Region").',
  check: eachStatement((statement, _, { catalog }) =>
    resourceArns(statement)
      .filter((arn) => arnFault(catalog, arn) === 'missing-region')
      .map(({ service, path }) => ({
        path,
        message: `the Region is missing from an ARN of ${service}`,
        fix: 'put ${AWS::Region} there',
      })),
  ),
};
