import { templateOf } from '../../aws/deployed-template.ts';
import { stackName, templateParameters } from '../../template/environment.ts';
import { packageStack } from '../../template/package.ts';
import { plannedAccess } from '../access/planned-access.ts';
import { roleDenials } from '../access/role-denials.ts';
import type { StackText } from '../access/texts.ts';
import type { DeploymentOptions, Opened } from '../opening.ts';
import type { PlannedAccess, StackPlan } from '../plan.ts';
import type { PreparedStack } from '../prepare.ts';
import { placeOf } from './assess.ts';
import type { Planned } from './plan-stack.ts';

/** The access that the plans give and take together; null when no policy changes. */
export async function accessOf(
  options: Pick<DeploymentOptions, 'root' | 'environment'>,
  opened: Opened,
  made: readonly Planned[],
): Promise<PlannedAccess | null> {
  if (made.every(({ plan }) => plan.action === 'none')) return null;
  const sides = await Promise.all(made.map((one) => sidesOf(opened, one)));
  const around = await deployedByPeople(options, opened);
  const before = sides.flatMap((side) => side.before ?? []);
  return plannedAccess([...before, ...around], [...sides.map(({ after }) => after), ...around]);
}

/** Stacks that deploys skip and people deploy, such as the one with the boundary: policies reach into them, too. */
async function deployedByPeople(
  { root, environment }: Pick<DeploymentOptions, 'root' | 'environment'>,
  { selection, account: { accountId, partition } }: Opened,
): Promise<StackText[]> {
  const skipped = selection.skipped.filter(({ stack }) => environment.stacks[stack]?.byPeople);
  return Promise.all(
    skipped.map(async ({ stack }) => {
      const region = environment.stacks[stack]?.region ?? environment.region;
      const identity = { accountId, region, partition };
      const { source, template } = await packageStack({ root, stack, environment, identity });
      const place = { ...identity, stackName: stackName(environment, stack) };
      return { stack, template, parameters: templateParameters(source, environment, stack), place };
    }),
  );
}

async function sidesOf({ targets, account }: Opened, { plan, current, deployed }: Planned) {
  const target = targets.get(plan.stack) as PreparedStack;
  const { region, accountId } = target;
  const after = textOf(target, account.partition);
  if (plan.action === 'none') return { before: after, after };
  const isThere = current !== null && !/^(REVIEW_IN_PROGRESS|ROLLBACK_COMPLETE)$/.test(current.status);
  if (!isThere) return { before: null, after };
  const template = deployed ?? (await templateOf(account.clients(region), { stackName: current.id }));
  const { parameters } = current;
  const before: StackText | null = template && {
    stack: plan.stack,
    template,
    parameters,
    place: placeOf(current, accountId),
  };
  return { before, after };
}

/** The stack as it will be. */
function textOf(target: PreparedStack, partition: string): StackText {
  const { stack, stackName, region, accountId, packaged, parameters } = target;
  return { stack, template: packaged.template, parameters, place: { accountId, region, partition, stackName } };
}

/** The plans with what the environment's service role would be denied. */
export async function withRoleDenials(
  { root, environment }: Pick<DeploymentOptions, 'root' | 'environment'>,
  { targets, account }: Opened,
  made: readonly Planned[],
  notes: string[],
): Promise<StackPlan[]> {
  const plans = made.map(({ plan }) => plan);
  const { serviceRole } = environment;
  const usesRole = ({ stack, changes }: StackPlan) => changes.length > 0 && targets.get(stack)?.roleArn != null;
  if (serviceRole === null || !plans.some(usesRole)) return plans;
  const after = [...targets.values()].map((target) => textOf(target, account.partition));
  const { byStack, unknown } = await roleDenials(plans.filter(usesRole), after, { root, environment, serviceRole });
  if (unknown !== null) notes.push(unknown);
  return plans.map((plan) => ({ ...plan, roleDenials: byStack.get(plan.stack) ?? [] }));
}
