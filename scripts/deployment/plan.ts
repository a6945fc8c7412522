import type { AccessChange, UndecidedAccess } from '../access/changes.ts';
import type { ResourceChange } from '../aws/changes.ts';
import type { ChangeSetRef } from '../aws/changesets.ts';

/** Plans are plain data: they can be written to a file and read by another process. */
export interface DeploymentPlan {
  formatVersion: 1;
  environment: string;
  accountId: string;
  /** ISO 8601, UTC. */
  madeAt: string;
  /** What it was made of, when GitHub says so. */
  commit: string | null;
  /** A plan for a pull request writes its artifacts below `pr/`, and is never executed. */
  purpose: 'main' | 'pull-request';
  stacks: StackPlan[];
  /** Of all stacks together; null where no policy changes. */
  access: PlannedAccess | null;
  /** Over the digests of the stacks, lower-case hex SHA-256. */
  digest: string;
}

export interface StackPlan {
  stack: string;
  stackName: string;
  region: string;
  /**
   * `recreate`: what is there never worked and has to be deleted first. `predicted`: CloudFormation cannot say yet what
   * will change; the changes come from the templates. Neither has a change set yet.
   */
  action: 'create' | 'update' | 'recreate' | 'predicted' | 'none';
  /** Why it is predicted or made anew; null otherwise. */
  reason: string | null;
  changeSet: PlannedChangeSet | null;
  /** The stack when the plan was made; null: there was none. */
  state: PlannedState | null;
  changes: ResourceChange[];
  dataAtRisk: DataAtRisk[];
  /** Changes that the environment's stack policy does not let through. */
  policyDenials: PolicyDenial[];
  /** What deploying these resources takes and the service role may not do. */
  roleDenials: RoleDenial[];
  /** Of what the template says, whatever the order of its keys; lower-case hex. */
  templateSha256: string;
  /** As they are sent; those declared with NoEcho are `****`. */
  parameters: Record<string, string>;
  tags: Record<string, string>;
  /** Over template, parameters, tags and changes, lower-case hex SHA-256. */
  digest: string;
}

export interface PlannedChangeSet extends ChangeSetRef {
  type: 'CREATE' | 'UPDATE';
  /** The stack did not exist before this change set: it goes with it when the change set is discarded. */
  broughtStack: boolean;
}

export interface PlannedState {
  /** The ARN. */
  id: string;
  status: string;
  /** When its last operation began, ISO 8601; null when it was never executed. */
  updatedAt: string | null;
}

/** A resource that holds data and would go, or be replaced by an empty one. */
export interface DataAtRisk {
  logicalId: string;
  type: string;
  physicalId: string | null;
  happens: 'deleted' | 'replaced' | 'may be replaced';
  /** The properties that force it, `TableName`; [] for a deletion. */
  because: string[];
  /** What is lost, as it reads after "loses": `the items of the table`. */
  loses: string;
  /** The policy that saves the old resource outside the stack; null: nothing does. */
  kept: 'Retain' | 'Snapshot' | null;
  /** Acknowledged by name. */
  isAllowed: boolean;
}

export interface PolicyDenial {
  logicalId: string;
  /** `Update:Replace`, as stack policies write it. */
  action: string;
  /** The Sid, or the place of the statement from 0; null: no statement allows it. */
  statement: string | null;
}

export interface RoleDenial {
  /** The role's ARN or name. */
  role: string;
  /** `dynamodb:CreateTable`. */
  action: string;
  logicalId: string;
  type: string;
  /** What refuses it. */
  by: 'policies' | 'boundary' | 'deny';
  /** Where, relative to the root; the line from 1. */
  file: string;
  line: number;
  /** What to do about it, a line. */
  fix: string;
}

export interface PlannedAccess {
  changes: AccessChange[];
  undecided: UndecidedAccess[];
}
