import type { StackState } from '../../aws/stacks.ts';
import { hasNoEcho } from '../../template/no-echo.ts';
import { own } from '../../template/own.ts';
import { scalarText } from '../../template/scalar-text.ts';
import type { StackJob } from '../job.ts';
import type { PlannedState, StackPlan } from '../plan.ts';
import type { Template } from './assess.ts';

/** A plan that does nothing yet. */
export function emptyPlan({ target }: StackJob, current: StackState | null): StackPlan {
  const { stack, stackName, region, templateSha256, tags, packaged } = target;
  const none = { changeSet: null, changes: [], dataAtRisk: [], policyDenials: [], roleDenials: [] };
  const parameters = shownParameters(packaged.template, target.parameters);
  const nothing = { action: 'none' as const, reason: null, state: stateOf(current), ...none, digest: '' };
  return { stack, stackName, region, ...nothing, templateSha256, parameters, tags };
}

export function stateOf(current: StackState | null): PlannedState | null {
  return current && { id: current.id, status: current.status, updatedAt: current.updatedAt };
}

/** Every parameter with the value that the stack gets; what CloudFormation never shows again is not shown here either. */
export function shownParameters(template: Template, given: Record<string, string>): Record<string, string> {
  const declared = (template.Parameters ?? {}) as Record<string, { Default?: unknown } | null>;
  const shown = Object.entries(declared).flatMap(([name, declaration]): [string, string][] => {
    const value = own(given, name) ?? declaration?.Default;
    if (value === undefined) return [];
    return [[name, hasNoEcho(declaration) ? '****' : scalarText(value)]];
  });
  return Object.fromEntries(shown);
}
