import type { FailureCause } from '../aws/cause.ts';
import type { ResourceChange } from '../aws/changes.ts';
import type { StackEvent } from '../aws/events.ts';
import type { Finding } from '../template/finding.ts';
import type { DeploymentPlan, StackPlan } from './plan.ts';

/** What happens during a deployment, as it happens. */
export type DeployEvent =
  | { type: 'started'; environment: string; accountId: string; arn: string; dryRun: boolean; stacks: string[] }
  /** Somebody else's operation runs on the stack: it is waited for. */
  | { type: 'waiting'; stack: string; stackName: string; status: string }
  | { type: 'planned'; plan: StackPlan }
  /** A stack whose creation failed earlier is deleted before it is made again. */
  | { type: 'deleting'; stack: string; stackName: string }
  | { type: 'artifact'; stack: string; key: string; bytes: number; outcome: 'uploaded' | 'present' }
  | { type: 'progress'; stack: string; event: StackEvent }
  | { type: 'finished'; result: StackResult };

export type StackStatus = 'created' | 'updated' | 'unchanged' | 'planned' | 'failed' | 'skipped' | 'blocked';

export interface StackResult {
  stack: string;
  stackName: string;
  region: string;
  status: StackStatus;
  outputs: Record<string, string>;
  changes: ResourceChange[];
  /** Why it failed. */
  cause: FailureCause | null;
  /** Why the environment skips it. */
  reason: string | null;
  /** The stacks that it needs and that did not end well. */
  blockedBy: string[];
}

export interface DeployResult {
  formatVersion: 1;
  environment: string;
  accountId: string;
  dryRun: boolean;
  /** Every stack is as the repository says (in a dry run: could be planned). */
  ok: boolean;
  /** What the check before the deploy found; then nothing was deployed. */
  findings: Finding[];
  /** Something was deployed (in a dry run: would be). */
  changed: boolean;
  stacks: StackResult[];
  plan: DeploymentPlan;
}
