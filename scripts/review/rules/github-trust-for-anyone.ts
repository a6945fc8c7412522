import type { Rule } from '../model.ts';
import { eachAllow } from './facts/checks.ts';
import { conditionsOn } from './facts/conditions.ts';
import { isGithub, providerOf } from './facts/federated.ts';
import { kindOf } from './facts/kinds.ts';
import { hasSymbol, withSymbols } from './facts/symbols.ts';

export const githubTrustForAnyone: Rule = {
  id: 'github-trust-for-anyone',
  code: null,
  severity: 'error',
  summary: 'GitHub trusted for every repository',
  why: 'A subject such as `*` or `repo:*` is that of anyone\'s workflow (IAM User Guide, "Configuring a role for GitHub OIDC identity provider").',
  check: eachAllow(({ principals, conditions }, document, all) =>
    kindOf(document) === 'trust' && principals.some((principal) => isGithub(providerOf(principal, document, all)))
      ? conditionsOn({ conditions }, /githubusercontent\.com(\/[^:]+)?:sub$/).flatMap(({ means, values }) =>
          values
            .filter(
              ({ text }) =>
                means?.negated ||
                means?.ifExists ||
                means?.quantifier === 'ForAllValues' ||
                (means?.operator === 'StringLike' && isOfAnyone(text)),
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

/**
 * A subject whose claims an organisation has chosen, none of which says whose the workflow is: anyone can choose the same
 * (GitHub Docs, "OpenID Connect reference: Customizing the subject claims").
 */
function namesNobody(sub: string): boolean {
  return (
    !hasSymbol(sub) && /^[a-z_]+:/.test(sub) && !/(^|:)(repo|repository\w*|job_workflow_ref|enterprise\w*):/.test(sub)
  );
}

/** The name of the organisation is not whole before the first wildcard: anyone can have one that fits. */
function isOfAnyone(sub: string): boolean {
  const fixed = withSymbols(sub, 'owner/name').split(/[*?]/)[0] ?? '';
  if (!/[*?]/.test(sub)) return false;
  return 'repo:'.startsWith(fixed) || (fixed.startsWith('repo:') && !fixed.includes('/')) || namesNobody(sub);
}
