import type { Rule } from '../model.ts';
import { eachAllow } from './facts/checks.ts';
import { conditionsOn } from './facts/conditions.ts';
import { kindOf } from './facts/kinds.ts';

export const githubTrustForAnyone: Rule = {
  id: 'github-trust-for-anyone',
  code: null,
  severity: 'error',
  summary: 'GitHub trusted for every repository',
  why: 'A subject such as `*` or `repo:*` is that of anyone\'s workflow (IAM User Guide, "Configuring a role for GitHub OIDC identity provider").',
  check: eachAllow(({ principals, conditions }, document) =>
    kindOf(document) === 'trust' && principals.some(({ text }) => /token\.actions\.githubusercontent\.com/.test(text))
      ? conditionsOn({ conditions }, /githubusercontent\.com(\/[^:]+)?:sub$/).flatMap(({ means, values }) =>
          values
            .filter(
              ({ text }) =>
                means?.negated ||
                means?.ifExists ||
                means?.quantifier === 'ForAllValues' ||
                (means?.operator === 'StringLike' && /^(repo:?)?[*?]/.test(text)),
            )
            .map(({ text, path }) => ({
              path,
              message: `'${text}' lets any repository on GitHub assume the role`,
              fix: '"repo:organisation/repository:ref:refs/heads/main"',
            })),
        )
      : [],
  ),
};
