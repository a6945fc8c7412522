import { DynamoDBClient, PutResourcePolicyCommand } from '@aws-sdk/client-dynamodb';
import { deployProbe, invokeProbe } from '../../embedded/probe.ts';
import { bucket, READ, readCase } from './buckets.ts';
import { type Caller, sessionWith, user } from './callers.ts';
import { allow, deny, document, PAGES } from './engine.ts';
import { element, elements } from './iam-api.ts';
import type { LiveCase } from './live.ts';
import { Allowed, ExplicitlyDenied, ImplicitlyDenied, type LiveDifference } from './live-differences.ts';
import { getItemCase, table } from './tables.ts';
import { assumeCase } from './trust.ts';
import { webIdentityCase } from './web-identity.ts';
import { type Entity, role, rootClient, trusting, type World } from './world.ts';

const DYNAMODB = 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/';
const DECIDING = `${PAGES}reference_policies_evaluation-logic_policy-eval-denyallow.html`;
const PRINCIPALS = `${PAGES}reference_policies_variables.html#principaltable`;
const FEDERATION = `${PAGES}reference_policies_iam-condition-keys.html#condition-keys-wif`;

const identity = [document(allow())];
const nothing = document(allow({ Action: 'ec2:*' }));

const TABLES: LiveDifference[] = [
  {
    title: 'dynamodb:LeadingKeys of a read',
    page: `${DYNAMODB}specifying-conditions.html`,
    engine: ImplicitlyDenied,
    embedded: Allowed,
    make: async (at, name) => {
      const Condition = { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': 'mine' } };
      const caller = await user(at, name, { identity: [document(allow({ Condition }))] });
      return getItemCase(caller, await table(at, name), 'theirs', { 'dynamodb:LeadingKeys': ['theirs'] });
    },
  },
  {
    title: 'the policy of a table, that allows',
    page: `${DYNAMODB}rbac-auth-iam-id-based-policies-DDB.html`,
    engine: Allowed,
    embedded: ImplicitlyDenied,
    make: async (at, name) => tablePolicyCase(at, name, await user(at, name), allow),
  },
  {
    title: 'the policy of a table, that denies',
    page: `${DYNAMODB}rbac-auth-iam-id-based-policies-DDB.html`,
    engine: ExplicitlyDenied,
    embedded: Allowed,
    make: async (at, name) => tablePolicyCase(at, name, await user(at, name, { identity }), deny),
  },
];

const ROLES: LiveDifference[] = [
  {
    title: 'trust that names a user, who needs no more',
    page: DECIDING,
    engine: Allowed,
    embedded: ImplicitlyDenied,
    make: async (at, name) => trustedCase(at, name, await user(at, name, { identity: [nothing] })),
  },
  {
    title: 'trust that names a user, past the boundary',
    page: DECIDING,
    engine: Allowed,
    embedded: ImplicitlyDenied,
    make: async (at, name) => trustedCase(at, name, await user(at, name, { identity, boundary: nothing })),
  },
  {
    title: 'the audience of a token of Google, as oaud',
    page: FEDERATION,
    engine: Allowed,
    embedded: ImplicitlyDenied,
    make: (at, name) => {
      const claims = { iss: 'https://accounts.google.com', aud: 'app', sub: 'somebody' };
      const Condition = { StringEquals: { 'accounts.google.com:oaud': claims.aud } };
      const trust = trusting(
        { Federated: 'accounts.google.com' },
        { Action: 'sts:AssumeRoleWithWebIdentity', Condition },
      );
      const context = { 'accounts.google.com:oaud': claims.aud };
      return webIdentityCase(at, name, { principal: 'accounts.google.com', claims, trust, context });
    },
  },
  {
    title: 'the aws:userid of a function begins with the id of its role',
    page: PRINCIPALS,
    engine: Allowed,
    embedded: ImplicitlyDenied,
    make: functionCase,
  },
];

export const SERVICE_DIFFERENCES: LiveDifference[] = [...TABLES, ...ROLES];

async function tablePolicyCase(at: World, name: string, caller: Caller, effect: typeof allow): Promise<LiveCase> {
  const ResourceArn = await table(at, name);
  const Principal = { AWS: caller.principal };
  const policy = document(effect({ Principal, Action: 'dynamodb:GetItem', Resource: ResourceArn }));
  const request = new PutResourcePolicyCommand({ ResourceArn, Policy: JSON.stringify(policy) });
  await rootClient(at, DynamoDBClient).send(request);
  return { ...getItemCase(caller, ResourceArn, '1'), resourcePolicy: policy };
}

async function trustedCase(at: World, name: string, caller: Caller): Promise<LiveCase> {
  const trust = trusting({ AWS: caller.principal });
  const { arn } = await role(at, name, {}, trust);
  return assumeCase(name, caller, arn, trust);
}

async function roleNamed({ iam }: World, RoleName: string): Promise<Entity> {
  const found = await iam('GetRole', { RoleName });
  return { arn: element(found, 'Arn'), id: element(found, 'RoleId') };
}

/** The caller is a function's session: what its credentials may is asked from here. */
async function functionCase(at: World, name: string): Promise<LiveCase> {
  await deployProbe(at.aws);
  const { env } = await invokeProbe(at.aws);
  const roles = elements(await at.iam('ListRoles', {}), 'RoleName');
  const entity = await roleNamed(at, roles.find((found) => found.startsWith('probe-')) ?? '');
  const caller = sessionWith(at, entity, env.AWS_LAMBDA_FUNCTION_NAME ?? '', {
    accessKeyId: env.AWS_ACCESS_KEY_ID ?? '',
    secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '',
    sessionToken: env.AWS_SESSION_TOKEN ?? '',
  });
  const Condition = { StringLike: { 'aws:userid': `${entity.id}:*` } };
  const made = await bucket(at, name, (arn) => [
    { ...allow({ Action: READ, Condition }), Principal: { AWS: entity.arn }, Resource: `${arn}/*` },
  ]);
  return readCase(at, name, caller, made);
}
