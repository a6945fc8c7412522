import type { ResourceChange } from '../../aws/changes.ts';
import type { StackState } from '../../aws/stacks.ts';
import type { Handlers } from '../../iam/catalog/handlers.ts';
import { acknowledged } from '../acknowledged.ts';
import { dataAtRisk } from '../change/data-at-risk.ts';
import { withValues } from '../change/described.ts';
import { digestOf } from '../change/digest.ts';
import { maskedChanges } from '../change/masked.ts';
import { predictedChanges } from '../change/predicted.ts';
import { type SettledTemplate, settledTemplate } from '../change/settled.ts';
import { policyDenials } from '../change/stack-policy.ts';
import type { StackJob } from '../job.ts';
import type { StackPlan } from '../plan.ts';
import { type Place, scopeOf } from '../template-facts.ts';

export type Template = Record<string, unknown>;

/** The two templates of a change, with conditions decided and parameters filled in. */
export interface Sides {
  /** Null: the stack does not exist, or its template is not one that can be read. */
  before: SettledTemplate | null;
  after: SettledTemplate;
}

export interface Assessing {
  schemas: Pick<Handlers, 'createOnlyOf'>;
  stackPolicy: Record<string, unknown> | null;
  /** Logical ids whose data may go. */
  allowed: ReadonlySet<string>;
}

export function sidesOf({ target }: StackJob, current: StackState | null, deployed: Template | null): Sides {
  const after = settledTemplate(target.packaged.template, target.scope);
  return { before: deployed && current && settledDeployed(current, deployed, target.accountId), after };
}

export function settledDeployed(current: StackState, deployed: Template, accountId: string): SettledTemplate {
  return settledTemplate(deployed, scopeOf(deployed, current.parameters, placeOf(current, accountId)));
}

/** By the ARN of a stack: `arn:aws:cloudformation:us-east-1:111122223333:stack/name/id`. */
export function placeOf({ id, name }: Pick<StackState, 'id' | 'name'>, accountId: string): Place {
  const [, partition = 'aws', , region = ''] = id.split(':');
  return { partition, region, accountId, stackName: name };
}

export function assessingOf({ environment, schemas, target, wishes }: StackJob): Assessing {
  return { schemas, stackPolicy: environment.stackPolicy, allowed: acknowledged(target.stack, wishes.allowReplace) };
}

/** What the templates say would change. */
export function predictionOf({ before, after }: Sides, { schemas }: Assessing): ResourceChange[] {
  return predictedChanges(before, after, schemas);
}

/**
 * The plan with what the two templates say of its changes: values, data at risk, what the stack policy refuses; and its
 * digest. A plan that creates has nothing to compare.
 */
export function assessed(plan: StackPlan, sides: Sides | null, assessing: Assessing): StackPlan {
  if (sides === null) return { ...plan, digest: digestOf(plan) };
  const { before, after } = sides;
  const changes = maskedChanges(withValues(plan.changes, predictionOf(sides, assessing)));
  const isThere = plan.state !== null && plan.state.status !== 'REVIEW_IN_PROGRESS';
  const told: StackPlan = {
    ...plan,
    changes,
    dataAtRisk: dataAtRisk(changes, before, after, assessing.schemas, assessing.allowed),
    policyDenials: isThere ? policyDenials(assessing.stackPolicy, changes) : [],
  };
  return { ...told, digest: digestOf(told) };
}
