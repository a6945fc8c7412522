import { createIssuer, type Issuer } from '../embedded/oidc/issuer.ts';
import type { EmbeddedAws } from '../embedded/start.ts';

/** What jobs ask their tokens to be for. */
export const AUDIENCE = 'sts.amazonaws.com';
/** Another one that the account's provider takes, so that a role's own trust is what refuses it. */
export const OTHER_AUDIENCE = 'https://github.com/organisation';

/** In place of GitHub, for the jobs of scenarios. */
export async function trustedIssuer(aws: Pick<EmbeddedAws, 'trustIssuer'>): Promise<Issuer> {
  const issuer = await createIssuer();
  aws.trustIssuer(issuer.issuer, issuer.keys, [AUDIENCE, OTHER_AUDIENCE]);
  return issuer;
}
