import type { Rule } from '../model.ts';
import { eachAllow } from './facts/checks.ts';
import { isVoid } from './facts/conditions.ts';
import { isGithub, providerOf } from './facts/federated.ts';
import { kindOf } from './facts/kinds.ts';

export const oidcWithoutCondition: Rule = {
  id: 'oidc-without-condition',
  code: 'MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL',
  severity: 'error',
  summary: 'A web identity trusted without a condition on it',
  why: 'Every user of the provider can assume the role (IAM User Guide, "Create a role for OpenID Connect federation").',
  check: eachAllow(({ principals, conditions }, document, all) => {
    if (kindOf(document) !== 'trust') return [];
    return principals
      .map(({ path, ...principal }) => ({ path, provider: providerOf({ path, ...principal }, document, all) }))
      .filter(({ provider }) => provider?.kind === 'oidc' && (!isGithub(provider) || conditions.length === 0))
      .filter(
        () =>
          !conditions.some(
            (condition) => /\.[\w.-]+(\/[^:]*)?:|^\$\{|:(sub|aud)$/.test(condition.lower) && !isVoid(condition),
          ),
      )
      .map(({ path, provider }) => ({
        path,
        message: `every user of ${provider?.host || 'the provider'} is trusted`,
        fix: `"Condition": {"StringEquals": {"${provider?.host}:aud": "…", "${provider?.host}:sub": "…"}}`,
      }));
  }),
};
