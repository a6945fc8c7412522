import type { Gain } from '../../iam/compare/gain.ts';

export type Audience = 'public' | 'cross-account' | 'own';

/** Whom a policy names: everybody, an account that is written out, or only what belongs to the account deployed to. */
export function audienceOf({ principals = [] }: Pick<Gain, 'principals'>): Audience {
  if (principals.some((text) => text === '*' || /^arn:[^:]*:iam::\*:/.test(text))) return 'public';
  return principals.some((text) => /^arn:[^:]*:(iam|sts)::\d{12}:/.test(text)) ? 'cross-account' : 'own';
}
