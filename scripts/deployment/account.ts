import type { AwsClients } from '../aws/clients.ts';
import { type CallerIdentity, callerIdentity } from '../aws/identity.ts';
import { type Poller, regionPoller } from '../aws/poller.ts';
import { UserError } from '../cli/errors.ts';
import { type Environment, firstEnvironment, listEnvironments, readEnvironment } from '../template/environment.ts';

/** The account that the credentials belong to, and its clients, one set a region. */
export interface Account extends CallerIdentity {
  clients(region: string): AwsClients;
  /** One a region: all operations there are followed by the same calls. */
  poller(region: string): Poller;
}

/** @throws UserError for an account that is not the environment's, before anything is written */
export async function openAccount(environment: Environment, make: (region: string) => AwsClients): Promise<Account> {
  const clients = onePerRegion(make);
  const identity = await callerIdentity(clients(environment.region));
  refuseWrongAccount(environment, identity);
  return { ...identity, clients, poller: onePerRegion((region) => regionPoller(clients(region))) };
}

/**
 * The environment of `--environment`. There is no default: a command typed in haste must not reach an account that
 * nobody named.
 */
export async function namedEnvironment(
  root: string,
  name: string | undefined,
  env: NodeJS.ProcessEnv,
): Promise<Environment> {
  const environment = await readEnvironment(root, name ?? (await missingEnvironment(root)), env);
  refuseUnnamedAccount(environment, env);
  return environment;
}

async function missingEnvironment(root: string): Promise<never> {
  const names = await listEnvironments(root);
  if (names.length === 0) throw new UserError(`there is no environment: ${firstEnvironment('dev')}`);
  throw new UserError(`name the environment to deploy to: --environment takes ${names.join(', ')}`);
}

/** Without an account to compare with, credentials that happen to be at hand could deploy a laptop's lab anywhere. */
function refuseUnnamedAccount({ name, account }: Environment, env: NodeJS.ProcessEnv): void {
  if (account !== null || env.AWS_ENDPOINT_URL) return;
  throw new UserError(
    `environment ${name} names no account, so it is deployed to an embedded AWS alone: set AWS_ENDPOINT_URL, or account in templates/environments/${name}.yaml`,
  );
}

/** What is made at the first question of a region, and kept. */
export function onePerRegion<T>(make: (region: string) => T): (region: string) => T {
  const made = new Map<string, T>();
  return (region) => {
    const one = made.get(region) ?? make(region);
    made.set(region, one);
    return one;
  };
}

function refuseWrongAccount({ name, account }: Environment, { accountId, arn }: CallerIdentity): void {
  if (account === null || account === accountId) return;
  throw new UserError(
    `environment ${name} belongs to account ${account}, and these credentials to ${accountId} (${arn}): use those of ${account}`,
  );
}
