import { isWild } from '../../access/stated/actions.ts';
import type { Rule } from '../model.ts';
import { eachAllow } from './facts/checks.ts';
import { kindOf } from './facts/kinds.ts';

export const trustWithWildcardAction: Rule = {
  id: 'trust-with-wildcard-action',
  code: null,
  severity: 'warning',
  summary: 'A wildcard in the action of a trust policy',
  why: 'Whoever is trusted can come by any way of STS, with tags and an identity of its own choice (IAM User Guide, "Pass session tags in AWS STS").',
  check: eachAllow(({ actions }, document) =>
    kindOf(document) === 'trust'
      ? actions
          .filter(({ text }) => isWild(text))
          .map(({ text, path }) => ({
            path,
            message: `${text} is more than to assume the role`,
            fix: '"Action": "sts:AssumeRole"',
          }))
      : [],
  ),
};
