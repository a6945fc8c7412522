import type { Rule } from '../model.ts';
import { eachAllow } from './facts/checks.ts';
import { restrictsCaller } from './facts/conditions.ts';
import { grants } from './facts/granting.ts';
import { kindOf } from './facts/kinds.ts';
import { isEveryone } from './facts/public.ts';

export const trustForAnyone: Rule = {
  id: 'trust-for-anyone',
  code: null,
  severity: 'error',
  summary: 'A role that anyone can assume',
  why: 'Every principal of every account is trusted, and no condition keeps them out (IAM User Guide, "AWS JSON policy elements: Principal").',
  check: eachAllow((statement, document, all) => {
    const everyone = statement.principals.find(isEveryone);
    if (kindOf(document) !== 'trust' || !everyone || restrictsCaller(statement) || !grants(statement, document, all))
      return [];
    return [
      {
        path: everyone.path,
        message: 'any principal of any account can assume the role',
        fix: '"Principal": {"AWS": "arn:aws:iam::${AWS::AccountId}:root"}',
      },
    ];
  }),
};
