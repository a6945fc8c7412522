import type { Change, ResourceChangeDetail } from '@aws-sdk/client-cloudformation';

/** What a change set does to one resource, in CloudFormation's words. */
export interface ResourceChange {
  logicalId: string;
  physicalId: string | null;
  type: string;
  /** `Add`, `Modify`, `Remove`, `Import`, `Dynamic` (not known before execution). */
  action: string;
  /** `True`, `False`, `Conditional`; null where the action has none. */
  replacement: string | null;
  /** What becomes of the old resource: `Delete`, `Retain`, `Snapshot`, `ReplaceAndDelete`, …; null when not said. */
  policyAction: string | null;
  /** `Properties`, `Metadata`, `Tags`, …: what of the resource changes. */
  scope: string[];
  /** The ARN of the change set of a nested stack; null for any other resource. */
  nestedChangeSet: string | null;
  details: ChangeDetail[];
}

export interface ChangeDetail {
  /** `Properties.TableName`, `Tags`. */
  target: string;
  /** `Always`, `Conditionally`, `Never`; null when it does not apply. */
  requiresRecreation: string | null;
  /** The parameter, resource or attribute whose change brings this one about. */
  cause: string | null;
  /** As text, JSON where it is no text; null where there is none or it is not known. */
  before: string | null;
  after: string | null;
}

/** Other kinds of change (hooks) say nothing about resources. */
export function resourceChanges(changes: readonly Change[]): ResourceChange[] {
  return changes.flatMap(({ ResourceChange: change }) => {
    if (!change) return [];
    return {
      logicalId: change.LogicalResourceId ?? '',
      physicalId: change.PhysicalResourceId || null,
      type: change.ResourceType ?? '',
      action: change.Action ?? '',
      replacement: change.Replacement ?? null,
      policyAction: change.PolicyAction ?? null,
      scope: change.Scope ?? [],
      nestedChangeSet: change.ChangeSetId ?? null,
      details: (change.Details ?? []).map(detailOf),
    };
  });
}

function detailOf({ Target, CausingEntity }: ResourceChangeDetail): ChangeDetail {
  return {
    target: [Target?.Attribute, Target?.Name].filter(Boolean).join('.'),
    requiresRecreation: Target?.RequiresRecreation ?? null,
    cause: CausingEntity || null,
    before: Target?.BeforeValue ?? null,
    after: Target?.AfterValue ?? null,
  };
}
