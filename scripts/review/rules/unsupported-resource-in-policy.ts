import { isWild } from '../../access/stated/actions.ts';
import type { Rule } from '../model.ts';
import { resourceArns } from './facts/arns.ts';
import { eachStatement } from './facts/checks.ts';
import { ownerService } from './facts/services.ts';

export const unsupportedResourceInPolicy: Rule = {
  id: 'unsupported-resource-in-policy',
  code: 'UNSUPPORTED_RESOURCE_ARN_IN_POLICY',
  severity: 'error',
  summary: "A resource of another service in a resource's policy",
  why: 'AWS refuses the policy (IAM policy validation check reference, "Unsupported resource ARN in policy").',
  check: eachStatement((statement, document) => {
    const service = ownerService(document);
    if (service === null || service === 'sts') return [];
    return resourceArns(statement)
      .filter(
        (arn) => !isWild(arn.service) && arn.service !== service && !(service === 's3' && arn.service.startsWith('s3')),
      )
      .map(({ text, path }) => ({
        path,
        message: `${text} is no resource of ${service}`,
        fix: 'name the resource that the policy is attached to',
      }));
  }),
};
