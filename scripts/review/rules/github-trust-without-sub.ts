import type { Rule } from '../model.ts';
import { eachAllow } from './facts/checks.ts';
import { isGithub, providerOf } from './facts/federated.ts';
import { kindOf } from './facts/kinds.ts';

export const githubTrustWithoutSub: Rule = {
  id: 'github-trust-without-sub',
  code: 'MISSING_GITHUB_REPO_CONDITION_KEY',
  severity: 'error',
  summary: 'GitHub trusted without a condition on the repository',
  why: 'Any workflow of anyone on GitHub can assume the role (IAM User Guide, "Configuring a role for GitHub OIDC identity provider").',
  check: eachAllow(({ principals, conditions }, document, all) =>
    kindOf(document) === 'trust' &&
    !conditions.some(
      ({ lower, means }) =>
        /^token\.actions\.githubusercontent\.com(\/[^:]+)?:(sub|job_workflow_ref|repository|repository_id|repository_owner|repository_owner_id)$/.test(
          lower,
        ) && !means?.negated,
    )
      ? principals
          .filter((principal) => isGithub(providerOf(principal, document, all)))
          .map(({ path }) => ({
            path,
            message: 'any repository on GitHub can assume the role',
            fix: '"StringEquals": {"token.actions.githubusercontent.com:sub": "repo:organisation/repository:ref:refs/heads/main"}',
          }))
      : [],
  ),
};
