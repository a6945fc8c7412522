import { DeleteChangeSetCommand } from '@aws-sdk/client-cloudformation';
import type { AwsClients } from '../aws/clients.ts';
import { isAccessDenied, isChangeSetAbsent } from '../aws/errors.ts';
import { type ListedChangeSet, listChangeSets } from '../aws/listed-changesets.ts';
import { describeStack, type StackState, startDeletion } from '../aws/stacks.ts';

/** Milliseconds that a plan's change sets are kept for its execution. */
export const PLAN_LIFETIME_MS = 7 * 24 * 60 * 60_000;

export interface Removed {
  changeSets: string[];
  /** The stack was never anything but under review, and is gone too. */
  stack: boolean;
}

/** Deletes the change sets of plans that nobody executed in time, and the empty stack that is left of them. */
export async function removeStale(
  clients: Pick<AwsClients, 'cloudformation'>,
  { id, name, status }: StackState,
  prefix: string,
  now: Date,
): Promise<Removed> {
  const all = await listChangeSets(clients, name);
  const stale = all.filter((one) => isStale(one, prefix, now));
  for (const { id: ChangeSetName } of stale) {
    // With its stack: whoever looks for drift may delete change sets of these stacks alone.
    const command = new DeleteChangeSetCommand({ StackName: id, ChangeSetName });
    await clients.cloudformation.send(command).catch((error: unknown) => {
      if (!isChangeSetAbsent(error)) throw error;
    });
  }
  const isEmpty = status === 'REVIEW_IN_PROGRESS' && stale.length > 0 && stale.length === all.length;
  // Somebody may have begun to execute another change set meanwhile.
  const isStillEmpty = isEmpty && (await describeStack(clients, id))?.status === 'REVIEW_IN_PROGRESS';
  const isGone = isStillEmpty && (await isDeleted(clients, id));
  return { changeSets: stale.map(({ name }) => name), stack: isGone };
}

/**
 * A role that looks for drift may delete no stack, and no policy can tell an empty one from others: it stays then, and
 * holds nothing. The next plan goes on with it.
 */
async function isDeleted(clients: Pick<AwsClients, 'cloudformation'>, id: string): Promise<boolean> {
  try {
    await startDeletion(clients, id);
    return true;
  } catch (error) {
    if (isAccessDenied(error)) return false;
    throw error;
  }
}

/** Ours by its name, and made before the time that plans are kept. */
function isStale({ name, createdAt, executionStatus }: ListedChangeSet, prefix: string, now: Date): boolean {
  const isOurs = name.startsWith(`${prefix}-`);
  const age = createdAt === null ? 0 : now.getTime() - new Date(createdAt).getTime();
  return isOurs && age > PLAN_LIFETIME_MS && !/^EXECUTE_/.test(executionStatus ?? '');
}
