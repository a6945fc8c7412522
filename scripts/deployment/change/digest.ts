import { createHash } from 'node:crypto';
import { canonical } from '../../access/canonical.ts';
import type { ResourceChange } from '../../aws/changes.ts';
import type { StackPlan } from '../plan.ts';

type Digested = Pick<StackPlan, 'stackName' | 'action' | 'templateSha256' | 'parameters' | 'tags' | 'changes'>;

/**
 * Lower-case hex SHA-256 over what a stack's plan was reviewed for: template, parameters, tags and changes. Left out are
 * values and physical ids: they follow from the template, and CloudFormation may write them otherwise the next time.
 */
export function digestOf({ stackName, action, templateSha256, parameters, tags, changes }: Digested): string {
  return hashOf({ stackName, action, templateSha256, parameters, tags, changes: changes.map(digested).sort() });
}

/** Over the stacks of a plan, in any order. */
export function digestOfAll(stacks: readonly Pick<StackPlan, 'stack' | 'digest'>[]): string {
  return hashOf(Object.fromEntries(stacks.map(({ stack, digest }) => [stack, digest])));
}

/** As text, which sorts whatever order CloudFormation tells changes in. */
function digested({ logicalId, type, action, replacement, details }: ResourceChange): string {
  const targets = [...new Set(details.map(({ target }) => target))].sort();
  return canonical({ logicalId, type, action, replacement, targets });
}

/**
 * Lower-case hex SHA-256 of what a value says, whatever the order of its keys: CloudFormation need not give a template
 * back byte by byte.
 */
export function hashOf(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('hex');
}
