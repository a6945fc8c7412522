import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';

export const unsupportedGlobalConditionKey: Rule = {
  id: 'unsupported-global-condition-key',
  code: 'UNSUPPORTED_GLOBAL_CONDITION_KEY',
  severity: 'error',
  summary: 'The condition key aws:ARN',
  why: 'No request has it (IAM policy validation check reference, "Unsupported global condition key").',
  check: eachStatement(({ conditions }) =>
    conditions
      .filter(({ lower }) => lower === 'aws:arn')
      .map(({ key, path }) => ({
        path,
        message: `${key} is not supported`,
        fix: 'write aws:PrincipalArn or aws:SourceArn',
      })),
  ),
};
