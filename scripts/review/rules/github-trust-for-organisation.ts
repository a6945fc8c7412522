import type { Rule } from '../model.ts';
import { eachAllow } from './facts/checks.ts';
import { conditionsOn } from './facts/conditions.ts';
import { isGithub, providerOf } from './facts/federated.ts';
import { kindOf } from './facts/kinds.ts';

export const githubTrustForOrganisation: Rule = {
  id: 'github-trust-for-organisation',
  code: 'SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED',
  severity: 'warning',
  summary: 'GitHub trusted for all repositories of an organisation',
  why: 'Whoever can make a repository or a branch there can assume the role (IAM User Guide, "Configuring a role for GitHub OIDC identity provider").',
  check: eachAllow(({ principals, conditions }, document, all) =>
    kindOf(document) === 'trust' && principals.some((principal) => isGithub(providerOf(principal, document, all)))
      ? conditionsOn({ conditions }, /githubusercontent\.com(\/[^:]+)?:sub$/).flatMap(({ means, values }) =>
          values
            .filter(
              ({ text }) => means?.operator === 'StringLike' && !means.negated && /^repo:[^*?/]+\/[^:]*[*?]/.test(text),
            )
            .map(({ text, path }) => ({
              path,
              message: `'${text}' covers more than one repository`,
              fix: '"repo:organisation/repository:ref:refs/heads/main"',
            })),
        )
      : [],
  ),
};
