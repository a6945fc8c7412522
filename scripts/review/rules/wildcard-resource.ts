import { own } from '../../template/own.ts';
import type { Rule, Surroundings } from '../model.ts';
import { eachAllow } from './facts/checks.ts';
import { exampleFor, exposure } from './facts/scoping.ts';
import { scopableOnStar } from './facts/star-scope.ts';

export const wildcardResource: Rule = {
  id: 'wildcard-resource',
  code: null,
  severity: 'warning',
  summary: 'An Allow on every resource of actions that can be scoped',
  why: 'Each of its actions takes the ARN of what it works on (Service Authorization Reference; IAM User Guide, "Security best practices in IAM: Apply least-privilege permissions").',
  check: eachAllow((statement, document, all) => {
    const found = scopableOnStar(statement, document, all);
    if (found === null || !found.isWhole) return [];
    const { path, scoped, named } = found;
    return [
      {
        path,
        message: `every resource is covered, and ${named} can be scoped${exposure(scoped, all.catalog)}`,
        fix: `"Resource": [${arnsFor(scoped[0] ?? '', all).join(', ')}]`,
      },
    ];
  }),
};

/** Of a whole service, what its actions mostly work on. */
function arnsFor(action: string, { catalog }: Surroundings): string[] {
  const bucket = 'arn:${AWS::Partition}:s3:::example-bucket';
  const whole: Record<string, string[]> = {
    's3:*': [bucket, `${bucket}/*`],
    'iam:*': ['arn:${AWS::Partition}:iam::${AWS::AccountId}:role/example-role'],
  };
  return (own(whole, action.toLowerCase()) ?? [exampleFor(action, catalog)]).map((arn) => `"${arn}"`);
}
