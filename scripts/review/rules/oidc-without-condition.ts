import type { Rule } from '../model.ts';
import { eachAllow } from './facts/checks.ts';
import { isVoid } from './facts/conditions.ts';
import { kindOf } from './facts/kinds.ts';

export const oidcWithoutCondition: Rule = {
  id: 'oidc-without-condition',
  code: 'MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL',
  severity: 'error',
  summary: 'A web identity trusted without a condition on it',
  why: 'Every user of the provider can assume the role (IAM User Guide, "Create a role for OpenID Connect federation").',
  check: eachAllow(({ principals, conditions, path: at }, document) => {
    if (kindOf(document) !== 'trust') return [];
    return principals
      .filter(({ kind, text }) => kind === 'Federated' && !/:saml-provider\//.test(text) && !/^\$\{/.test(text))
      .filter(({ text }) => !/githubusercontent/.test(text) || conditions.length === 0)
      .filter(
        () =>
          !conditions.some(
            (condition) => /\.[\w.-]+(\/[^:]*)?:|^\$\{|:(sub|aud)$/.test(condition.lower) && !isVoid(condition),
          ),
      )
      .map(({ text, path }) => ({
        path: path ?? at,
        message: `every user of ${text.split('oidc-provider/').at(-1)} is trusted`,
        fix: `"Condition": {"StringEquals": {"${text.split('oidc-provider/').at(-1)}:aud": "…", "${text.split('oidc-provider/').at(-1)}:sub": "…"}}`,
      }));
  }),
};
