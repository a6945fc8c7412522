import { stackName } from '../../template/environment.ts';
import type { Finding } from '../../template/finding.ts';
import { type DeployResult, isWell, type StackResult } from '../events.ts';
import { type DeploymentOptions, type Opened, openDeployment } from '../opening.ts';
import { planOf } from '../planning/plan-document.ts';
import { PARALLEL_STACKS, runSchedule } from '../schedule.ts';
import { deployStack, type StackOutcome } from './deploy-stack.ts';
import { resultOf } from './result.ts';

/**
 * Plans and deploys an environment. Nothing is written before every stack has been checked, packaged and ordered, and
 * nothing at all when the check has findings; then each stack starts as soon as those it needs are done. A failed stack
 * blocks those that need it and lets the others finish.
 */
export async function deployEnvironment(options: DeploymentOptions): Promise<DeployResult> {
  const opened = await openDeployment(options);
  const { account, findings, selection } = opened;
  if (findings.length > 0) return deployResult(options, opened, [], findings);
  const { accountId, arn } = account;
  const started = { environment: options.environment.name, accountId, arn, stacks: selection.stacks };
  options.report({ type: 'started', mode: 'deploy', ...started });
  const outcomes = await carryOutAll(options, opened, (stack) => deployStack(opened.jobOf(stack)));
  return deployResult(options, opened, outcomes, []);
}

/** Runs the stacks in the order of their needs and tells how each ended. */
export async function carryOutAll(
  { signal, report }: Pick<DeploymentOptions, 'signal' | 'report'>,
  { needs, targets }: Pick<Opened, 'needs' | 'targets'>,
  carryOut: (stack: string) => Promise<StackOutcome>,
): Promise<StackOutcome[]> {
  const told = (outcome: StackOutcome) => {
    report({ type: 'finished', result: outcome.result });
    return outcome;
  };
  const outcomes = await runSchedule<StackOutcome>({
    needs,
    limit: PARALLEL_STACKS,
    run: async (stack) => {
      signal.throwIfAborted();
      return told(await carryOut(stack));
    },
    good: ({ result }) => isWell(result),
    blocked: (stack, blockedBy) => {
      const target = targets.get(stack) ?? { stack, stackName: stack, region: '' };
      return told({ plan: null, result: { ...resultOf(target, 'blocked'), blockedBy } });
    },
  });
  return [...outcomes.values()];
}

export function deployResult(
  options: DeploymentOptions,
  { account, selection }: Pick<Opened, 'account' | 'selection'>,
  outcomes: readonly StackOutcome[],
  findings: Finding[],
): DeployResult {
  const { environment } = options;
  const skips = selection.skipped.map(({ stack, reason }): StackResult => {
    const region = environment.stacks[stack]?.region ?? environment.region;
    return { ...resultOf({ stack, stackName: stackName(environment, stack), region }, 'skipped'), reason };
  });
  const stacks = [...outcomes.map(({ result }) => result), ...skips];
  const plans = outcomes.flatMap(({ plan }) => plan ?? []);
  return {
    formatVersion: 1,
    environment: environment.name,
    accountId: account.accountId,
    ok: findings.length === 0 && stacks.every(isWell),
    held: stacks.some(({ status }) => status === 'held') && stacks.every(({ status }) => status !== 'failed'),
    findings,
    changed: stacks.some(({ status }) => status === 'created' || status === 'updated'),
    stacks,
    plan: planOf(options, account.accountId, plans, null),
  };
}
