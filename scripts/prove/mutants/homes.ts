import { isDeepStrictEqual } from 'node:util';
import type { ReviewedResource } from '../../access/model.ts';
import type { Path } from '../../template/source.ts';
import { isMap } from '../../template/walk.ts';
import type { ProvedStack } from '../deployment.ts';
import type { Home } from './mutant.ts';

/** The policy documents of a stack: of its roles, and of its resources. */
export function homesOf(stack: ProvedStack): Home[] {
  const taken = new Set<string>();
  return stack.documents.flatMap((document) => {
    const { owner, kind } = document;
    const resource = stack.resources.find(({ logicalId }) => logicalId === owner?.logicalId);
    if (resource === undefined) return [];
    const { logicalId } = resource;
    const path = pathOf(document.value, resource.properties, (at) => !taken.has(key(logicalId, at)));
    if (path) taken.add(key(logicalId, path));
    const roles = rolesOf(resource, stack);
    // A managed policy that no role of its stack has bounds those of others.
    const isBoundary = resource.type === 'AWS::IAM::ManagedPolicy' && roles.length === 0;
    const home = { stack, document, logicalId, path, roles, file: document.at([]).file };
    return { ...home, kind: isBoundary ? 'boundary' : kind };
  });
}

function key(logicalId: string, path: Path): string {
  return JSON.stringify([logicalId, path]);
}

/** Where a value stands in another that is free; null: nowhere. */
function pathOf(value: unknown, within: unknown, isFree: (path: Path) => boolean, path: Path = []): Path | null {
  if (path.length > 0 && isFree(path) && isDeepStrictEqual(within, value)) return path;
  if (typeof within !== 'object' || within === null) return null;
  const entries = Array.isArray(within) ? [...within.entries()] : Object.entries(within);
  for (const [step, part] of entries) {
    const found = pathOf(value, part, isFree, [...path, step]);
    if (found) return found;
  }
  return null;
}

/** The names of the roles that have the policies of a resource. */
function rolesOf({ type, properties, logicalId }: ReviewedResource, stack: ProvedStack): string[] {
  if (type === 'AWS::IAM::Role') return [stack.symbols.get(logicalId) ?? logicalId];
  const named = [properties.Roles ?? []].flat().filter((name) => typeof name === 'string');
  return type === 'AWS::IAM::ManagedPolicy' ? [...named, ...attachedTo(logicalId, stack)] : named;
}

function attachedTo(policy: string, { resources, symbols }: ProvedStack): string[] {
  const arn = symbols.get(policy) ?? '';
  return resources.flatMap(({ type, properties, logicalId }) => {
    const arns = [properties.ManagedPolicyArns ?? []].flat();
    return type === 'AWS::IAM::Role' && isMap(properties) && arns.includes(arn)
      ? [symbols.get(logicalId) ?? logicalId]
      : [];
  });
}
