import { accessLines } from '../../access/tell/access-lines.ts';
import { plain } from '../../cli/plain.ts';
import type { DeploymentPlan } from '../plan.ts';
import { planRows } from './change-rows.ts';
import { type Paint, shown } from './rows.ts';

/** A plan for a terminal or a log: stacks with their changes, then the access that they give and take. */
export function planLines(plan: DeploymentPlan, { style }: { style: Paint }): string[] {
  const changed = plan.stacks.filter(({ action }) => action !== 'none');
  if (changed.length === 0) return ['Nothing would change'];
  const access = plan.access?.changes ?? [];
  const undecided = plan.access?.undecided ?? [];
  return [
    ...changed.flatMap((stack) => planRows(stack).map((row) => shown(row, style))),
    ...access.flatMap((change) => accessLines(change, style)),
    ...undecided.map(({ principal, actions, resources, reason }) =>
      plain(`? ${principal}: ${actions.join(', ')} on ${resources.join(', ')}: cannot be decided: ${reason}`),
    ),
    `${countsOf(plan)}; digest ${plan.digest.slice(0, 12)}`,
  ];
}

/** `2 to create, 1 to update, 3 unchanged`. */
export function countsOf({ stacks }: DeploymentPlan): string {
  const words = {
    create: 'to create',
    update: 'to update',
    recreate: 'to make again',
    predicted: 'predicted',
    none: 'unchanged',
  };
  const counts = Object.entries(words).flatMap(([action, word]) => {
    const count = stacks.filter((stack) => stack.action === action).length;
    return count === 0 ? [] : [`${count} ${word}`];
  });
  return counts.join(', ');
}
