import { ContinueUpdateRollbackCommand, RollbackStackCommand } from '@aws-sdk/client-cloudformation';
import { causeOf, type FailureCause } from '../aws/cause.ts';
import type { AwsClients } from '../aws/clients.ts';
import { deleteStack } from '../aws/deletion.ts';
import { newestEvent, type StackEvent } from '../aws/events.ts';
import type { Poller } from '../aws/poller.ts';
import { failedResources, type ListedResource } from '../aws/resources.ts';
import { describeStack, type StackState } from '../aws/stacks.ts';
import { UserError } from '../cli/errors.ts';
import { didYouMean } from '../template/near-names.ts';

export interface RecoverOptions {
  clients: AwsClients;
  poller: Poller;
  stackName: string;
  /** Resources that the rollback leaves as they are, by logical id. */
  skip: readonly string[];
  /** Resources that a deletion leaves behind, by logical id. */
  retain: readonly string[];
  signal: AbortSignal;
  report(event: StackEvent): void;
}

export interface Recovered {
  before: string;
  /** `DELETE_COMPLETE` when the stack is gone. */
  after: string;
  /** Null when the stack can be deployed again. */
  cause: FailureCause | null;
}

type Way = 'continue' | 'roll back' | 'delete';

/**
 * What brings a stack back from where a deploy leaves it alone.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-continueupdaterollback.html
 */
const WAYS: Record<string, Way> = {
  UPDATE_ROLLBACK_FAILED: 'continue',
  UPDATE_FAILED: 'roll back',
  CREATE_FAILED: 'delete',
  ROLLBACK_FAILED: 'delete',
  DELETE_FAILED: 'delete',
};

/** @throws UserError when there is no such stack, or nothing to recover it from */
export async function recoverStack(options: RecoverOptions): Promise<Recovered> {
  const stack = await describeStack(options.clients, options.stackName);
  if (stack === null) throw new UserError(`no stack ${options.stackName} is deployed: there is nothing to recover`);
  const way = WAYS[stack.status];
  if (way === undefined) throw new UserError(`stack ${stack.name} is in ${stack.status}: ${nothingToDo(stack.status)}`);
  const failed = await failedResources(options.clients, stack.id);
  refuseUnknown(options, way, failed);
  const after = way === 'delete' ? await deleteIt(options, stack) : await rollBack(options, stack, way);
  if (/^(UPDATE_ROLLBACK|ROLLBACK|DELETE)_COMPLETE$/.test(after)) return { before: stack.status, after, cause: null };
  const [first] = await failedResources(options.clients, stack.id);
  return { before: stack.status, after, cause: causeOf(first?.reason ?? `the stack ended in ${after}`, first ?? null) };
}

function nothingToDo(status: string): string {
  if (status === 'ROLLBACK_COMPLETE') return 'the next deploy deletes it and makes it again';
  if (status.endsWith('_IN_PROGRESS')) return 'wait for it to end, deploy does';
  return 'it needs no recovery';
}

/** A name that is none of those that failed would be refused by CloudFormation with less to say. */
function refuseUnknown({ skip, retain }: RecoverOptions, way: Way, failed: readonly ListedResource[]): void {
  const known = failed.map(({ logicalId }) => logicalId);
  const [option, names] = way === 'delete' ? ['--retain', retain] : ['--skip', skip];
  if (way === 'delete' ? skip.length > 0 : retain.length > 0) {
    throw new UserError(`this stack takes ${option}: it is to be ${way === 'delete' ? 'deleted' : 'rolled back'}`);
  }
  const wrong = names.find((name) => !known.includes(name));
  if (wrong === undefined) return;
  throw new UserError(
    `${option} takes what failed (${known.join(', ') || 'nothing did'}), not '${wrong}'${didYouMean(wrong, known)}`,
  );
}

async function rollBack(options: RecoverOptions, { id }: StackState, way: Way): Promise<string> {
  const { clients, poller, skip, signal, report } = options;
  const after = await newestEvent(clients, id);
  const input = { StackName: id };
  if (way === 'roll back') await clients.cloudformation.send(new RollbackStackCommand(input));
  else await clients.cloudformation.send(new ContinueUpdateRollbackCommand({ ...input, ResourcesToSkip: [...skip] }));
  const { stack } = await poller.follow({ stackId: id, beginning: { after } }, report, signal);
  return stack?.status ?? 'DELETE_COMPLETE';
}

/** Resources can be left behind only by a stack whose deletion has failed before. */
async function deleteIt(options: RecoverOptions, { id, status }: StackState): Promise<string> {
  const { clients, poller, retain, signal, report } = options;
  if (retain.length > 0 && status !== 'DELETE_FAILED') {
    throw new UserError(`a stack in ${status} leaves nothing behind yet: recover it without --retain first`);
  }
  return deleteStack(clients, id, { poller, report, signal, retain });
}
