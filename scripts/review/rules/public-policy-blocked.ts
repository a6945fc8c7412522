import type { Rule } from '../model.ts';
import { eachAllow } from './facts/checks.ts';
import { isBlocked, publicBy } from './facts/public-policy.ts';

export const publicPolicyBlocked: Rule = {
  id: 'public-policy-blocked',
  code: null,
  severity: 'warning',
  summary: 'A public policy of a bucket that blocks public access',
  why: 'S3 refuses a public policy for such a bucket, so the deployment fails (Amazon S3 User Guide, "Blocking public access to your Amazon S3 storage": BlockPublicPolicy).',
  check: eachAllow((statement, document, all) => {
    const everyone = publicBy(statement, document, all);
    if (everyone === null || !isBlocked(document, all)) return [];
    return [
      {
        path: everyone.path,
        message: 'the statement is public, and the bucket blocks public access: S3 refuses the policy',
        fix: '"Principal": {"AWS": "arn:aws:iam::${AWS::AccountId}:role/name"}',
      },
    ];
  }),
};
