import { causeOf } from '../../aws/cause.ts';
import { deleteStack } from '../../aws/deletion.ts';
import { protectStack, setStackPolicy } from '../../aws/guards.ts';
import type { StackState } from '../../aws/stacks.ts';
import { StackFailure } from '../failure.ts';
import { type StackJob, teller } from '../job.ts';

/**
 * Turns termination protection on and puts the stack policy in place where the environment wants them; what a person
 * turned on stays on.
 */
export async function guardStack({ clients, environment, target }: StackJob, stack: StackState): Promise<void> {
  if (target.protect && !stack.terminationProtection) await protectStack(clients, stack.name);
  if (environment.stackPolicy !== null) await setStackPolicy(clients, stack.name, environment.stackPolicy);
}

export async function deleteFailedStack(job: StackJob, stack: StackState): Promise<void> {
  const { clients, poller, target, signal, report } = job;
  report({ type: 'deleting', stack: target.stack, stackName: target.stackName });
  const status = await deleteStack(clients, stack.id, { poller, report: teller(job), signal });
  if (status === 'DELETE_COMPLETE') return;
  throw new StackFailure(
    causeOf(`stack ${stack.name} could not be deleted: remove what holds its resources, then delete the stack`),
  );
}
