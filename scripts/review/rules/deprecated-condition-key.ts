import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';

export const deprecatedConditionKey: Rule = {
  id: 'deprecated-condition-key',
  code: 'DEPRECATED_GLOBAL_CONDITION_KEY',
  severity: 'warning',
  summary: 'aws:SourceOwner for an AWS service',
  why: 'Services that are new do not tell it; those that are old tell aws:SourceAccount as well (Amazon SNS Developer Guide, "aws:SourceAccount versus aws:SourceOwner").',
  check: eachStatement(({ principals, conditions }) =>
    principals.some(({ kind }) => kind === 'Service')
      ? conditions
          .filter(({ lower }) => lower === 'aws:sourceowner')
          .map(({ key, path }) => ({
            path,
            message: `${key} is deprecated`,
            fix: '"StringEquals": {"aws:SourceAccount": "${AWS::AccountId}"}',
          }))
      : [],
  ),
};
