import type { DataAtRisk, DeploymentPlan, StackPlan } from '../plan.ts';

/** Why a plan is not executed before a person has agreed, a line each that says what to do; [] when nothing is in the way. */
export function heldBy({
  stack,
  dataAtRisk,
  policyDenials,
}: Pick<StackPlan, 'stack' | 'dataAtRisk' | 'policyDenials'>) {
  return [
    ...dataAtRisk.filter(({ isAllowed }) => !isAllowed).map((risk) => riskText(stack, risk)),
    ...policyDenials.map(
      ({ logicalId, action, statement }) =>
        `the stack policy of the environment does not let ${logicalId} be touched (${action}${statement === null ? ', which no statement allows' : `, statement ${statement}`}): change stackPolicy in the environment's file if it is meant`,
    ),
  ];
}

/** Somebody has to agree to some of it first. */
export function isHeld({ stacks }: Pick<DeploymentPlan, 'stacks'>): boolean {
  return stacks.some((stack) => heldBy(stack).length > 0);
}

/** What would be lost, whether a policy saves it, and how to agree. */
export function riskText(stack: string, risk: DataAtRisk): string {
  const { logicalId, type, happens, because, loses, kept, isAllowed } = risk;
  const why = because.length > 0 ? ` because ${because.join(', ')} ${because.length > 1 ? 'change' : 'changes'}` : '';
  const saved = kept === null ? `loses ${loses}` : savedText(kept, happens);
  const agree = isAllowed ? '' : `; agree with --allow-replace ${stack}/${logicalId}`;
  return `${logicalId} (${type}) would ${happens === 'may be replaced' ? 'perhaps be replaced' : `be ${happens}`}${why}: ${saved}${agree}`;
}

function savedText(kept: 'Retain' | 'Snapshot', happens: DataAtRisk['happens']): string {
  const what = happens === 'deleted' ? 'it' : 'the old one';
  if (kept === 'Snapshot') return `a snapshot of ${what} is kept outside the stack`;
  return `${what} is kept outside the stack (Retain)${happens === 'deleted' ? '' : ', and the new one is empty'}`;
}
