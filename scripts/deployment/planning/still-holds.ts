import { describedChangeSet } from '../../aws/changesets.ts';
import { templateOf, templateTextOf } from '../../aws/deployed-template.ts';
import { latestToken } from '../../aws/events.ts';
import { describeStack, type StackState } from '../../aws/stacks.ts';
import { hashOf } from '../change/digest.ts';
import { settledTemplate } from '../change/settled.ts';
import type { StackJob } from '../job.ts';
import type { PlannedChangeSet, StackPlan } from '../plan.ts';
import { scopeOf } from '../template-facts.ts';
import { assessed, assessingOf, placeOf, settledDeployed, type Template } from './assess.ts';
import { shownParameters } from './empty-plan.ts';

/** How a planned stack stands now. */
export type Standing =
  /** As it was when the plan was made. */
  | { kind: 'ready' }
  /** An earlier run of this very plan has begun to execute it. */
  | { kind: 'begun'; stack: StackState }
  /** Something else than what was reviewed; each line says what. */
  | { kind: 'moved'; moved: string[] };

/** Compares the account with the plan: the stack, its change set, and what that would do. Nothing is written. */
export async function standingOf(job: StackJob, plan: StackPlan): Promise<Standing> {
  const { clients } = job;
  const found = await describeStack(clients, plan.changeSet?.stackId ?? plan.state?.id ?? plan.stackName);
  const current = found?.status === 'DELETE_COMPLETE' ? null : found;
  if (plan.changeSet !== null && current !== null && (await isBegun(job, plan.changeSet))) {
    return { kind: 'begun', stack: current };
  }
  const moved = stateMoved(plan, current);
  if (moved.length === 0 && plan.changeSet !== null && current !== null) {
    moved.push(...(await changeSetMoved(job, plan, plan.changeSet, current)));
  }
  return moved.length === 0 ? { kind: 'ready' } : { kind: 'moved', moved };
}

/** The name of a change set is the token of its execution. */
async function isBegun({ clients }: StackJob, { stackId, name }: PlannedChangeSet): Promise<boolean> {
  return (await latestToken(clients, stackId)) === name;
}

function stateMoved({ stackName, state, changeSet }: StackPlan, current: StackState | null): string[] {
  const isNew = state === null || state.status === 'REVIEW_IN_PROGRESS';
  if (current === null) return changeSet === null && isNew ? [] : [`stack ${stackName} is gone`];
  if (isNew) {
    return current.status === 'REVIEW_IN_PROGRESS' ? [] : [`stack ${stackName} is there by now, in ${current.status}`];
  }
  if (current.status !== state.status) return [`stack ${stackName} was in ${state.status} and is in ${current.status}`];
  if (current.updatedAt === state.updatedAt) return [];
  return [`stack ${stackName} was updated at ${current.updatedAt}, after the plan was made`];
}

async function changeSetMoved(
  job: StackJob,
  plan: StackPlan,
  changeSet: PlannedChangeSet,
  current: StackState,
): Promise<string[]> {
  const { clients } = job;
  const found = await describedChangeSet(clients, changeSet, { values: changeSet.type === 'UPDATE' });
  if (found === null) return [`the change set ${changeSet.name} of ${plan.stackName} was deleted`];
  if (found.outcome !== 'ready' || found.executionStatus !== 'AVAILABLE') {
    return [
      `the change set ${changeSet.name} of ${plan.stackName} cannot be executed any more (${found.executionStatus})`,
    ];
  }
  const text = await templateTextOf(clients, { changeSetId: changeSet.id });
  const template = parsedTemplate(text);
  const templateSha256 = hashOf(template);
  if (templateSha256 !== plan.templateSha256) return [`the template of ${changeSet.name} is not the reviewed one`];
  const { parameters, tags, changes } = found;
  const shown = shownParameters(template, parameters);
  const sides = changeSet.type === 'CREATE' ? null : await sidesNow(job, current, template, parameters);
  const now = assessed({ ...plan, templateSha256, parameters: shown, tags, changes }, sides, assessingOf(job));
  return now.digest === plan.digest ? [] : [`what the change set ${changeSet.name} does is not what was reviewed`];
}

/** What is no JSON is none of ours, and not what was reviewed. */
function parsedTemplate(text: string): Template {
  try {
    return JSON.parse(text) as Template;
  } catch {
    return {};
  }
}

async function sidesNow(job: StackJob, current: StackState, template: Template, parameters: Record<string, string>) {
  const { accountId } = job.target;
  const deployed = await templateOf(job.clients, { stackName: current.id });
  const after = settledTemplate(template, scopeOf(template, parameters, placeOf(current, accountId)));
  return { before: deployed && settledDeployed(current, deployed, accountId), after };
}
