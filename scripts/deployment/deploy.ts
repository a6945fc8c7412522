import type { AwsClients } from '../aws/clients.ts';
import { type Environment, stackName } from '../template/environment.ts';
import type { Finding } from '../template/finding.ts';
import { openAccount } from './account.ts';
import { deployStack, resultOf, type StackOutcome } from './deploy-stack.ts';
import type { DeployEvent, DeployResult, StackResult } from './events.ts';
import { stackOrder } from './order.ts';
import { deploymentPlan } from './plan.ts';
import { preflight } from './preflight.ts';
import { type PreparedStack, prepareStack, type Selection, selectStacks } from './prepare.ts';
import { runSchedule } from './schedule.ts';

export type { DeployEvent, DeployResult, StackResult } from './events.ts';

export interface DeployOptions {
  root: string;
  environment: Environment;
  /** Default: all that the environment does not skip. */
  stacks?: string[];
  clients(region: string): AwsClients;
  signal: AbortSignal;
  report(event: DeployEvent): void;
  /** Stop before anything is executed; the change sets made for the plan are discarded. */
  dryRun?: boolean;
  /** Where a change set's name finds the commit and the run that it belongs to. */
  env?: NodeJS.ProcessEnv;
}

/** Stacks at a time: CloudFormation throttles the looks at them per account and region. */
const PARALLEL_STACKS = 6;

/**
 * Deploys an environment. Nothing is written before every stack has been checked, packaged and ordered, and nothing at
 * all when the check has findings; then each stack starts as soon as those it needs are done. A failed stack blocks those that need it and lets the others finish.
 */
export async function deployEnvironment(options: DeployOptions): Promise<DeployResult> {
  const { root, environment, report, dryRun = false } = options;
  const selection = await selectStacks(root, environment, options.stacks ?? []);
  const { clients, accountId, arn, partition } = await openAccount(environment, options.clients);
  const findings = await preflight(root, selection.stacks, accountId);
  if (findings.length > 0) return deployResult(options, accountId, selection, [], findings);
  const preparation = { root, environment, accountId, partition, bundles: new Map() };
  const targets = await Promise.all(selection.stacks.map((stack) => prepareStack(preparation, stack)));
  const needs = stackOrder(targets);
  options.signal.throwIfAborted();
  report({ type: 'started', environment: environment.name, accountId, arn, dryRun, stacks: selection.stacks });
  const outcomes = await deployTargets(options, clients, targets, needs);
  return deployResult(options, accountId, selection, outcomes, []);
}

async function deployTargets(
  options: DeployOptions,
  clients: (region: string) => AwsClients,
  targets: PreparedStack[],
  needs: ReadonlyMap<string, readonly string[]>,
): Promise<StackOutcome[]> {
  const { environment, signal, report, dryRun = false, env = process.env } = options;
  const targetOf = new Map(targets.map((target) => [target.stack, target]));
  const told = (outcome: StackOutcome) => {
    report({ type: 'finished', result: outcome.result });
    return outcome;
  };
  const outcomes = await runSchedule<StackOutcome>({
    needs,
    limit: PARALLEL_STACKS,
    run: async (name) => {
      signal.throwIfAborted();
      const target = targetOf.get(name) as PreparedStack;
      const job = { clients: clients(target.region), target, prefix: environment.prefix, env, dryRun, signal, report };
      return told(await deployStack(job));
    },
    good: ({ result }) => result.status !== 'failed' && result.status !== 'blocked',
    blocked: (name, blockedBy) => {
      const result = { ...resultOf(targetOf.get(name) as PreparedStack, 'blocked'), blockedBy };
      return told({ plan: null, result });
    },
  });
  return [...outcomes.values()];
}

function deployResult(
  { environment, dryRun = false }: DeployOptions,
  accountId: string,
  { skipped }: Selection,
  outcomes: StackOutcome[],
  findings: Finding[],
): DeployResult {
  const skips = skipped.map(({ stack, reason }): StackResult => {
    const region = environment.stacks[stack]?.region ?? environment.region;
    return { ...resultOf({ stack, stackName: stackName(environment, stack), region }, 'skipped'), reason };
  });
  const stacks = [...outcomes.map(({ result }) => result), ...skips];
  const plans = outcomes.flatMap(({ plan }) => plan ?? []);
  return {
    formatVersion: 1,
    environment: environment.name,
    accountId,
    dryRun,
    ok: findings.length === 0 && stacks.every(({ status }) => status !== 'failed' && status !== 'blocked'),
    changed: stacks.some(({ status }) => status === 'created' || status === 'updated' || status === 'planned'),
    findings,
    stacks,
    plan: deploymentPlan(environment.name, accountId, plans),
  };
}
