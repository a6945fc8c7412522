import type { ReviewedResource } from '../../../access/model.ts';
import type { ProvedStack } from '../../deployment.ts';

/** A resource with the stack that it is of, its name there and its ARN. */
export interface Found {
  stack: ProvedStack;
  logicalId: string;
  type: string;
  properties: ReviewedResource['properties'];
  name: string;
  /** Empty for types whose ARN is not known. */
  arn: string;
}

export function ofType(stacks: readonly ProvedStack[], ...types: readonly string[]): Found[] {
  return stacks.flatMap((stack) =>
    stack.resources.flatMap((resource) => (types.includes(resource.type) ? [foundIn(stack, resource)] : [])),
  );
}

export function foundIn(stack: ProvedStack, { logicalId, type, properties }: ReviewedResource): Found {
  const name = stack.symbols.get(logicalId) ?? '';
  return { stack, logicalId, type, properties, name, arn: stack.symbols.get(`${logicalId}.Arn`) ?? '' };
}

/** The resource of a type that a property names, by its name or by its ARN. */
export function named(stacks: readonly ProvedStack[], type: string, value: unknown): Found | null {
  const isIt = ({ name, arn }: Found) => value === name || (arn !== '' && value === arn);
  return ofType(stacks, type).find(isIt) ?? null;
}

/** The texts below a value. */
export function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
