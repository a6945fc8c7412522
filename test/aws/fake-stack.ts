import type { Change, StackEvent } from '@aws-sdk/client-cloudformation';

export interface FakeResource {
  Type: string;
  Properties?: Record<string, unknown>;
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
  template: FakeTemplate;
  parameters: Record<string, string>;
  tags: Record<string, string>;
  type: 'CREATE' | 'UPDATE';
  status: string;
  executionStatus: string;
  reason: string | undefined;
  changes: Change[];
  /** Looks until it is worked out. */
  pending: number;
}

export interface FakeStack {
  name: string;
  id: string;
  status: string;
  template: FakeTemplate;
  parameters: Record<string, string>;
  tags: Record<string, string>;
  outputs: Record<string, string>;
  exports: Record<string, string>;
  protected: boolean;
  /** Oldest first. */
  events: StackEvent[];
  changeSets: FakeChangeSet[];
  /** What is still to happen; each look at the stack lets one of them happen. */
  steps: (() => void)[];
}

const NOTHING: FakeTemplate = { Resources: {} };

export function newStack(name: string, id: string, status: string): FakeStack {
  const none = { parameters: {}, tags: {}, outputs: {}, exports: {} };
  return { ...none, name, id, status, template: NOTHING, protected: false, events: [], changeSets: [], steps: [] };
}

/** The changes between two templates; a resource is replaced when its `Name` changes. */
export function changesBetween(old: FakeTemplate, wanted: FakeTemplate): Change[] {
  const ids = [...new Set([...Object.keys(old.Resources), ...Object.keys(wanted.Resources)])].sort();
  return ids.flatMap((id) => {
    const [before, after] = [old.Resources[id], wanted.Resources[id]];
    if (JSON.stringify(before) === JSON.stringify(after)) return [];
    const base = { LogicalResourceId: id, ResourceType: (after ?? before)?.Type };
    if (!before) return { Type: 'Resource', ResourceChange: { ...base, Action: 'Add' } };
    if (!after) return { Type: 'Resource', ResourceChange: { ...base, Action: 'Remove' } };
    const renamed = before.Properties?.Name !== after.Properties?.Name;
    const Target = { Attribute: 'Properties', Name: 'Name', RequiresRecreation: 'Always' } as const;
    const ResourceChange = {
      ...base,
      Action: 'Modify',
      Replacement: renamed ? 'True' : 'False',
      ...(renamed ? { Details: [{ Target }] } : {}),
    } as const;
    return { Type: 'Resource', ResourceChange };
  });
}

/** What the execution of a change set goes through. `breaks` names resources that fail, with CloudFormation's reason. */
export function operationSteps(stack: FakeStack, set: FakeChangeSet, breaks: ReadonlyMap<string, string>) {
  const verb = set.type;
  const say = (id: string, status: string, reason?: string) => () => addEvent(stack, set.token, id, status, reason);
  const become = (status: string, reason?: string) => () => {
    stack.status = status;
    addEvent(stack, set.token, stack.name, status, reason);
  };
  const ids = set.changes.map(({ ResourceChange }) => ResourceChange?.LogicalResourceId ?? '');
  const all = (say: (() => void)[]) => () => say.forEach((one) => void one());
  const started = all(ids.map((id) => say(id, `${verb}_IN_PROGRESS`)));
  const [broken] = ids.filter((id) => breaks.has(id));
  if (broken === undefined) {
    return [started, all(ids.map((id) => say(id, `${verb}_COMPLETE`))), become(`${verb}_COMPLETE`)];
  }
  const others = ids.filter((id) => id !== broken);
  const cancelled = others.map((id) => say(id, `${verb}_FAILED`, 'Resource creation cancelled'));
  const rollback = verb === 'CREATE' ? 'ROLLBACK' : 'UPDATE_ROLLBACK';
  return [
    started,
    all([say(broken, `${verb}_FAILED`, breaks.get(broken)), ...cancelled]),
    become(`${rollback}_IN_PROGRESS`, `The following resource(s) failed: [${ids.join(', ')}].`),
    become(breaks.has('rollback') ? `${rollback}_FAILED` : `${rollback}_COMPLETE`),
  ];
}

export function addEvent(stack: FakeStack, token: string, logicalId: string, status: string, reason?: string): void {
  const ofStack = logicalId === stack.name;
  stack.events.push({
    StackId: stack.id,
    StackName: stack.name,
    EventId: `event-${stack.events.length}`,
    LogicalResourceId: logicalId,
    PhysicalResourceId: ofStack ? stack.id : `${stack.name}-${logicalId}`,
    ResourceType: ofStack ? 'AWS::CloudFormation::Stack' : 'Fake::Resource',
    ResourceStatus: status as NonNullable<StackEvent['ResourceStatus']>,
    ResourceStatusReason: reason,
    Timestamp: new Date(1_700_000_000_000 + stack.events.length * 1000),
    ClientRequestToken: token,
  });
}
