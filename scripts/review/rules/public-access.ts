import type { Rule } from '../model.ts';
import { eachAllow } from './facts/checks.ts';
import { isBlocked, publicBy } from './facts/public-policy.ts';

export const publicAccess: Rule = {
  id: 'public-access',
  code: null,
  severity: 'error',
  summary: 'A resource that anyone can reach',
  why: 'Principal "*" is everyone, anonymous callers included, and no condition keeps them out (IAM User Guide, "AWS JSON policy elements: Principal").',
  check: eachAllow((statement, document, all) => {
    const everyone = publicBy(statement, document, all);
    // Told by public-policy-blocked.
    if (everyone === null || isBlocked(document, all)) return [];
    return [
      {
        path: everyone.path,
        message: `anyone is allowed ${statement.actions
          .slice(0, 3)
          .map(({ text }) => text)
          .join(', ')}${statement.conditions.length > 0 ? ': the condition keeps nobody out' : ''}`,
        fix: '"Principal": {"AWS": "arn:aws:iam::${AWS::AccountId}:role/name"}',
      },
    ];
  }),
};
