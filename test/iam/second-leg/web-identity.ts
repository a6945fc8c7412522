import { AssumeRoleWithWebIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { createIssuer } from '../../../scripts/embedded/oidc/issuer.ts';
import { type Context, stranger } from './callers.ts';
import type { LiveCase } from './live.ts';
import { role, rootClient, trusting, type World } from './world.ts';

const ACTION = 'sts:AssumeRoleWithWebIdentity';
const ISSUER = 'token.actions.githubusercontent.com';

const issuer = await createIssuer();
const TOKEN = { aud: 'sts.amazonaws.com', sub: 'repo:owner/name:ref:refs/heads/main' };

/** Conditions of trust in an issuer. */
const TRUST: Record<string, object> = {
  unconditional: {},
  'an audience': { StringEquals: { [`${ISSUER}:aud`]: TOKEN.aud } },
  'another audience': { StringEquals: { [`${ISSUER}:aud`]: 'else' } },
  'a branch': { StringEquals: { [`${ISSUER}:sub`]: TOKEN.sub } },
  'any branch': { StringLike: { [`${ISSUER}:sub`]: 'repo:owner/name:ref:refs/heads/*' } },
  'another repository': { StringLike: { [`${ISSUER}:sub`]: 'repo:owner/other:*' } },
  both: { StringEquals: { [`${ISSUER}:aud`]: TOKEN.aud }, StringLike: { [`${ISSUER}:sub`]: 'repo:owner/name:*' } },
  'the audience of another issuer': { StringEquals: { 'issuer.example:aud': TOKEN.aud } },
};

/** A token's claims, and what AWS makes of them. */
interface Bearer {
  principal: string;
  claims: Record<'iss' | 'aud' | 'sub', string>;
  trust: object;
  context: Context;
}

/** Roles that trust an issuer of tokens. */
export async function webIdentityCases(at: World): Promise<LiveCase[]> {
  const principal = `arn:aws:iam::${at.aws.accountId}:oidc-provider/${ISSUER}`;
  const claims = { iss: `https://${ISSUER}`, ...TOKEN };
  const context = { [`${ISSUER}:aud`]: TOKEN.aud, [`${ISSUER}:sub`]: TOKEN.sub };
  const trusts: Record<string, object> = {
    'another issuer': trusting({ Federated: `${principal}.example` }, { Action: ACTION }),
    'another action': trusting({ Federated: principal }),
    'the account': trusting({ AWS: at.aws.accountId }, { Action: ACTION }),
  };
  for (const [title, Condition] of Object.entries(TRUST)) {
    trusts[title] = trusting({ Federated: principal }, { Action: ACTION, Condition });
  }
  const cases: LiveCase[] = [];
  for (const [title, trust] of Object.entries(trusts)) {
    const found = await webIdentityCase(at, `bearer-${cases.length}`, { principal, claims, trust, context });
    cases.push({ ...found, title: `trusted: ${title}` });
  }
  return cases;
}

/** A token's bearer at a new role of that name; the bearer has no policies, so its trust alone decides. */
export async function webIdentityCase(at: World, name: string, bearer: Bearer): Promise<LiveCase> {
  const { principal, claims, trust, context } = bearer;
  const { arn } = await role(at, name, {}, trust);
  at.aws.trustIssuer(claims.iss, issuer.keys, [claims.aud]);
  const WebIdentityToken = await issuer.sign(claims);
  const request = new AssumeRoleWithWebIdentityCommand({ RoleArn: arn, RoleSessionName: 'bearer', WebIdentityToken });
  return {
    title: name,
    caller: stranger(at, principal, at.aws.accountId),
    action: ACTION,
    resource: arn,
    resourcePolicy: trust,
    context,
    send: () => rootClient(at, STSClient).send(request),
  };
}
