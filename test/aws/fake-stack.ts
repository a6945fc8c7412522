import type {
  CreateChangeSetInput,
  RollbackConfiguration,
  StackEvent,
  StackResourceDrift,
} from '@aws-sdk/client-cloudformation';
import type { FakeChange } from './fake-changes.ts';

export interface FakeResource {
  Type: string;
  Properties?: Record<string, unknown>;
  DeletionPolicy?: string;
}

export interface FakeTemplate {
  Resources: Record<string, FakeResource>;
  Parameters?: Record<string, unknown>;
  Outputs?: Record<string, { Value: unknown; Export?: { Name: unknown } }>;
}

export interface FakeChangeSet {
  name: string;
  id: string;
  token: string;
  /** The call that made it, for assertions: role, rollback triggers, capabilities, what to do on failure. */
  input: Partial<CreateChangeSetInput>;
  createdAt: Date;
  template: FakeTemplate;
  parameters: Record<string, string>;
  tags: Record<string, string>;
  type: 'CREATE' | 'UPDATE';
  status: string;
  executionStatus: string;
  reason: string | undefined;
  changes: FakeChange[];
  /** Looks until it is worked out. */
  pending: number;
  /** The change set of the stack around this one. */
  parent: FakeChangeSet | null;
}

/** What became of a resource. */
export interface FakeResourceState {
  type: string;
  physicalId: string | null;
  status: string;
  reason: string | undefined;
}

export interface FakeStack {
  name: string;
  id: string;
  status: string;
  statusReason: string | undefined;
  createdAt: Date;
  updatedAt: Date | undefined;
  template: FakeTemplate;
  parameters: Record<string, string>;
  tags: Record<string, string>;
  outputs: Record<string, string>;
  exports: Record<string, string>;
  protected: boolean;
  roleArn: string | undefined;
  rollback: RollbackConfiguration | undefined;
  policy: string | undefined;
  /** What drift detection finds. */
  drifts: StackResourceDrift[];
  /** Makes drift detection fail, with this reason. */
  driftFailure: string | undefined;
  /** The stack that this one is nested in. */
  parent: FakeStack | null;
  /** The logical id of the resource there that this stack is. */
  nestedAs: string | null;
  resources: Map<string, FakeResourceState>;
  /** Oldest first. */
  events: StackEvent[];
  changeSets: FakeChangeSet[];
  /** What is still to happen; each look at the stack lets one of them happen. */
  steps: (() => void)[];
}

export const NESTED_TYPE = 'AWS::CloudFormation::Stack';
export const NOTHING: FakeTemplate = { Resources: {} };

export function newStack(name: string, id: string, status: string, createdAt: Date): FakeStack {
  const none = {
    parameters: {},
    tags: {},
    outputs: {},
    exports: {},
    events: [],
    changeSets: [],
    steps: [],
    drifts: [],
  };
  const unset = { statusReason: undefined, updatedAt: undefined, roleArn: undefined, rollback: undefined };
  const more = {
    ...unset,
    policy: undefined,
    driftFailure: undefined,
    parent: null,
    nestedAs: null,
    resources: new Map(),
  };
  return { ...none, ...more, name, id, status, createdAt, template: NOTHING, protected: false };
}

/** The resources that a stack has or had; those of a template that was put there by hand are complete. */
export function resourcesOf(stack: FakeStack): Map<string, FakeResourceState> {
  const given = Object.entries(stack.template.Resources).map(([id, { Type }]): [string, FakeResourceState] => [
    id,
    { type: Type, physicalId: `${stack.name}-${id}`, status: 'CREATE_COMPLETE', reason: undefined },
  ]);
  return new Map([...given, ...stack.resources]);
}

/** Sets the status of the stack and tells of it. */
export function become(stack: FakeStack, token: string, status: string, reason?: string): void {
  stack.status = status;
  stack.statusReason = reason;
  addEvent(stack, token, stack.name, status, reason);
}

/** An event of the stack, when the logical id is its name, or of one of its resources. */
export function addEvent(stack: FakeStack, token: string, logicalId: string, status: string, reason?: string): void {
  const ofStack = logicalId === stack.name;
  const resource = ofStack ? stackItself(stack) : noted(stack, logicalId, status, reason);
  stack.events.push({
    StackId: stack.id,
    StackName: stack.name,
    EventId: `event-${stack.events.length}`,
    LogicalResourceId: logicalId,
    PhysicalResourceId: resource.physicalId ?? '',
    ResourceType: resource.type,
    ResourceStatus: status as NonNullable<StackEvent['ResourceStatus']>,
    ResourceStatusReason: reason,
    Timestamp: new Date(1_700_000_000_000 + stack.events.length * 1000),
    ClientRequestToken: token,
  });
}

function stackItself({ id }: FakeStack) {
  return { type: NESTED_TYPE, physicalId: id };
}

function noted(stack: FakeStack, id: string, status: string, reason: string | undefined): FakeResourceState {
  const known = resourcesOf(stack).get(id);
  const type = known?.type ?? 'Fake::Resource';
  // What could not be made has no physical id; a nested stack that failed is there to be looked at.
  const isLost = status === 'CREATE_FAILED' && type !== NESTED_TYPE;
  const physicalId = isLost ? null : (known?.physicalId ?? `${stack.name}-${id}`);
  const state = { type, physicalId, status, reason };
  stack.resources.set(id, state);
  return state;
}
