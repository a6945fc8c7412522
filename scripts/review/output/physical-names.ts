import type { ReviewedResource } from '../../access/model.ts';
import { shapeOf } from '../../access/read/arns.ts';
import { principalName } from '../../access/units.ts';
import { physicalKey, stackOf } from './labels.ts';

const NONE = new Map<string, string>();

/**
 * What resources are called, `stack/LogicalId`, by what policies call them that have the name and not the resource:
 * `table/${TableName}` for a table whose `TableName` is `${TableName}`. Two of one name, of which nobody knows which is
 * meant, have none.
 */
export function physicalNames(resources: readonly ReviewedResource[]): ReadonlyMap<string, string> {
  const names = new Map<string, string | null>();
  for (const resource of resources) {
    const arn = arnOf(resource);
    if (arn === null) continue;
    const name = principalName(resource.template, resource.logicalId);
    const key = physicalKey(arn, { stack: stackOf(name), names: NONE });
    names.set(key, names.has(key) ? null : name);
  }
  return new Map([...names].flatMap(([key, name]) => (name === null ? [] : [[key, name] as const])));
}

function arnOf({ type, properties }: ReviewedResource): string | null {
  const shape = shapeOf(type);
  if (!shape?.name || shape.arn === null) return null;
  const { [shape.name]: name, Path: path } = properties;
  if (typeof name !== 'string') return null;
  return shape.arn.replace('{path}', typeof path === 'string' ? path : '/').replace('{name}', () => name);
}
