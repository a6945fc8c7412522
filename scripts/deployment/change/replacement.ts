import type { ChangeDetail, ResourceChange } from '../../aws/changes.ts';
import { own } from '../../template/own.ts';
import type { SettledResource } from './settled.ts';

const SEVERITY: Record<string, number> = { True: 2, Always: 2, Conditional: 1, Conditionally: 1 };

/** Of what is said of a replacement or of recreation, from 0; what is not said counts as none. */
export function severity(said: string | null): number {
  return (said === null ? undefined : own(SEVERITY, said)) ?? 0;
}

/** A change of a resource that stays in the template. */
export function modification(logicalId: string, after: SettledResource, details: ChangeDetail[]): ResourceChange {
  const replacement = replacementBy(details);
  const policyAction = own(POLICY_OF_REPLACEMENT, after.updateReplacePolicy) ?? 'ReplaceAndDelete';
  return {
    ...{ logicalId, physicalId: null, type: after.type, action: 'Modify', replacement },
    policyAction: replacement === 'False' ? null : policyAction,
    scope: [...new Set(details.map(({ target }) => target.split('.')[0] ?? ''))],
    ...{ details, nestedChangeSet: null },
  };
}

export function isReplaced({ action, replacement }: ResourceChange): boolean {
  return action === 'Modify' && severity(replacement) > 0;
}

const POLICY_OF_REPLACEMENT: Record<string, string> = { Retain: 'ReplaceAndRetain', Snapshot: 'ReplaceAndSnapshot' };

function replacementBy(details: readonly ChangeDetail[]): 'True' | 'Conditional' | 'False' {
  const most = Math.max(0, ...details.map(({ requiresRecreation }) => severity(requiresRecreation)));
  if (most === 2) return 'True';
  return most === 1 ? 'Conditional' : 'False';
}
