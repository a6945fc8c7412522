import { discardChangeSet } from '../../aws/changesets.ts';
import type { AwsClients } from '../../aws/clients.ts';
import { isAccessDenied } from '../../aws/errors.ts';
import type { StackPlan } from '../plan.ts';

/**
 * Deletes the change set of a plan, and the stack that came into being with it.
 * @returns what could not be deleted, as a note; null when nothing is left
 */
export async function discardPlan(clients: AwsClients, { changeSet, stackName }: StackPlan): Promise<string | null> {
  if (changeSet === null) return null;
  try {
    await discardChangeSet(clients, changeSet, changeSet.broughtStack);
    return null;
  } catch (error) {
    // A role that plans need not be one that deletes stacks: an empty one under review does no harm.
    if (!isAccessDenied(error)) throw error;
    return `the empty stack ${stackName} stays in REVIEW_IN_PROGRESS: these credentials may not delete it; drift does, or the next deploy uses it`;
  }
}
