import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { hasWildcard } from './facts/symbols.ts';

export const wildcardWithoutLike: Rule = {
  id: 'wildcard-without-like',
  code: 'WILDCARD_WITHOUT_LIKE_OPERATOR',
  severity: 'warning',
  summary: 'A wildcard where it is plain text',
  why: 'StringEquals compares the star as a star (IAM policy validation check reference, "Wildcard without like operator").',
  check: eachStatement(({ conditions }) =>
    conditions
      .filter(
        ({ means, values }) =>
          means?.operator.startsWith('StringEquals') && values.some(({ text }) => hasWildcard(text)),
      )
      .map(({ operator, path }) => ({
        path,
        message: `a wildcard under ${operator} is plain text`,
        fix: `write ${operator.replace(/Equals(IgnoreCase)?/, 'Like')}`,
      })),
  ),
};
