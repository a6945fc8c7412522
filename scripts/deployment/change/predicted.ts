import type { ResourceChange } from '../../aws/changes.ts';
import { own } from '../../template/own.ts';
import { detailsOf, type Schemas, typeDetail } from './property-changes.ts';
import { modification } from './replacement.ts';
import { ripple } from './ripple.ts';
import type { SettledResource, SettledTemplate } from './settled.ts';

/**
 * What CloudFormation would do to go from one template to the other, as far as templates say it: by the schemas'
 * createOnlyProperties, whose change replaces a resource. A change set says it better; this is for where none can be made.
 */
export function predictedChanges(
  before: SettledTemplate | null,
  after: SettledTemplate,
  schemas: Schemas,
): ResourceChange[] {
  const old = before?.resources ?? {};
  const changes = new Map<string, ResourceChange>();
  for (const id of new Set([...Object.keys(old), ...Object.keys(after.resources)])) {
    const change = changeOf(id, own(old, id), own(after.resources, id), schemas);
    if (change) changes.set(id, change);
  }
  ripple(changes, after, schemas);
  return [...changes.values()].sort((one, other) => (one.logicalId < other.logicalId ? -1 : 1));
}

function changeOf(
  logicalId: string,
  before: SettledResource | undefined,
  after: SettledResource | undefined,
  schemas: Schemas,
): ResourceChange | null {
  const shape = { logicalId, physicalId: null, nestedChangeSet: null, replacement: null, scope: [], details: [] };
  if (after === undefined) {
    if (before === undefined) return null;
    const policyAction = own(POLICY_OF_REMOVAL, before.deletionPolicy) ?? 'Delete';
    return { ...shape, type: before.type, action: 'Remove', policyAction };
  }
  if (before === undefined) return { ...shape, type: after.type, action: 'Add', policyAction: null };
  const details = [...typeDetail(before, after), ...detailsOf(before, after, schemas)];
  return details.length === 0 ? null : modification(logicalId, after, details);
}

const POLICY_OF_REMOVAL: Record<string, string> = {
  Retain: 'Retain',
  RetainExceptOnCreate: 'Retain',
  Snapshot: 'Snapshot',
};
