import type { AwsClients } from '../aws/clients.ts';
import { readHandlers } from '../iam/catalog/handlers.ts';
import type { Environment } from '../template/environment.ts';
import type { Finding } from '../template/finding.ts';
import { type Account, openAccount } from './account.ts';
import type { DeployEvent } from './events.ts';
import type { PlanWishes, StackJob } from './job.ts';
import { withKeptVersions } from './kept-versions.ts';
import { stackOrder } from './order.ts';
import { preflight } from './preflight.ts';
import { type PreparedStack, prepareStack, type Selection, selectStacks } from './prepare.ts';

export interface DeploymentOptions {
  root: string;
  environment: Environment;
  /** Default: all that the environment does not skip. */
  stacks?: readonly string[];
  clients(region: string): AwsClients;
  signal: AbortSignal;
  report(event: DeployEvent): void;
  wishes?: Partial<PlanWishes>;
  /** Where a change set's name finds the commit and the run that it belongs to. */
  env?: NodeJS.ProcessEnv;
}

/** Everything that is known before the first call that writes. */
export interface Opened {
  selection: Selection;
  account: Account;
  /** What the check found: nothing is planned then. */
  findings: Finding[];
  targets: ReadonlyMap<string, PreparedStack>;
  /** For each stack those that must be deployed before it. */
  needs: ReadonlyMap<string, readonly string[]>;
  jobOf(stack: string): StackJob;
}

const NO_WISHES: PlanWishes = {
  purpose: 'main',
  allowReplace: [],
  importExisting: false,
  revertDrift: false,
  smoke: false,
};

/** Checks the account, then reads, checks, packages and orders the stacks. Nothing is written. */
export async function openDeployment(options: DeploymentOptions): Promise<Opened> {
  const { root, signal } = options;
  const selection = await selectStacks(root, options.environment, [...(options.stacks ?? [])]);
  const account = await openAccount(options.environment, options.clients);
  const environment = await withKeptVersions(root, options.environment, selection.stacks, account.clients);
  const { accountId, partition } = account;
  const findings = await preflight(root, selection.stacks, accountId);
  const preparation = { root, environment, accountId, partition, bundles: new Map() };
  const prepared =
    findings.length > 0 ? [] : await Promise.all(selection.stacks.map((stack) => prepareStack(preparation, stack)));
  const targets = new Map(prepared.map((target) => [target.stack, target]));
  const needs = stackOrder(prepared);
  signal.throwIfAborted();
  // Read at the first question, once for all stacks.
  const schemas = readHandlers();
  const jobOf = (stack: string) => ({ ...jobWith({ ...options, environment }, account, targets.get(stack)), schemas });
  return { selection, account, findings, targets, needs, jobOf };
}

function jobWith(
  { root, environment, signal, report, wishes, env = process.env }: DeploymentOptions,
  account: Account,
  target: PreparedStack | undefined,
): Omit<StackJob, 'schemas'> {
  if (target === undefined) throw new Error('a stack was asked for that was not prepared');
  const [clients, poller] = [account.clients(target.region), account.poller(target.region)];
  const whole = { ...NO_WISHES, ...wishes };
  return { root, environment, clients, poller, target, wishes: whole, env, signal, report };
}
