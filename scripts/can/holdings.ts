import type { Account, Deployed, Held } from './deployed.ts';
import { type Policy, policyOf } from './policies.ts';

/** The policies of a role or a user. */
export interface Holdings {
  identity: Policy[];
  boundary: Policy | null;
  /** What applies and is neither in the repository nor AWS's, each in a line's part. */
  unknown: string[];
}

const PRINCIPALS = ['AWS::IAM::Role', 'AWS::IAM::User'];

/** Groups make no requests: their users do. */
export function principalsIn({ resources }: Account): Deployed[] {
  return resources.filter(({ type }) => PRINCIPALS.includes(type));
}

export function holdingsOf(principal: Deployed, account: Account): Holdings {
  const {
    documents = [],
    boundary = null,
    elsewhere = [],
    boundaryElsewhere = null,
  } = account.principals.get(principal.id) ?? {};
  const own = account.held.filter(({ document }) => documents.includes(document));
  const bound = account.held.find(({ document }) => document === boundary);
  const bounds = boundaryElsewhere === null ? [] : [boundaryElsewhere];
  const managed = (arns: readonly string[], property: string) =>
    arns.flatMap((arn) => managedByAws(arn, property, principal, account));
  const unknown = (arns: readonly string[], what: string) =>
    arns
      .filter((arn) => account.managedPolicies.documentOf(arn) === null)
      .map((arn) => `${what} ${arn} is not in the repository`);
  return {
    identity: [...own, ...managed(elsewhere, 'ManagedPolicyArns')].map(policyOf),
    boundary: [...(bound ? [bound] : []), ...managed(bounds, 'PermissionsBoundary')].map(policyOf)[0] ?? null,
    unknown: [...unknown(elsewhere, 'the policy'), ...unknown(bounds, 'the permissions boundary')],
  };
}

/** A policy that AWS maintains stands where it is attached: its own statements are in no file. */
function managedByAws(arn: string, property: string, owner: Deployed, { managedPolicies }: Account): Held[] {
  const value = managedPolicies.documentOf(arn);
  if (value === null) return [];
  const { source } = owner;
  const at = () => source.at(['Properties', property]);
  return [{ owner, value, isOfAws: true, document: { kind: 'identity', owner: source, value, at, keyAt: at } }];
}
