import type { Rule } from '../model.ts';
import { eachAllow } from './facts/checks.ts';
import { conditionsOn } from './facts/conditions.ts';
import { hasWildcard } from './facts/symbols.ts';

export const wildcardUsageTooPermissive: Rule = {
  id: 'wildcard-usage-too-permissive',
  code: 'WILDCARD_USAGE_TOO_PERMISSIVE',
  severity: 'error',
  summary: 'A wildcard in an account, an organisation or a VPC',
  why: 'Those of strangers match it too (IAM policy validation check reference, "Wildcard usage too permissive").',
  check: eachAllow(({ conditions }) =>
    conditionsOn({ conditions }, /^aws:((principal|source|resource|vpce)(account|orgid)|sourcevpce?)$/)
      .filter(
        ({ means, values }) =>
          means?.operator === 'StringLike' && !means.negated && values.some(({ text }) => hasWildcard(text)),
      )
      .map(({ key, path }) => ({
        path,
        message: `a wildcard in ${key} lets strangers match`,
        fix: 'name each value under StringEquals',
      })),
  ),
};
