import type { Account, Deployed, Held } from './deployed.ts';
import { textsIn } from './deployed.ts';
import { type Policy, policyOf } from './policies.ts';

/** The policies of a role or a user. */
export interface Holdings {
  identity: Policy[];
  boundary: Policy | null;
  /** What applies and is not in the repository, each in a line's part. */
  unknown: string[];
}

const PRINCIPALS = ['AWS::IAM::Role', 'AWS::IAM::User'];

/** Groups make no requests: their users do. */
export function principalsIn({ resources }: Account): Deployed[] {
  return resources.filter(({ type }) => PRINCIPALS.includes(type));
}

export function holdingsOf(principal: Deployed, account: Account): Holdings {
  const holders = [principal, ...groupsOf(principal, account)];
  const identity = account.held.filter((held) => holders.some((holder) => has(holder, held)));
  const bounds = textsIn(principal.properties.PermissionsBoundary);
  const bound = account.held.find((held) => isManaged(held, bounds));
  return {
    identity: identity.map(policyOf),
    boundary: bound ? policyOf(bound) : null,
    unknown: [
      ...holders.flatMap((holder) => elsewhere(holder.properties.ManagedPolicyArns, account, 'the policy')),
      ...elsewhere(bounds, account, 'the permissions boundary'),
    ],
  };
}

/** Whether the document is a policy of the role, user or group: its own, one that names it, or one that it names. */
function has(holder: Deployed, held: Held): boolean {
  const { owner, document } = held;
  if (document.kind !== 'identity' && document.kind !== 'boundary') return false;
  return owner === holder || names(owner, holder) || isManaged(held, textsIn(holder.properties.ManagedPolicyArns));
}

/** The properties with which the types of policies name those who have them. */
const NAMING: Record<string, string[]> = {
  'AWS::IAM::Role': ['Roles', 'RoleName'],
  'AWS::IAM::User': ['Users', 'UserName'],
  'AWS::IAM::Group': ['Groups', 'GroupName'],
};

function names(policy: Deployed, holder: Deployed): boolean {
  if (!policy.type.startsWith('AWS::IAM::') || Object.hasOwn(NAMING, policy.type)) return false;
  return (NAMING[holder.type] ?? []).some((property) => textsIn(policy.properties[property]).includes(holder.name));
}

function isManaged({ owner }: Held, arns: readonly string[]): boolean {
  return owner.type === 'AWS::IAM::ManagedPolicy' && owner.arn !== null && arns.includes(owner.arn);
}

function groupsOf(principal: Deployed, { resources }: Account): Deployed[] {
  if (principal.type !== 'AWS::IAM::User') return [];
  const additions = resources.filter(
    ({ type, properties }) =>
      type === 'AWS::IAM::UserToGroupAddition' && textsIn(properties.Users).includes(principal.name),
  );
  const named = [
    ...textsIn(principal.properties.Groups),
    ...additions.flatMap(({ properties }) => textsIn(properties.GroupName)),
  ];
  return resources.filter(({ type, name }) => type === 'AWS::IAM::Group' && named.includes(name));
}

function elsewhere(value: unknown, { held }: Account, what: string): string[] {
  const missing = textsIn(value).filter((arn) => !held.some((one) => isManaged(one, [arn])));
  return missing.map((arn) => `${what} ${arn} is not in the repository`);
}
