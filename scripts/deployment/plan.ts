import type { ResourceChange } from '../aws/changes.ts';
import type { ChangeSetRef } from '../aws/changesets.ts';

/** Plans are plain data: they can be written to a file and read by another process. */
export interface DeploymentPlan {
  formatVersion: 1;
  environment: string;
  accountId: string;
  stacks: StackPlan[];
}

export interface StackPlan {
  stack: string;
  stackName: string;
  region: string;
  /**
   * `recreate`: what is there never worked and has to be deleted first. `deferred`: what will change can only be known
   * after another stack is deployed. Neither has a change set yet.
   */
  action: 'create' | 'update' | 'recreate' | 'deferred' | 'none';
  /** Why it is deferred or made anew; null otherwise. */
  reason: string | null;
  changeSet: PlannedChangeSet | null;
  changes: ResourceChange[];
  /** Of the template as it is sent, lower-case hex. */
  templateSha256: string;
}

export interface PlannedChangeSet extends ChangeSetRef {
  type: 'CREATE' | 'UPDATE';
  /** The stack did not exist before this change set: it goes with it when the change set is discarded. */
  broughtStack: boolean;
}

export function deploymentPlan(environment: string, accountId: string, stacks: StackPlan[]): DeploymentPlan {
  return { formatVersion: 1, environment, accountId, stacks };
}
