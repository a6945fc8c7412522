import { uploadArtifact } from '../aws/artifacts.ts';
import { causeOf } from '../aws/cause.ts';
import { type Execution, executeChangeSet } from '../aws/execute.ts';
import { deleteStack, protectStack, type StackState } from '../aws/stacks.ts';
import { StackFailure } from './failure.ts';
import type { PlannedChangeSet, StackPlan } from './plan.ts';
import { discardPlan, type StackJob } from './plan-stack.ts';

/** Uploads what the stack's functions run and executes the planned change set; a failure of the stack is in the result. */
export async function applyChangeSet(job: StackJob, plan: StackPlan, changeSet: PlannedChangeSet): Promise<Execution> {
  const { clients, target, signal, report } = job;
  try {
    await uploadArtifacts(job);
    signal.throwIfAborted();
  } catch (error) {
    await discardPlan(clients, plan).catch(() => {});
    throw error;
  }
  const execution = await executeChangeSet(
    clients,
    changeSet,
    (event) => report({ type: 'progress', stack: target.stack, event }),
    signal,
  );
  if (execution.cause === null) await protectIfWanted(job, execution.stack);
  return execution;
}

/** Turns termination protection on where the environment wants it; what a person turned on stays on. */
export async function protectIfWanted({ clients, target }: StackJob, stack: StackState): Promise<void> {
  if (target.protect && !stack.terminationProtection) await protectStack(clients, stack.name);
}

export async function deleteFailedStack(
  { clients, target, signal, report }: StackJob,
  stack: StackState,
): Promise<void> {
  report({ type: 'deleting', stack: target.stack, stackName: target.stackName });
  const status = await deleteStack(clients, stack.id, signal);
  if (status === 'DELETE_COMPLETE') return;
  throw new StackFailure(
    causeOf(`stack ${stack.name} could not be deleted: remove what holds its resources, then delete the stack`),
  );
}

async function uploadArtifacts({ clients, target, report }: StackJob): Promise<void> {
  const { environment, stack, packaged, bucket, accountId } = target;
  await Promise.all(
    packaged.artifacts.map(async ({ key, sha256, body }) => {
      const outcome = await uploadArtifact(clients, { environment, bucket, accountId, key, sha256, body });
      report({ type: 'artifact', stack, key, bytes: body.byteLength, outcome });
    }),
  );
}
