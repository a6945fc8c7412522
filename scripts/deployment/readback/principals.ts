import {
  GetGroupCommand,
  GetGroupPolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  ListAttachedGroupPoliciesCommand,
  ListAttachedRolePoliciesCommand,
  ListAttachedUserPoliciesCommand,
  ListGroupPoliciesCommand,
  ListRolePoliciesCommand,
  ListUserPoliciesCommand,
} from '@aws-sdk/client-iam';
import { awsFailure } from '../../aws/errors.ts';
import { allPages } from '../../aws/pages.ts';
import { own } from '../../template/own.ts';
import type { Answer, Asking } from './asking.ts';
import type { LiveClients } from './clients.ts';
import { documentIn } from './iam-policies.ts';

/** What a role, a user or a group has in the account. */
export interface DeployedPrincipal {
  arn: string;
  /** Null for users and groups. */
  trust: unknown;
  /** ARN of the permissions boundary. */
  boundary: string | null;
  created: Date | null;
  inline: { name: string; document: unknown }[];
  attached: string[];
}

type Iam = LiveClients['iam'];
type Top = Pick<DeployedPrincipal, 'arn' | 'trust' | 'boundary' | 'created'>;

/** The calls of one kind of principal. */
interface Reader {
  kind: 'Role' | 'User' | 'Group';
  top(iam: Iam, name: string): Promise<Top>;
  inlineNames(iam: Iam, name: string, Marker?: string): Promise<Names>;
  inline(iam: Iam, name: string, PolicyName: string): Promise<{ PolicyDocument?: string | undefined }>;
  attached(iam: Iam, name: string, Marker?: string): Promise<Attached>;
}

interface Names {
  PolicyNames: string[] | undefined;
  Marker?: string | undefined;
}

interface Attached {
  AttachedPolicies?: { PolicyArn?: string | undefined }[] | undefined;
  Marker?: string | undefined;
}

const READERS: Record<string, Reader> = {
  'AWS::IAM::Role': {
    kind: 'Role',
    async top(iam, RoleName) {
      const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
      const trust = documentIn(Role?.AssumeRolePolicyDocument);
      return { ...topOf(Role), trust };
    },
    inlineNames: (iam, RoleName, Marker) => iam.send(new ListRolePoliciesCommand({ RoleName, Marker })),
    inline: (iam, RoleName, PolicyName) => iam.send(new GetRolePolicyCommand({ RoleName, PolicyName })),
    attached: (iam, RoleName, Marker) => iam.send(new ListAttachedRolePoliciesCommand({ RoleName, Marker })),
  },
  'AWS::IAM::User': {
    kind: 'User',
    top: async (iam, UserName) => topOf((await iam.send(new GetUserCommand({ UserName }))).User),
    inlineNames: (iam, UserName, Marker) => iam.send(new ListUserPoliciesCommand({ UserName, Marker })),
    inline: (iam, UserName, PolicyName) => iam.send(new GetUserPolicyCommand({ UserName, PolicyName })),
    attached: (iam, UserName, Marker) => iam.send(new ListAttachedUserPoliciesCommand({ UserName, Marker })),
  },
  'AWS::IAM::Group': {
    kind: 'Group',
    top: async (iam, GroupName) => topOf((await iam.send(new GetGroupCommand({ GroupName }))).Group),
    inlineNames: (iam, GroupName, Marker) => iam.send(new ListGroupPoliciesCommand({ GroupName, Marker })),
    inline: (iam, GroupName, PolicyName) => iam.send(new GetGroupPolicyCommand({ GroupName, PolicyName })),
    attached: (iam, GroupName, Marker) => iam.send(new ListAttachedGroupPoliciesCommand({ GroupName, Marker })),
  },
};

interface Described {
  Arn?: string | undefined;
  CreateDate?: Date | undefined;
  PermissionsBoundary?: { PermissionsBoundaryArn?: string | undefined } | undefined;
}

function topOf(described: Described | undefined): Top {
  const { Arn: arn = '', CreateDate: created = null, PermissionsBoundary: boundary } = described ?? {};
  return { arn, created, trust: null, boundary: boundary?.PermissionsBoundaryArn ?? null };
}

export function isPrincipalType(type: string): boolean {
  return Object.hasOwn(READERS, type);
}

/** Everything that IAM has for a principal; `absent`: there is none of the name; null: not all could be read. */
export async function readPrincipal(
  { iam }: Pick<LiveClients, 'iam'>,
  type: string,
  name: string,
  { ask }: Asking,
): Promise<DeployedPrincipal | 'absent' | null> {
  const reader = own(READERS, type);
  if (reader === undefined) return null;
  const { kind } = reader;
  const top = await ask(`iam:Get${kind}`, name, () => reader.top(iam, name).catch(unlessAbsent));
  if (top === null || top.value === null) return top && 'absent';
  const names = await ask(`iam:List${kind}Policies`, name, () =>
    allPages(async (marker) => {
      const page = await reader.inlineNames(iam, name, marker);
      return { items: page.PolicyNames, next: page.Marker };
    }),
  );
  const attached = await ask(`iam:ListAttached${kind}Policies`, name, () =>
    allPages(async (marker) => {
      const page = await reader.attached(iam, name, marker);
      return { items: page.AttachedPolicies, next: page.Marker };
    }),
  );
  const inline = names && (await inlineOf(reader, iam, name, names.value, ask));
  if (attached === null || inline === null) return null;
  return { ...top.value, inline, attached: attached.value.flatMap(({ PolicyArn }) => PolicyArn ?? []) };
}

async function inlineOf(
  { kind, inline }: Reader,
  iam: Iam,
  name: string,
  policies: readonly string[],
  ask: Asking['ask'],
): Promise<DeployedPrincipal['inline'] | null> {
  const found: DeployedPrincipal['inline'] = [];
  for (const policy of policies) {
    const answer: Answer<{ PolicyDocument?: string | undefined }> = await ask(`iam:Get${kind}Policy`, name, () =>
      inline(iam, name, policy),
    );
    if (answer === null) return null;
    found.push({ name: policy, document: documentIn(answer.value.PolicyDocument) });
  }
  return found;
}

function unlessAbsent(error: unknown): null {
  if (/^NoSuchEntity/.test(awsFailure(error)?.code ?? '')) return null;
  throw error;
}
