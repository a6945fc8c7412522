import type { Gain } from '../iam/compare/gain.ts';

/** Whom access is for: everybody; another account, or identities that a provider outside vouches for; or its own. */
export type Audience = 'public' | 'cross-account' | 'federated' | 'own';

/** Most dangerous first: whom a policy names, or only what belongs to the account deployed to. */
export const AUDIENCES: readonly Audience[] = ['public', 'cross-account', 'federated', 'own'];

const PATTERNS: readonly [Audience, RegExp][] = [
  ['public', /^\*$|^arn:[^:]*:(?:iam|sts)::\*:/],
  ['cross-account', /^arn:[^:]*:(?:iam|sts)::\d{12}:(?!oidc-provider\/|saml-provider\/)/],
  [
    'federated',
    /^arn:[^:]*:iam::[^/]*:(?:oidc|saml)-provider\/|^(?:cognito-identity\.amazonaws\.com|accounts\.google\.com|graph\.facebook\.com|www\.amazon\.com)$/,
  ],
];

export function audienceOf({ principals = [] }: Pick<Gain, 'principals'>): Audience {
  const found = PATTERNS.find(([, pattern]) => principals.some((text) => pattern.test(text)));
  return found?.[0] ?? 'own';
}
