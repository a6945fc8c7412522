import type { Rule } from '../model.ts';
import { resourceArns } from './facts/arns.ts';
import { eachStatement } from './facts/checks.ts';

export const invalidArnServiceCase: Rule = {
  id: 'invalid-arn-service-case',
  code: 'INVALID_ARN_SERVICE_CASE',
  severity: 'error',
  summary: 'The service of an ARN in capital letters',
  why: 'ARNs are compared letter by letter, and services are written small (IAM policy validation check reference, "Invalid ARN service case").',
  check: eachStatement((statement) =>
    resourceArns(statement)
      .filter(({ service }) => /[A-Z]/.test(service))
      .map(({ service, text, path }) => ({
        path,
        message: `the service '${service}' must be in small letters`,
        fix: `"${text.replace(service, service.toLowerCase())}"`,
      })),
  ),
};
