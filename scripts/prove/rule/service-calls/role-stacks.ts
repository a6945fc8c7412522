import { OWN } from '../../../access/layout.ts';
import { type Library, readLibrary } from '../../../access/read/library.ts';
import { stacksOf } from '../../../access/read/stacks.ts';
import { mapTexts } from '../../../access/symbols.ts';
import {
  type Environment,
  listEnvironments,
  readEnvironment,
  stackName,
  stackTags,
} from '../../../template/environment.ts';
import { scalarText } from '../../../template/scalar-text.ts';
import { isMap } from '../../../template/walk.ts';
import type { Deployment, ProvedStack } from '../../deployment.ts';
import { exportsOf, type Plan, plannedStack } from '../planned-stack.ts';

/** A stack of an environment that CloudFormation deploys with a role of its own. */
export interface RoleStack extends ProvedStack {
  environment: string;
  /** The ARN of that role. */
  role: string;
  /** Those of all resources of the stack. */
  tags: Readonly<Record<string, string>>;
  /** People deploy it, with their own permissions. */
  byPeople: boolean;
}

const known = new WeakMap<Deployment, Promise<RoleStack[]>>();

/**
 * The stacks of all environments with a service role, as they would be called in this one: an embedded AWS is deployed to
 * with a person's permissions, under names that no policy of the role has.
 */
export function roleStacks(deployment: Deployment): Promise<RoleStack[]> {
  const found = known.get(deployment) ?? planned(deployment);
  known.set(deployment, found);
  return found;
}

async function planned(deployment: Deployment): Promise<RoleStack[]> {
  const { root } = deployment;
  const library = await readLibrary(root, () => {}, null, OWN);
  const names = await listEnvironments(root);
  const environments = await Promise.all(names.map((name) => readEnvironment(root, name, {}, { offline: true })));
  return environments.flatMap((one) => {
    const environment = one.serviceRole === null ? null : renamed(one, deployment);
    return environment === null ? [] : stacksIn(environment, deployment, library);
  });
}

/** The environment under the name that the deployment's stacks have; null when they are of another prefix. */
function renamed(environment: Environment, { stacks }: Deployment): Environment | null {
  const { prefix, name } = environment;
  const [own] = stacks.flatMap(({ stack, stackName: full }) => {
    const isOurs = full.startsWith(`${prefix}-`) && full.endsWith(`-${stack}`);
    return isOurs ? [full.slice(prefix.length + 1, -stack.length - 1)] : [];
  });
  if (own === undefined) return null;
  const { source: _, ...rest } = environment;
  const word = new RegExp(`\\b${name}\\b`, 'g');
  return { ...(mapTexts(rest, (text) => text.replaceAll(word, own)) as Environment), name: own };
}

function stacksIn(environment: Environment, deployment: Deployment, library: Library): RoleStack[] {
  const plans = plansOf(environment, deployment, library);
  // What one stack exports, another has in its properties.
  const exports = new Map(plans.flatMap((plan) => exportsOf(plan, plannedStack(plan, new Map()))));
  const { partition, accountId } = deployment.place;
  const role = `arn:${partition}:iam::${accountId}:role/${environment.serviceRole}`;
  return plans.map((plan) => ({
    ...plannedStack(plan, exports),
    ...{ environment: environment.name, role, tags: stackTags(environment, plan.stack) },
    byPeople: environment.stacks[plan.stack]?.byPeople === true,
  }));
}

function plansOf(environment: Environment, { place }: Deployment, library: Library): Plan[] {
  const templates = stacksOf(library.parsed, new Map());
  return Object.entries(environment.stacks).flatMap(([stack, { skip, byPeople, region }]) => {
    const file = library.templates.find((one) => /^templates\/([^/]+)\.\w+$/.exec(one)?.[1] === stack);
    if (file === undefined || (skip !== null && !byPeople)) return [];
    const plan = { stack, file, stackName: stackName(environment, stack) };
    const scope = templates.scopeOf(file);
    const parameters = parametersOf(scope.sections.parameters, environment, stack);
    return [{ ...plan, scope, parameters, place: { ...place, region: region ?? environment.region } }];
  });
}

/** Empty text stands for what is not given here, and may be elsewhere. */
function parametersOf(
  declared: Plan['scope']['sections']['parameters'],
  { prefix, name: environment, stacks }: Environment,
  stack: string,
): Map<string, string | null> {
  const given: Record<string, string> = { Prefix: prefix, Environment: environment, ...stacks[stack]?.parameters };
  return new Map(
    [...declared].map(([name, { node }]) => {
      const { Default: fallback } = isMap(node.value) ? node.value : {};
      return [name, (given[name] ?? (fallback === undefined ? '' : scalarText(fallback))) || null];
    }),
  );
}
