import { exportNames, type StackState } from '../../aws/stacks.ts';
import type { StackJob } from '../job.ts';

/** Why CloudFormation cannot say yet what would change; null when it can. */
export async function notYet(job: StackJob, current: StackState | null): Promise<string | null> {
  const { clients, target, wishes } = job;
  const isNew = current === null || current.status === 'REVIEW_IN_PROGRESS';
  // The stack that a change set brings into being could be deleted only by a role that can delete any stack.
  if (isNew && wishes.purpose === 'pull-request')
    return 'it does not exist, and a pull request brings no stack into being';
  if (target.imports.length === 0) return null;
  const present = await exportNames(clients);
  const missing = target.imports.filter((name) => !present.has(name));
  return missing.length === 0
    ? null
    : `it imports ${missing.join(', ')}, which no stack in ${target.region} exports yet`;
}
