import { isDeepStrictEqual } from 'node:util';
import type { ChangeDetail } from '../../aws/changes.ts';
import type { Handlers } from '../../iam/catalog/handlers.ts';
import { own } from '../../template/own.ts';
import { CONDITIONALLY_CREATE_ONLY } from './data-types.ts';
import { valueAt } from './property-path.ts';
import { isUnknown } from './references.ts';
import type { SettledResource } from './settled.ts';

export type Schemas = Pick<Handlers, 'createOnlyOf'>;
type Recreation = 'Always' | 'Conditionally' | 'Never';

/** What differs between two states of a resource, property by property; [] when nothing does. */
export function detailsOf(before: SettledResource, after: SettledResource, schemas: Schemas): ChangeDetail[] {
  const names = new Set([...Object.keys(before.properties), ...Object.keys(after.properties)]);
  const createOnly = schemas.createOnlyOf(after.type);
  const properties = [...names].sort().flatMap((name) => {
    const values = [own(before.properties, name), own(after.properties, name)] as const;
    return difference(`Properties.${name}`, ...values, () => recreation(name, before, after, createOnly));
  });
  const attributes = [
    ...difference('Metadata', before.metadata, after.metadata),
    ...difference('CreationPolicy', before.creationPolicy, after.creationPolicy),
    ...difference('UpdatePolicy', before.updatePolicy, after.updatePolicy),
    ...difference('DeletionPolicy', before.deletionPolicy, after.deletionPolicy),
    ...difference('UpdateReplacePolicy', before.updateReplacePolicy, after.updateReplacePolicy),
  ];
  return [...properties, ...attributes];
}

/** A logical id that gets another type stands for another resource. */
export function typeDetail(before: SettledResource, after: SettledResource): ChangeDetail[] {
  return difference('Type', before.type, after.type, () => 'Always');
}

export function shown(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The paths below a property of the schema's list, `Code/ZipFile` for `Code`. */
export function pathsOf(name: string, paths: readonly string[]): string[] {
  return paths.filter((path) => path.split('/')[0] === name);
}

function difference(
  target: string,
  before: unknown,
  after: unknown,
  requiresRecreation: () => Recreation = () => 'Never',
): ChangeDetail[] {
  if (isDeepStrictEqual(before, after)) return [];
  const values = { before: shown(before), after: shown(after) };
  return [{ target, requiresRecreation: requiresRecreation(), cause: null, ...values }];
}

/** `Always` for a property that cannot be changed in place; without a schema nobody can tell. */
function recreation(
  name: string,
  before: SettledResource,
  after: SettledResource,
  createOnly: readonly string[] | null,
): Recreation {
  if (createOnly === null) return 'Conditionally';
  const pairs = pathsOf(name, createOnly).map((path) => [
    valueAt(before.properties, path),
    valueAt(after.properties, path),
  ]);
  const changed = pairs.filter(([old, wanted]) => !isDeepStrictEqual(old, wanted));
  // One that comes or goes is a change whatever it says.
  if (changed.some((pair) => pair.includes(undefined) || !pair.some(isUnknown))) return 'Always';
  const mayForce = own(CONDITIONALLY_CREATE_ONLY, after.type) ?? [];
  return changed.length > 0 || mayForce.includes(name) ? 'Conditionally' : 'Never';
}
