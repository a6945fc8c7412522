import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';

export const missingPairedConditionKey: Rule = {
  id: 'missing-paired-condition-key',
  code: 'MISSING_PAIRED_CONDITION_KEYS',
  severity: 'warning',
  summary: 'aws:VpcSourceIp without the VPC',
  why: 'A private address is in any number of VPCs (IAM User Guide, "aws:VpcSourceIp").',
  check: eachStatement(({ conditions }) =>
    conditions
      .filter(
        ({ lower }) =>
          lower === 'aws:vpcsourceip' && !conditions.some((other) => /^aws:sourcevpc(e|arn)?$/.test(other.lower)),
      )
      .map(({ key, path }) => ({
        path,
        message: `${key} is met in any VPC with such addresses`,
        fix: '"StringEquals": {"aws:SourceVpc": "vpc-…"}',
      })),
  ),
};
