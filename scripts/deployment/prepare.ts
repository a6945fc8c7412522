import { UserError } from '../cli/errors.ts';
import {
  artifactBucket,
  type Environment,
  type Rollback,
  stackName,
  stackTags,
  templateParameters,
} from '../template/environment.ts';
import { didYouMean } from '../template/near-names.ts';
import { type Bundles, type PackagedStack, packageStack, TEMPLATE_BODY_LIMIT } from '../template/package.ts';
import { listStacks } from '../template/repository.ts';
import { siteFiles } from './after/build-site.ts';
import { servingBuckets } from './after/serving-buckets.ts';
import { hashOf } from './change/digest.ts';
import type { OrderedStack } from './order.ts';
import type { Scope } from './resolve.ts';
import { madeRoles, scopeOf, templateFacts } from './template-facts.ts';

/** All that a stack's deployment needs from the repository, read once. */
export interface PreparedStack extends OrderedStack {
  /** The environment's name. */
  environment: string;
  stackName: string;
  accountId: string;
  packaged: PackagedStack;
  templateSha256: string;
  parameters: Record<string, string>;
  tags: Record<string, string>;
  /** What the template's parameters and pseudo parameters come to. */
  scope: Scope;
  /** Turn termination protection on. */
  protect: boolean;
  /** The environment's artifact bucket in the stack's region, whether or not this stack uses it. */
  bucket: string;
  /** The ARN of the role that CloudFormation deploys with; null: the caller's own permissions. */
  roleArn: string | null;
  /** Alarms that roll the operation back, by ARN. */
  rollback: Rollback | null;
}

export interface Selection {
  stacks: string[];
  skipped: { stack: string; reason: string }[];
}

/** The stacks to deploy: those asked for, or all that the environment does not skip. */
export async function selectStacks(root: string, environment: Environment, wanted: string[]): Promise<Selection> {
  const all = await listStacks(root);
  const skipOf = (stack: string) => environment.stacks[stack]?.skip ?? null;
  for (const stack of wanted) {
    if (!all.includes(stack)) {
      throw new UserError(`no stack is called '${stack}'${didYouMean(stack, all)}`);
    }
    const reason = skipOf(stack);
    if (reason !== null) throw new UserError(`environment ${environment.name} skips stack ${stack}: ${reason}`);
  }
  if (all.length === 0) throw new UserError('there is no stack to deploy: add templates/<stack>.yaml');
  const chosen = wanted.length > 0 ? all.filter((stack) => wanted.includes(stack)) : all;
  return {
    stacks: chosen.filter((stack) => skipOf(stack) === null),
    skipped: chosen.flatMap((stack) => ({ stack, reason: skipOf(stack) })).filter(hasReason),
  };
}

function hasReason(entry: { stack: string; reason: string | null }): entry is { stack: string; reason: string } {
  return entry.reason !== null;
}

export interface Preparation {
  root: string;
  environment: Environment;
  accountId: string;
  partition: string;
  bundles: Bundles;
}

export async function prepareStack(preparation: Preparation, stack: string): Promise<PreparedStack> {
  const { root, environment, accountId, partition, bundles } = preparation;
  const region = environment.stacks[stack]?.region ?? environment.region;
  const place = { accountId, region, partition };
  const packaged = await packageStack({ root, stack, environment, identity: place, bundles });
  // A mistake in what the stack serves is told before anything is deployed.
  for (const { folder, config } of servingBuckets(packaged.source)) await siteFiles(root, folder, config?.file);
  const name = stackName(environment, stack);
  const parameters = templateParameters(packaged.source, environment, stack);
  const scope = scopeOf(packaged.template, parameters, { ...place, stackName: name });
  const bucket = artifactBucket(environment, accountId, region);
  const isLarge = Buffer.byteLength(packaged.body) > TEMPLATE_BODY_LIMIT;
  return {
    ...templateFacts(packaged.template, scope),
    ...serviceRoleOf(environment, packaged.template, scope, `arn:${partition}:iam::${accountId}`),
    ...{ environment: environment.name, stack, stackName: name, region, accountId },
    ...{ packaged, templateSha256: hashOf(packaged.template), parameters, scope, bucket },
    tags: stackTags(environment, stack),
    protect: environment.protect,
    artifactBucket: packaged.artifacts.length > 0 || isLarge ? bucket : null,
    rollback: rollbackOf(environment, `arn:${partition}:cloudwatch:${region}:${accountId}`),
  };
}

/** CloudFormation cannot take on a role that it has yet to make: the stack that makes it is deployed without. */
function serviceRoleOf(environment: Environment, template: Record<string, unknown>, scope: Scope, account: string) {
  const { serviceRole } = environment;
  const makesServiceRole = serviceRole !== null && madeRoles(template, scope).includes(serviceRole);
  return { makesServiceRole, roleArn: serviceRole && !makesServiceRole ? `${account}:role/${serviceRole}` : null };
}

function rollbackOf({ rollback }: Environment, place: string): Rollback | null {
  return rollback && { ...rollback, alarms: rollback.alarms.map((name) => `${place}:alarm:${name}`) };
}
