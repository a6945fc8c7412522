import { causeOf } from '../aws/cause.ts';
import { changeSetName } from '../aws/changeset-name.ts';
import { type ChangeSet, createChangeSet, discardChangeSet, reviewedChangeSet } from '../aws/changesets.ts';
import type { AwsClients } from '../aws/clients.ts';
import { nextStep } from '../aws/stack-status.ts';
import { describeStack, exportNames, type StackState, waitForRest } from '../aws/stacks.ts';
import { sharpened } from '../aws/validation.ts';
import type { DeployEvent } from './events.ts';
import { StackFailure } from './failure.ts';
import type { PlannedChangeSet, StackPlan } from './plan.ts';
import type { PreparedStack } from './prepare.ts';
import { templateAt } from './template-at.ts';

/** One stack on its way, with what it takes to talk about it. */
export interface StackJob {
  clients: AwsClients;
  target: PreparedStack;
  prefix: string;
  env: NodeJS.ProcessEnv;
  dryRun: boolean;
  signal: AbortSignal;
  report(event: DeployEvent): void;
}

export interface Planned {
  plan: StackPlan;
  /** The stack as it is now; null when it does not exist. */
  current: StackState | null;
}

/** Makes the stack's change set and says what it would do. Nothing of the stack itself changes. */
export async function planStack(job: StackJob): Promise<Planned> {
  const current = await stackAtRest(job);
  const step = nextStep(current?.status ?? null);
  if (step.kind === 'stuck') {
    throw new StackFailure(causeOf(`stack ${job.target.stackName} is in ${current?.status}: ${step.advice}`));
  }
  if (step.kind === 'recreate') {
    const reason = 'its creation failed earlier (ROLLBACK_COMPLETE): it is deleted and made again';
    return { plan: { ...emptyPlan(job), action: 'recreate', reason }, current };
  }
  const missing = job.dryRun ? await missingExports(job) : [];
  if (missing.length > 0) {
    const reason = `it imports ${missing.join(', ')}, which no stack in ${job.target.region} exports yet`;
    return { plan: { ...emptyPlan(job), action: 'predicted', reason }, current };
  }
  return { plan: await changeSetPlan(job, current, step.kind === 'update' ? 'UPDATE' : 'CREATE'), current };
}

export async function discardPlan(clients: AwsClients, { changeSet }: StackPlan): Promise<void> {
  if (changeSet) await discardChangeSet(clients, changeSet, changeSet.broughtStack);
}

async function stackAtRest({ clients, target, signal, report }: StackJob): Promise<StackState | null> {
  const { stack, stackName } = target;
  const found = await describeStack(clients, stackName);
  if (found === null || nextStep(found.status).kind !== 'wait') return found;
  report({ type: 'waiting', stack, stackName, status: found.status });
  await waitForRest(clients, found.id, signal);
  // By name: after a deletion the name is free, or somebody has taken it again.
  return describeStack(clients, stackName);
}

async function missingExports({ clients, target }: StackJob): Promise<string[]> {
  if (target.imports.length === 0) return [];
  const present = await exportNames(clients);
  return target.imports.filter((name) => !present.has(name));
}

async function changeSetPlan(job: StackJob, current: StackState | null, type: 'CREATE' | 'UPDATE'): Promise<StackPlan> {
  const { clients, target, signal } = job;
  const ref = await createChangeSet(clients, {
    name: changeSetName(job.prefix, job.env),
    stackName: target.stackName,
    type,
    template: await templateAt(clients, target),
    parameters: target.parameters,
    tags: target.tags,
  });
  const changeSet: PlannedChangeSet = { ...ref, type, broughtStack: current === null };
  const plan: StackPlan = { ...emptyPlan(job), action: type === 'CREATE' ? 'create' : 'update', changeSet };
  try {
    const reviewed = await reviewedChangeSet(clients, ref, signal);
    if (reviewed.outcome === 'ready') return { ...plan, changes: reviewed.changes };
    if (reviewed.outcome === 'failed') throw await changeSetFailure(clients, reviewed);
  } catch (error) {
    await discardPlan(clients, plan).catch(() => {});
    throw error;
  }
  await discardPlan(clients, plan);
  return emptyPlan(job);
}

async function changeSetFailure(clients: AwsClients, { id, reason }: ChangeSet): Promise<StackFailure> {
  const cause = causeOf(reason ?? 'the change set failed without a reason');
  return new StackFailure(await sharpened(clients, { ChangeSetName: id }, cause));
}

function emptyPlan({ target }: StackJob): StackPlan {
  const { stack, stackName, region, templateSha256, parameters, tags } = target;
  const none = { changeSet: null, state: null, changes: [], dataAtRisk: [], policyDenials: [], roleDenials: [] };
  return {
    stack,
    stackName,
    region,
    action: 'none',
    reason: null,
    ...none,
    templateSha256,
    parameters,
    tags,
    digest: '',
  };
}
