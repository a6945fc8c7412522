import { isWild } from '../../access/stated/actions.ts';
import type { Rule } from '../model.ts';
import { resourceArns } from './facts/arns.ts';
import { eachStatement } from './facts/checks.ts';

export const invalidArnRegion: Rule = {
  id: 'invalid-arn-region',
  code: 'INVALID_ARN_REGION',
  severity: 'error',
  summary: 'An ARN whose Region is of another partition',
  why: 'It names nothing: `cn-…` is in aws-cn alone, `us-gov-…` in aws-us-gov (IAM policy validation check reference, "Invalid ARN Region").',
  check: eachStatement((statement) =>
    resourceArns(statement)
      .filter(
        ({ partition, region }) =>
          !isWild(partition) &&
          !isWild(region) &&
          region !== '' &&
          region !== 'global' &&
          partitionOf(region) !== partition &&
          ['aws', 'aws-cn', 'aws-us-gov'].includes(partition),
      )
      .map(({ partition, region, path }) => ({
        path,
        message: `the Region ${region} is not in the partition ${partition}`,
        fix: `arn:${partitionOf(region)}:…`,
      })),
  ),
};

function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
