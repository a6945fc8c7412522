import type { FailureCause } from '../aws/cause.ts';
import type { ResourceChange } from '../aws/changes.ts';
import type { StackEvent } from '../aws/events.ts';
import type { Finding } from '../template/finding.ts';
import type { DeploymentPlan, StackPlan } from './plan.ts';

/** What happens during a deployment, as it happens. */
export type DeployEvent =
  | {
      type: 'started';
      mode: 'plan' | 'deploy' | 'execute';
      environment: string;
      accountId: string;
      arn: string;
      stacks: string[];
    }
  /** Somebody else's operation runs on the stack: it is waited for. */
  | { type: 'waiting'; stack: string; stackName: string; status: string }
  | { type: 'planned'; plan: StackPlan }
  /** A stack whose creation failed earlier is deleted before it is made again. */
  | { type: 'deleting'; stack: string; stackName: string }
  | { type: 'artifact'; stack: string; key: string; bytes: number; outcome: 'uploaded' | 'present' }
  | { type: 'progress'; stack: string; event: StackEvent }
  /** The files that a stack serves are in its bucket. */
  | ({ type: 'served'; stack: string; bucket: string } & Served)
  | { type: 'invoked'; stack: string; invocation: Invocation }
  /** Something that a person should know and that fails nothing. */
  | { type: 'note'; stack: string; text: string }
  | { type: 'finished'; result: StackResult };

/** What became of the files that a bucket serves. */
export interface Served {
  uploaded: number;
  unchanged: number;
  removed: number;
  /** Paths that CloudFront was told to forget. */
  invalidated: string[];
}

/** `held`: a person has to agree first. `blocked`: a stack that it needs did not end well. */
export type StackStatus = 'created' | 'updated' | 'unchanged' | 'failed' | 'skipped' | 'blocked' | 'held';

/** Those that need the stack can go on. */
export function isWell({ status }: { status: StackStatus }): boolean {
  return status !== 'failed' && status !== 'blocked' && status !== 'held';
}

/** One test event, sent to a deployed function. */
export interface Invocation {
  /** The folder below `functions/`. */
  functionName: string;
  /** The file below its `events/`. */
  event: string;
  /** Null when the function answered; else what it failed with. */
  error: string | null;
  /** The last lines that it logged before it failed, oldest first. */
  logs?: string[];
  milliseconds: number;
}

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
  /** Why it is held, a line each that says what to do. */
  heldBy: string[];
  /** What smoke invocations said, in the order of the functions. */
  invocations: Invocation[];
}

export interface DeployResult {
  formatVersion: 1;
  environment: string;
  accountId: string;
  /** Every stack is as the repository says. */
  ok: boolean;
  /** Nothing failed, and a person has to agree to the rest. */
  held: boolean;
  /** What the check before the deploy found; then nothing was deployed. */
  findings: Finding[];
  /** Something was deployed. */
  changed: boolean;
  stacks: StackResult[];
  plan: DeploymentPlan;
}
