import { isWild } from '../../access/stated/actions.ts';
import type { Rule } from '../model.ts';
import { resourceArns } from './facts/arns.ts';
import { eachStatement } from './facts/checks.ts';

const PARTITIONS = ['aws', 'aws-cn', 'aws-us-gov', 'aws-iso', 'aws-iso-b', 'aws-iso-e', 'aws-iso-f', 'aws-eusc'];

export const invalidPartition: Rule = {
  id: 'invalid-partition',
  code: 'INVALID_PARTITION',
  severity: 'error',
  summary: 'An ARN of a partition that there is not',
  why: 'It names nothing (IAM User Guide, "Amazon Resource Names").',
  check: eachStatement((statement) =>
    resourceArns(statement)
      .filter(({ partition }) => !isWild(partition) && !PARTITIONS.includes(partition))
      .map(({ partition, path }) => ({
        path,
        message: `there is no partition '${partition}'`,
        fix: 'arn:${AWS::Partition}:…',
      })),
  ),
};
