import type { Rule } from '../model.ts';
import { eachStatement } from './facts/checks.ts';
import { hasWildcard } from './facts/symbols.ts';

export const unsupportedWildcardInPrincipal: Rule = {
  id: 'unsupported-wildcard-in-principal',
  code: 'UNSUPPORTED_WILDCARD_IN_PRINCIPAL',
  severity: 'error',
  summary: 'A wildcard inside the ARN of a principal',
  why: 'It matches nobody: a principal is named whole, or is `*` (IAM User Guide, "AWS JSON policy elements: Principal").',
  check: eachStatement(({ principals, notPrincipals }) =>
    [...principals, ...notPrincipals]
      .filter(({ kind, text }) => kind !== '*' && text !== '*' && hasWildcard(text) && text.length > 1)
      .map(({ text, path }) => ({
        path,
        message: `the wildcard in '${text}' is not supported`,
        fix: '"Condition": {"ArnLike": {"aws:PrincipalArn": "…"}}, with the account as principal',
      })),
  ),
};
