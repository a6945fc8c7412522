import type { EmbeddedAws } from '../../../scripts/embedded/start.ts';
import { clientOptions } from '../../embedded/fixture.ts';
import { element, type IamApi, iamApi } from './iam-api.ts';

type Options = ReturnType<typeof clientOptions>;

interface Client {
  destroy(): void;
}

type ClientKind<T extends Client> = new (options: Options) => T;

/** The embedded AWS, its root's IAM API, and every client that was made, to be ended at the end. */
export interface World {
  aws: EmbeddedAws;
  iam: IamApi;
  clients: Client[];
  close(): void;
}

export function world(aws: EmbeddedAws): World {
  const clients: Client[] = [];
  const close = () => {
    for (const client of clients) client.destroy();
  };
  return { aws, iam: iamApi(aws), clients, close };
}

/** Clients with the same credentials: of each kind and endpoint one. */
export type ClientOf = <T extends Client>(kind: ClientKind<T>, endpoint?: string) => T;

export function clientsWith(at: World, options: Options): ClientOf {
  const made = new Map<string, Client>();
  return <T extends Client>(kind: ClientKind<T>, endpoint = options.endpoint): T => {
    const key = `${kind.name} ${endpoint}`;
    const found = made.get(key) ?? new kind({ ...options, endpoint });
    if (!made.has(key)) at.clients.push(found);
    made.set(key, found);
    return found as T;
  };
}

const roots = new WeakMap<World, ClientOf>();

/** A client of the account's root. */
export function rootClient<T extends Client>(at: World, kind: ClientKind<T>): T {
  const clients = roots.get(at) ?? clientsWith(at, clientOptions(at.aws));
  roots.set(at, clients);
  return clients(kind);
}

export interface Entity {
  arn: string;
  id: string;
}

/** What a user's or a role's policies allow by themselves and at most. */
export interface EntityPolicies {
  identity?: object[];
  boundary?: object | null;
}

/** A role that anybody in the account may assume, unless `trust` says otherwise. */
export async function role(
  { iam, aws }: World,
  name: string,
  policies: EntityPolicies = {},
  trust: object = trusting({ AWS: aws.accountId }),
): Promise<Entity> {
  const made = await iam('CreateRole', { RoleName: name, AssumeRolePolicyDocument: JSON.stringify(trust) });
  await attach(iam, 'Role', name, policies);
  return { arn: element(made, 'Arn'), id: element(made, 'RoleId') };
}

/** Attaches the policies to a user or a role of that name. */
export async function attach(
  iam: IamApi,
  kind: 'User' | 'Role',
  name: string,
  { identity = [], boundary = null }: EntityPolicies,
): Promise<void> {
  const named = { [`${kind}Name`]: name };
  for (const [index, policy] of identity.entries()) {
    const PolicyArn = await managedPolicy(iam, `${kind}-${name}-${index}`, policy);
    await iam(`Attach${kind}Policy`, { ...named, PolicyArn });
  }
  if (boundary === null) return;
  const PermissionsBoundary = await managedPolicy(iam, `${kind}-${name}-boundary`, boundary);
  await iam(`Put${kind}PermissionsBoundary`, { ...named, PermissionsBoundary });
}

async function managedPolicy(iam: IamApi, PolicyName: string, policy: object): Promise<string> {
  return element(await iam('CreatePolicy', { PolicyName, PolicyDocument: JSON.stringify(policy) }), 'Arn');
}

/** A trust policy. */
export function trusting(Principal: object | '*', more: object = {}): object {
  return { Version: '2012-10-17', Statement: { Effect: 'Allow', Principal, Action: 'sts:AssumeRole', ...more } };
}
