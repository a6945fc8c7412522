import type { Rule } from '../model.ts';
import { eachAllow } from './facts/checks.ts';

export const refererForService: Rule = {
  id: 'referer-for-service',
  code: 'RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL',
  severity: 'suggestion',
  summary: "A service's source told by aws:Referer",
  why: 'aws:SourceArn and aws:SourceAccount are set by AWS (IAM User Guide, "The confused deputy problem").',
  check: eachAllow(({ principals, conditions }) =>
    principals.some(({ kind }) => kind === 'Service') && !conditions.some(({ lower }) => /^aws:source/.test(lower))
      ? conditions
          .filter(({ lower }) => lower === 'aws:referer')
          .map(({ path }) => ({
            path,
            message: 'aws:Referer says little of who made the service act',
            fix: '"aws:SourceAccount": "${AWS::AccountId}"',
          }))
      : [],
  ),
};
