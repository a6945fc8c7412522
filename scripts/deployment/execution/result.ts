import type { StackResult, StackStatus } from '../events.ts';
import type { PreparedStack } from '../prepare.ts';

type Named = Pick<PreparedStack, 'stack' | 'stackName' | 'region'>;

export function resultOf({ stack, stackName, region }: Named, status: StackStatus): StackResult {
  const nothing = { outputs: {}, changes: [], cause: null, reason: null, blockedBy: [], heldBy: [], invocations: [] };
  return { stack, stackName, region, status, ...nothing };
}
