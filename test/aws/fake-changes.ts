import type { Change, ResourceChangeDetail } from '@aws-sdk/client-cloudformation';
import type { FakeResource, FakeTemplate } from './fake-stack.ts';

export interface FakeChange extends Change {
  ResourceChange: NonNullable<Change['ResourceChange']>;
}

/** The changes between two templates; a resource is replaced when its `Name` changes. */
export function changesBetween(old: FakeTemplate, wanted: FakeTemplate, stackName = 'app'): FakeChange[] {
  const ids = [...new Set([...Object.keys(old.Resources), ...Object.keys(wanted.Resources)])].sort();
  return ids.flatMap((id): FakeChange[] => {
    const [before, after] = [old.Resources[id], wanted.Resources[id]];
    if (JSON.stringify(before) === JSON.stringify(after)) return [];
    const ResourceChange = {
      LogicalResourceId: id,
      ResourceType: (after ?? before)?.Type ?? '',
      ...(before ? { PhysicalResourceId: `${stackName}-${id}`, BeforeContext: contextOf(before) } : {}),
      ...(after ? { AfterContext: contextOf(after) } : {}),
      ...changeOf(before, after),
    };
    return [{ Type: 'Resource', ResourceChange }];
  });
}

function changeOf(
  before: FakeResource | undefined,
  after: FakeResource | undefined,
): Partial<FakeChange['ResourceChange']> {
  if (!before) return { Action: 'Add' };
  if (!after) return { Action: 'Remove', PolicyAction: before.DeletionPolicy === 'Retain' ? 'Retain' : 'Delete' };
  const renamed = before.Properties?.Name !== after.Properties?.Name;
  const Details = detailsOf(before.Properties ?? {}, after.Properties ?? {});
  const Replacement = renamed ? 'True' : 'False';
  return { Action: 'Modify', Replacement, Scope: ['Properties'], Details };
}

function detailsOf(before: Record<string, unknown>, after: Record<string, unknown>): ResourceChangeDetail[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  const changed = names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  return changed.map((name) => ({
    Target: {
      ...{ Attribute: 'Properties', Name: name, Path: `/Properties/${name}` },
      RequiresRecreation: name === 'Name' ? 'Always' : 'Never',
      ...(name in before ? { BeforeValue: textOf(before[name]) } : {}),
      ...(name in after ? { AfterValue: textOf(after[name]) } : {}),
    },
    Evaluation: 'Static',
    ChangeSource: 'DirectModification',
  }));
}

/** As DescribeChangeSet gives a change when it was not asked for property values. */
export function withoutValues(change: FakeChange): FakeChange {
  const { BeforeContext, AfterContext, Details, ...rest } = change.ResourceChange;
  const bare = Details?.map((detail) => {
    const { BeforeValue, AfterValue, Path, ...Target } = detail.Target ?? {};
    return { ...detail, Target };
  });
  return { ...change, ResourceChange: { ...rest, ...(bare ? { Details: bare } : {}) } };
}

function contextOf({ Properties = {} }: FakeResource): string {
  return JSON.stringify({ Properties });
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
