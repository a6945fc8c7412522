import { type AwsClients, awsClients } from '../../aws/clients.ts';
import { UserError } from '../../cli/errors.ts';
import { onePerRegion } from '../../deployment/account.ts';
import { isWell } from '../../deployment/events.ts';
import { deployEnvironment } from '../../deployment/execution/deploy.ts';
import { openDeployment } from '../../deployment/opening.ts';
import { callsOf } from '../../embedded/calls.ts';
import type { Issuer } from '../../embedded/oidc/issuer.ts';
import type { EmbeddedAws } from '../../embedded/start.ts';
import type { StandIns } from '../../scenario/scenario.ts';
import type { Setting } from '../../scenario/stage.ts';
import { mountStandIns, withPrefix } from '../../scenario/stand-ins.ts';
import { type Environment, readEnvironment } from '../../template/environment.ts';
import { type Finding, findingText } from '../../template/finding.ts';

/** One of the accounts of an embedded AWS, in which mutants are deployed without the others noticing. */
export interface Account {
  accountId: string;
  /** The first, whose site the front shows. */
  isPrimary: boolean;
  environment: Environment;
  clients(region: string): AwsClients;
  /** Deploys stacks that are not there yet, those first that they need. */
  deploy(stacks: readonly string[]): Promise<void>;
  outputsOf(stack: string): Record<string, string>;
  settingOf(stack: string): Setting;
}

export interface Lab {
  root: string;
  aws: EmbeddedAws;
  issuer: Issuer;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
}

/** @param place from 0; the first is the account that the embedded AWS started with */
export async function openAccount(lab: Lab, place: number): Promise<Account> {
  const { root, aws, env } = lab;
  const isPrimary = place === 0;
  const accountId = isPrimary ? aws.accountId : otherId(aws.accountId, place);
  // A twelve-digit key is the root's of that account.
  const credentials = isPrimary ? aws.credentials : { ...aws.credentials, accessKeyId: accountId };
  const prefix = isPrimary ? '' : `of-${accountId}-`;
  const standIns = mountStandIns(aws, prefix);
  const here = { ...env, AWS_ENDPOINT_URL: aws.endpoint, AWS_ENDPOINT_PORT: undefined };
  const environment = prefixed(await readEnvironment(root, 'local', here), prefix);
  const clients = onePerRegion((region) => awsClients({ region, endpoint: aws.endpoint, credentials }));
  const outputs = new Map<string, Record<string, string>>();
  const own = { ...aws, accountId, credentials, calls: callsOf(aws.calls, accountId), issuer: lab.issuer };
  return {
    ...{ accountId, isPrimary, environment, clients },
    async deploy(stacks) {
      const missing = stacks.filter((stack) => !outputs.has(stack));
      if (missing.length === 0) return;
      for (const [stack, values] of await deployed(lab, environment, clients, stacks)) outputs.set(stack, values);
      const domain = [...outputs.values()].map(({ DistributionDomain }) => DistributionDomain).find(Boolean);
      if (isPrimary && domain) aws.serve(domain);
    },
    outputsOf: (stack) => outputs.get(stack) ?? {},
    settingOf: (stack) => settingOf(own, standIns, environment, stack, isPrimary),
  };
}

function settingOf(
  own: Omit<Setting, 'region' | 'site' | 'standIns'> & { endpoint: string },
  standIns: StandIns,
  environment: Environment,
  stack: string,
  isPrimary: boolean,
): Setting {
  const region = environment.stacks[stack]?.region ?? environment.region;
  const site = isPrimary ? own.endpoint.replace('127.0.0.1', 'localhost') : null;
  return { ...own, region, site, standIns };
}

/** Another id of twelve digits for each place. */
function otherId(accountId: string, place: number): string {
  return String((Number(accountId) + place * 7_919_191) % 10 ** 12).padStart(12, '1');
}

function prefixed(environment: Environment, prefix: string): Environment {
  const stacks = Object.entries(environment.stacks).map(([stack, settings]) => {
    const parameters = Object.entries(settings.parameters).map(([name, value]) => [name, withPrefix(value, prefix)]);
    return [stack, { ...settings, parameters: Object.fromEntries(parameters) }];
  });
  return { ...environment, stacks: Object.fromEntries(stacks) };
}

async function deployed(
  { root, signal }: Lab,
  environment: Environment,
  clients: (region: string) => AwsClients,
  stacks: readonly string[],
): Promise<[string, Record<string, string>][]> {
  const result = await deployEnvironment({ root, environment, stacks, clients, signal, report: () => {} });
  signal.throwIfAborted();
  refuseFindings(result.findings);
  const failed = result.stacks.find((one) => !isWell(one));
  if (failed) throw new UserError(`${failed.stack} cannot be deployed: ${failed.cause?.message ?? failed.status}`);
  return result.stacks.map(({ stack, outputs }) => [stack, outputs]);
}

/** For each stack of the environment those that must be deployed before it, however far away, and itself. */
export async function neededBy(lab: Lab, account: Account): Promise<(stack: string) => string[]> {
  const { root, signal } = lab;
  const { environment, clients } = account;
  const { findings, needs } = await openDeployment({ root, environment, clients, signal, report: () => {} });
  refuseFindings(findings);
  const all = (stack: string): string[] => [...new Set([...(needs.get(stack) ?? []).flatMap(all), stack])];
  return all;
}

function refuseFindings([first]: readonly Finding[]): void {
  if (first) throw new UserError(`${findingText(first)}; correct it, then prove`);
}
