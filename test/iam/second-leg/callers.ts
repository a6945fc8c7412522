import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { clientOptions } from '../../embedded/fixture.ts';
import { element, iamApi } from './iam-api.ts';
import {
  attach,
  type ClientOf,
  clientsWith,
  type Entity,
  type EntityPolicies,
  role,
  rootClient,
  type World,
} from './world.ts';

export type Context = Record<string, string | readonly string[]>;

/** Who calls, with the policies that are attached and what AWS puts into the context of each request. */
export interface Caller {
  principal: string;
  account: string;
  identity: object[];
  boundary: object | null;
  session: object[];
  context: Context;
  client: ClientOf;
}

interface UserOptions extends EntityPolicies {
  tags?: Record<string, string>;
  account?: string;
}

interface SessionOptions extends EntityPolicies {
  session?: object[];
}

/** A new user with an access key. */
export async function user(at: World, name: string, options: UserOptions = {}): Promise<Caller> {
  const { identity = [], boundary = null, tags = {}, account = at.aws.accountId } = options;
  const iam = iamApi(at.aws, account);
  const made = await iam('CreateUser', { UserName: name, ...tagParameters(tags) });
  await attach(iam, 'User', name, options);
  const key = await iam('CreateAccessKey', { UserName: name });
  const credentials = { accessKeyId: element(key, 'AccessKeyId'), secretAccessKey: element(key, 'SecretAccessKey') };
  const principal = element(made, 'Arn');
  const context = {
    ...environment(at, account),
    'aws:PrincipalArn': principal,
    'aws:PrincipalType': 'User',
    'aws:username': name,
    'aws:userid': element(made, 'UserId'),
    ...Object.fromEntries(Object.entries(tags).map(([tag, value]) => [`aws:PrincipalTag/${tag}`, value])),
  };
  const client = clientsWith(at, clientOptions(at.aws, { credentials }));
  return { principal, account, identity, boundary, session: [], context, client };
}

/** A session of a new role, assumed by the account's root. */
export async function session(at: World, name: string, options: SessionOptions = {}): Promise<Caller> {
  const entity = await role(at, name, options);
  return assumed(at, entity, options);
}

/** A session of a role that has these policies. */
async function assumed(at: World, entity: Entity, options: SessionOptions = {}): Promise<Caller> {
  const Policy = options.session?.[0];
  const request = new AssumeRoleCommand({
    RoleArn: entity.arn,
    RoleSessionName: 'session',
    ...(Policy && { Policy: JSON.stringify(Policy) }),
  });
  const { Credentials } = await rootClient(at, STSClient).send(request);
  const credentials = {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  };
  return sessionWith(at, entity, 'session', credentials, options);
}

interface SessionCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
}

/** The session that has these credentials already. */
export function sessionWith(
  at: World,
  { arn, id }: Entity,
  name: string,
  credentials: SessionCredentials,
  { identity = [], boundary = null, session: passed = [] }: SessionOptions = {},
): Caller {
  const account = at.aws.accountId;
  const context = {
    ...environment(at, account),
    'aws:PrincipalArn': arn,
    'aws:PrincipalType': 'AssumedRole',
    'aws:userid': `${id}:${name}`,
  };
  const principal = `arn:aws:sts::${account}:assumed-role/${arn.split('/').at(-1)}/${name}`;
  const client = clientsWith(at, clientOptions(at.aws, { credentials }));
  return { principal, account, identity, boundary, session: passed, context, client };
}

/** A caller without credentials of AWS: an anonymous one, or the bearer of an identity provider's token. */
export function stranger(at: World, principal: string, account: string): Caller {
  const { 'aws:PrincipalAccount': _, ...context } = environment(at, account);
  const client = () => {
    throw new Error(`${principal} signs nothing`);
  };
  return { principal, account, identity: [], boundary: null, session: [], context, client };
}

function environment({ aws }: World, account: string): Context {
  return {
    'aws:PrincipalAccount': account,
    'aws:RequestedRegion': aws.region,
    'aws:SourceIp': '127.0.0.1',
    'aws:SecureTransport': 'true',
    'aws:CurrentTime': new Date().toISOString(),
  };
}

function tagParameters(tags: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tags).flatMap(([key, value], index) => [
      [`Tags.member.${index + 1}.Key`, key],
      [`Tags.member.${index + 1}.Value`, value],
    ]),
  );
}
