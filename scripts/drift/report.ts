import type { DriftResult } from './drift.ts';
import type { PolicyDrift } from './policies.ts';

/** Everything that is known of an environment, whatever the form in which it is told. */
export interface DriftReport {
  environment: string;
  accountId: string;
  stacks: readonly DriftResult[];
  policies: PolicyDrift;
}

export type Verdict = 'differs' | 'open' | 'same';

/** What differs weighs more than what could not be checked. */
export function verdictOf({ stacks, policies }: DriftReport): Verdict {
  if (policies.findings.length > 0 || stacks.some(({ drifted }) => drifted.length > 0)) return 'differs';
  return policies.isOpen || stacks.some(({ cause }) => cause !== null) ? 'open' : 'same';
}

/** The document of `--format json`. */
export function driftDocument({ environment, accountId, stacks, policies }: DriftReport): object {
  const { findings, notes, isOpen } = policies;
  return {
    ...{ formatVersion: 1, environment, accountId, stacks },
    policies: { findings, notes, compared: !isOpen },
  };
}
