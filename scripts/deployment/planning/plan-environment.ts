import type { FailureCause } from '../../aws/cause.ts';
import type { Finding } from '../../template/finding.ts';
import { failureOf } from '../failure.ts';
import type { StackJob } from '../job.ts';
import { type DeploymentOptions, type Opened, openDeployment } from '../opening.ts';
import type { DeploymentPlan } from '../plan.ts';
import { inParallel, PARALLEL_STACKS } from '../schedule.ts';
import { accessOf, withRoleDenials } from './access.ts';
import { discardPlan } from './discard.ts';
import { planOf } from './plan-document.ts';
import { type Planned, planStack } from './plan-stack.ts';

export interface PlanOptions extends DeploymentOptions {
  /** Leave the change sets in the account, to be executed from the plan. */
  keep: boolean;
}

export interface PlanFailure {
  stack: string;
  cause: FailureCause;
}

export interface PlanResult {
  plan: DeploymentPlan;
  /** What the check before the plan found; then nothing was planned. */
  findings: Finding[];
  /** Stacks that could not be planned. */
  failures: PlanFailure[];
  /** What a person should know and that fails nothing. */
  notes: string[];
  skipped: { stack: string; reason: string }[];
}

/**
 * Plans every stack by a change set of its own. Unless the plan is kept, nothing is left: neither change sets nor the
 * stacks that they brought into being, however it ends.
 */
export async function planEnvironment(options: PlanOptions): Promise<PlanResult> {
  const opened = await openDeployment(options);
  const { account, findings, selection, targets } = opened;
  const notes: string[] = [];
  const made: Planned[] = [];
  const nothing = { findings, notes, skipped: selection.skipped };
  if (findings.length > 0) return { ...nothing, plan: planOf(options, account.accountId, [], null), failures: [] };
  options.report({
    ...{ type: 'started', mode: 'plan', environment: options.environment.name, stacks: [...targets.keys()] },
    ...{ accountId: account.accountId, arn: account.arn },
  });
  let isWhole = false;
  try {
    const failures = await planAll(opened, made);
    const access = await accessOf(options, opened, made);
    const stacks = await withRoleDenials(options, opened, inOrder(opened, made), notes);
    isWhole = failures.length === 0;
    return { ...nothing, plan: planOf(options, account.accountId, stacks, access), failures };
  } finally {
    // Half a plan is none: what cannot be reviewed as a whole is not kept.
    if (!options.keep || !isWhole) notes.push(...(await discardAll(opened, made)));
  }
}

async function planAll({ targets, jobOf }: Opened, made: Planned[]): Promise<PlanFailure[]> {
  const outcomes = await inParallel([...targets.keys()], PARALLEL_STACKS, async (stack) => {
    const job = jobOf(stack);
    job.signal.throwIfAborted();
    return planned(job, made);
  });
  return outcomes.filter((failure) => failure !== null);
}

async function planned(job: StackJob, made: Planned[]): Promise<PlanFailure | null> {
  try {
    const one = await planStack(job);
    made.push(one);
    job.report({ type: 'planned', plan: one.plan });
    return null;
  } catch (error) {
    job.signal.throwIfAborted();
    const cause = failureOf(error, job.clients.endpoint);
    if (cause === null) throw error;
    return { stack: job.target.stack, cause };
  }
}

/** Producers before those that need them, so that a reader meets causes before effects; else by name. */
function inOrder({ needs }: Opened, made: readonly Planned[]): Planned[] {
  const ordered: string[] = [];
  const visit = (stack: string) => {
    if (ordered.includes(stack)) return;
    for (const needed of needs.get(stack) ?? []) visit(needed);
    ordered.push(stack);
  };
  for (const stack of needs.keys()) visit(stack);
  return made.toSorted((one, other) => ordered.indexOf(one.plan.stack) - ordered.indexOf(other.plan.stack));
}

async function discardAll({ account }: Opened, made: readonly Planned[]): Promise<string[]> {
  const notes = await Promise.all(made.map(({ plan }) => discardPlan(account.clients(plan.region), plan)));
  return notes.filter((note) => note !== null);
}
