import type { Rule } from '../model.ts';
import { eachAllow } from './facts/checks.ts';
import { isVoid } from './facts/conditions.ts';
import { providerOf } from './facts/federated.ts';
import { kindOf } from './facts/kinds.ts';

export const samlWithoutAudience: Rule = {
  id: 'saml-without-audience',
  code: null,
  severity: 'warning',
  summary: 'SAML trusted without a condition on whom the assertion is for',
  why: 'An assertion that was made for another recipient, or for any user of the provider, is accepted (IAM User Guide, "Create a role for SAML 2.0 federation": SAML:aud).',
  check: eachAllow(({ principals, conditions }, document, all) => {
    const isNarrowed = conditions.some((condition) => condition.lower.startsWith('saml:') && !isVoid(condition));
    if (kindOf(document) !== 'trust' || isNarrowed) return [];
    return principals
      .filter((principal) => providerOf(principal, document, all)?.kind === 'saml')
      .map(({ path }) => ({
        path,
        message: 'an assertion for any recipient lets its user assume the role',
        fix: '"Condition": {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}}',
      }));
  }),
};
