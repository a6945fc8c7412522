import type { HandlerKind } from '../../access/deploying/handler-needs.ts';
import type { ResourceChange } from '../../aws/changes.ts';

/** Handlers that a change calls on the resource that is there, or on the one that it makes. */
export interface HandlerCall {
  kinds: readonly HandlerKind[];
  on: 'old' | 'new';
}

const MAKE: HandlerCall = { kinds: ['create', 'read'], on: 'new' };
const CHANGE: HandlerCall = { kinds: ['update', 'read'], on: 'old' };
const DELETE: HandlerCall = { kinds: ['delete', 'read'], on: 'old' };

/**
 * The handlers that CloudFormation calls for a change, as far as it says what it will do. What is retained is not deleted.
 * https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html#schema-properties-handlers
 */
export function handlerCalls({ action, replacement, policyAction }: ResourceChange): HandlerCall[] {
  const removal = /Retain/.test(policyAction ?? '') ? [] : [DELETE];
  switch (action) {
    case 'Add':
      return [MAKE];
    case 'Import':
      return [{ ...CHANGE, on: 'new' }];
    case 'Remove':
      return removal;
    case 'Modify':
      if (replacement === 'True') return [MAKE, ...removal];
      return replacement === 'Conditional' ? [CHANGE, MAKE, ...removal] : [CHANGE];
    default:
      return [];
  }
}
