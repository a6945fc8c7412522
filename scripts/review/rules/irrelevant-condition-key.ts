import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { conditionsOn } from './facts/conditions.ts';
import { kindOf } from './facts/kinds.ts';
import { ownerService } from './facts/services.ts';

export const irrelevantConditionKey: Rule = {
  id: 'irrelevant-condition-key',
  code: 'IRRELEVANT_CONDITION_KEY_IN_POLICY',
  severity: 'suggestion',
  summary: 's3:ResourceAccount in the policy of a bucket',
  why: 'The bucket\'s account is always its own (IAM policy validation check reference, "Irrelevant condition key in policy").',
  check: eachStatement(({ conditions }, document) =>
    kindOf(document) === 'resource' && (document.owner === null || ownerService(document) === 's3')
      ? conditionsOn({ conditions }, /^s3:resourceaccount$/).map(({ key, path }) => ({
          path,
          message: `${key} is always the bucket's own account here`,
          fix: 'use it in identity policies',
        }))
      : [],
  ),
};
