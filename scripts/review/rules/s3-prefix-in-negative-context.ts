import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';

export const s3PrefixInNegativeContext: Rule = {
  id: 's3-prefix-in-negative-context',
  code: 'S3_PREFIX_IN_NEGATIVE_CONTEXT',
  severity: 'warning',
  summary: 'A prefix that is to be kept out of a listing',
  why: 'A shorter prefix does not match and lists it all the same (IAM policy validation check reference, "S3 prefix in negative context").',
  check: eachStatement(({ conditions, effect }) =>
    conditions
      .filter(
        ({ lower, means }) =>
          lower === 's3:prefix' && means?.operator.startsWith('String') && (effect === 'Deny') !== means.negated,
      )
      .map(({ path }) => ({
        path,
        message: 'a shorter prefix gets round this',
        fix: '"Effect": "Allow" with "StringLike": {"s3:prefix": ["allowed/*"]}',
      })),
  ),
};
