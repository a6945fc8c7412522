import { own } from '../../template/own.ts';
import type { Rule, Surroundings } from '../model.ts';
import { eachAllow } from './facts/checks.ts';
import { grants } from './facts/granting.ts';
import { exampleFor, exposure, isEverything, scopable } from './facts/scoping.ts';

export const wildcardResource: Rule = {
  id: 'wildcard-resource',
  code: null,
  severity: 'warning',
  summary: 'An Allow on every resource of actions that can be scoped',
  why: 'Each of its actions takes the ARN of what it works on (Service Authorization Reference; IAM User Guide, "Security best practices in IAM: Apply least-privilege permissions").',
  check: eachAllow((statement, document, all) => {
    const scoped = scopable(statement, document, all);
    const star = statement.resources.find(({ text }) => isEverything(text));
    if (
      star === undefined ||
      scoped.length === 0 ||
      scoped.length < statement.actions.length ||
      !grants(statement, document, all)
    )
      return [];
    return [
      {
        path: star.path,
        message: `every resource is covered, and ${scoped.slice(0, 3).join(', ')}${scoped.length > 3 ? ', …' : ''} can be scoped${exposure(scoped, all.catalog)}`,
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
