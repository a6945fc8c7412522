import type { ResourceChange } from '../../aws/changes.ts';
import { own } from '../../template/own.ts';
import type { DataAtRisk } from '../plan.ts';
import { DATA_TYPES, DECIDED_BY_SCHEMA } from './data-types.ts';
import { predictedChanges } from './predicted.ts';
import { pathsOf, type Schemas } from './property-changes.ts';
import { severity } from './replacement.ts';
import type { SettledTemplate } from './settled.ts';

/**
 * Resources with data that the changes delete or replace. CloudFormation's word counts, and so do the schemas: an
 * emulator, and AWS itself for some types, says less than what happens.
 * @param allowed logical ids that a person acknowledged
 */
export function dataAtRisk(
  changes: readonly ResourceChange[],
  before: SettledTemplate | null,
  after: SettledTemplate | null,
  schemas: Schemas,
  allowed: ReadonlySet<string>,
): DataAtRisk[] {
  const foreseen = new Map(
    (after === null ? [] : predictedChanges(before, after, schemas)).map((change) => [change.logicalId, change]),
  );
  return changes.flatMap((change): DataAtRisk[] => {
    // The old resource holds the data: its type counts where a logical id changes its type.
    const type = own(before?.resources, change.logicalId)?.type ?? change.type;
    const loses = own(DATA_TYPES, type);
    const happens = outcomeOf(change, foreseen.get(change.logicalId), schemas);
    if (loses === undefined || happens === null) return [];
    const kept = keptBy(change, happens, before, after);
    const { logicalId, physicalId } = change;
    const because = happens === 'deleted' ? [] : forcing(change, foreseen.get(logicalId));
    return [{ logicalId, type, physicalId, happens, because, loses, kept, isAllowed: allowed.has(logicalId) }];
  });
}

function outcomeOf(
  change: ResourceChange,
  guess: ResourceChange | undefined,
  schemas: Schemas,
): DataAtRisk['happens'] | null {
  if (change.action === 'Remove') return 'deleted';
  // Of a dynamic action nobody knows before it is executed what it will be.
  if (change.action === 'Dynamic') return 'may be replaced';
  if (change.action !== 'Modify') return null;
  if (change.replacement === 'True') return 'replaced';
  if (guess?.replacement === 'True') return 'may be replaced';
  if (change.replacement === 'Conditional') return isCleared(change, guess, schemas) ? null : 'may be replaced';
  return change.replacement === null && guess?.replacement === 'Conditional' ? 'may be replaced' : null;
}

/** Whether all that may force it are properties that the schema lets change in place. */
function isCleared(change: ResourceChange, guess: ResourceChange | undefined, schemas: Schemas): boolean {
  const createOnly = schemas.createOnlyOf(change.type);
  if (createOnly === null || !DECIDED_BY_SCHEMA.has(change.type)) return false;
  const details = [...change.details, ...(guess?.details ?? [])];
  const suspected = details.filter(({ requiresRecreation }) => severity(requiresRecreation) > 0);
  const names = suspected.map(({ target }) => /^Properties\.(.+)$/.exec(target)?.[1]);
  return names.length > 0 && names.every((name) => name !== undefined && pathsOf(name, createOnly).length === 0);
}

/** The names of the properties that force it. */
function forcing(change: ResourceChange, guess: ResourceChange | undefined): string[] {
  const details = [...change.details, ...(guess?.details ?? [])];
  const always = details.filter(({ requiresRecreation }) => requiresRecreation === 'Always');
  const some = details.filter(({ requiresRecreation }) => requiresRecreation === 'Conditionally');
  const names = (always.length > 0 ? always : some).map(({ target }) => target.replace(/^Properties\./, ''));
  return [...new Set(names)];
}

/**
 * CloudFormation's word, where it says what becomes of the old resource. Else a deletion goes by the DeletionPolicy of the
 * template that is deployed, as the new one has the resource no more; a replacement by the UpdateReplacePolicy of the new
 * one.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatereplacepolicy.html
 */
function keptBy(
  { logicalId, policyAction }: ResourceChange,
  happens: DataAtRisk['happens'],
  before: SettledTemplate | null,
  after: SettledTemplate | null,
): DataAtRisk['kept'] {
  const policy =
    happens === 'deleted'
      ? own(before?.resources, logicalId)?.deletionPolicy
      : own(after?.resources, logicalId)?.updateReplacePolicy;
  const said = policyAction?.replace(/^ReplaceAnd/, '') ?? policy;
  if (said === 'Retain' || said === 'RetainExceptOnCreate') return 'Retain';
  return said === 'Snapshot' ? 'Snapshot' : null;
}
