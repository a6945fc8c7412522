import type { Rule } from '../model.ts';
import { eachAllow } from './facts/checks.ts';
import { type IdentityProvider, providerOf } from './facts/federated.ts';
import { kindOf } from './facts/kinds.ts';

/** Their tokens have one audience, as their documentation says. */
const KNOWN =
  /^(token\.actions\.githubusercontent\.com|gitlab\.com|accounts\.google\.com|cognito-identity\.amazonaws\.com|graph\.facebook\.com|www\.amazon\.com|oidc\.eks\.)/;

export const audienceClaimOfProvider: Rule = {
  id: 'audience-claim-of-provider',
  code: 'CONFIRM_AUDIENCE_CLAIM_TYPE',
  severity: 'suggestion',
  summary: 'The audience of a provider whose tokens may have several',
  why: 'A condition compares one value; confirm that the provider puts one into aud (IAM policy validation check reference, "Confirm audience claim type").',
  check: eachAllow(({ principals, conditions }, document, all) => {
    if (kindOf(document) !== 'trust') return [];
    const providers = principals.map((principal) => providerOf(principal, document, all)).filter(isUnknown);
    return conditions
      .filter(
        ({ lower, means }) =>
          means?.quantifier === null && providers.some(({ host }) => lower === `${host.toLowerCase()}:aud`),
      )
      .map(({ key, path }) => ({
        path,
        message: `confirm that tokens of the provider have one ${key}`,
        fix: 'keep the condition without ForAllValues and ForAnyValue, and configure one audience at the provider',
      }));
  }),
};

function isUnknown(provider: IdentityProvider | null): provider is IdentityProvider {
  return provider?.kind === 'oidc' && provider.host !== '' && !KNOWN.test(provider.host);
}
