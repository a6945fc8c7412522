import type { ChangeDetail, ResourceChange } from '../../aws/changes.ts';
import { pathsOf, type Schemas, shown } from './property-changes.ts';
import { valueAt } from './property-path.ts';
import { type Reference, referencesIn } from './references.ts';
import { isReplaced, modification, severity } from './replacement.ts';
import type { SettledResource, SettledTemplate } from './settled.ts';

/** A property that refers to another resource, and whether a change there may replace the resource that has it. */
interface Use extends Reference {
  user: string;
  property: string;
  requiresRecreation: 'Conditionally' | 'Never';
}

/**
 * Adds what follows from changes: a replaced resource has a new name and ARN, and an attribute of a changed one may
 * change with it, so what uses them changes, and so on. A change set tells these as `ResourceReference` and
 * `ResourceAttribute`, https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChangeDetail.html
 */
export function ripple(changes: Map<string, ResourceChange>, after: SettledTemplate, schemas: Schemas): void {
  const uses = usesIn(after, schemas);
  const waiting = [...changes.values()].filter(({ action }) => action === 'Modify').map(({ logicalId }) => logicalId);
  for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
    const cause = changes.get(id) as ResourceChange;
    for (const use of uses.get(id) ?? []) {
      if (use.user === id || (use.attribute === null && !isReplaced(cause))) continue;
      const resource = after.resources[use.user] as SettledResource;
      const known = changes.get(use.user);
      const rippled = known?.action === 'Add' ? null : withUse(known, use, resource);
      if (rippled === null) continue;
      changes.set(use.user, rippled);
      if (known === undefined || isReplaced(rippled) !== isReplaced(known)) waiting.push(use.user);
    }
  }
}

/** Null when the change says it already. */
function withUse(change: ResourceChange | undefined, use: Use, resource: SettledResource): ResourceChange | null {
  const target = `Properties.${use.property}`;
  const details = change?.details ?? [];
  const isTold = details.some(
    (detail) => detail.target === target && severity(detail.requiresRecreation) >= severity(use.requiresRecreation),
  );
  if (isTold) return null;
  const detail: ChangeDetail = {
    ...{ target, requiresRecreation: use.requiresRecreation },
    cause: use.attribute === null ? use.name : `${use.name}.${use.attribute}`,
    // What the new value will be is not known, only that it is another.
    ...{ before: null, after: shown(resource.properties[use.property]) },
  };
  return modification(use.user, resource, [...details, detail]);
}

/** By what is used. */
function usesIn({ resources }: SettledTemplate, schemas: Schemas): Map<string, Use[]> {
  const uses = new Map<string, Use[]>();
  for (const [user, { type, properties }] of Object.entries(resources)) {
    const createOnly = schemas.createOnlyOf(type);
    for (const [property, value] of Object.entries(properties)) {
      const forcing = pathsOf(property, createOnly ?? []).flatMap((path) => referencesIn(valueAt(properties, path)));
      for (const reference of referencesIn(value)) {
        const isForcing = createOnly === null || forcing.some(({ name }) => name === reference.name);
        const use = {
          ...reference,
          user,
          property,
          requiresRecreation: isForcing ? 'Conditionally' : 'Never',
        } as const;
        const others = uses.get(reference.name);
        if (others) others.push(use);
        else uses.set(reference.name, [use]);
      }
    }
  }
  return uses;
}
