import type { FailureCause } from '../aws/cause.ts';
import { describeStack } from '../aws/stacks.ts';
import type { Account } from '../deployment/account.ts';
import { failureOf } from '../deployment/failure.ts';
import { inParallel, PARALLEL_STACKS } from '../deployment/schedule.ts';
import { type Environment, stackName } from '../template/environment.ts';
import { detectDrift, type StackDrift } from './detect.ts';
import { type Removed, removeStale } from './stale.ts';

export interface DriftOptions {
  environment: Environment;
  account: Account;
  stacks: readonly string[];
  /** Leave old change sets alone. */
  keepPlans: boolean;
  now: Date;
  signal: AbortSignal;
}

export interface DriftResult extends StackDrift {
  stack: string;
  stackName: string;
  /** Null: it is not deployed. */
  status: string | null;
  removed: Removed;
  /** Why nothing is known of it. */
  cause: FailureCause | null;
}

/** Statuses in which CloudFormation detects drift (User Guide, "Detect unmanaged configuration changes"). */
const CHECKED = /^(CREATE|UPDATE|UPDATE_ROLLBACK)_(COMPLETE|FAILED)$|^IMPORT_(ROLLBACK_)?COMPLETE$/;

export async function environmentDrift(options: DriftOptions): Promise<DriftResult[]> {
  return inParallel(options.stacks, PARALLEL_STACKS, (stack) => stackDrift(options, stack));
}

async function stackDrift(options: DriftOptions, stack: string): Promise<DriftResult> {
  const { environment, account, keepPlans, now, signal } = options;
  const name = stackName(environment, stack);
  const clients = account.clients(environment.stacks[stack]?.region ?? environment.region);
  const nothing = { drifted: [], unchecked: [], removed: { changeSets: [], stack: false }, cause: null };
  signal.throwIfAborted();
  try {
    const state = await describeStack(clients, name);
    if (state === null) return { ...nothing, stack, stackName: name, status: null };
    const removed = keepPlans ? nothing.removed : await removeStale(clients, state, environment.prefix, now);
    const found = CHECKED.test(state.status) ? await detectDrift(clients, name, signal) : nothing;
    return { ...nothing, ...found, stack, stackName: name, status: state.status, removed };
  } catch (error) {
    signal.throwIfAborted();
    const cause = failureOf(error, clients.endpoint);
    if (cause === null) throw error;
    return { ...nothing, stack, stackName: name, status: null, cause };
  }
}
