import { needsOf, type Schemas } from '../../access/deploying/handler-needs.ts';
import { type Lack, lackOf, type ServiceRole } from '../../access/deploying/service-roles.ts';
import { resourceFor, statementFor } from '../../access/deploying/suggested.ts';
import type { ReviewedResource } from '../../access/model.ts';
import type { ResourceChange } from '../../aws/changes.ts';
import type { Action } from '../../iam/catalog/catalog.ts';
import { readHandlers } from '../../iam/catalog/handlers.ts';
import { readManagedPolicies } from '../../iam/catalog/managed-policies.ts';
import { readCatalog } from '../../iam/catalog/read.ts';
import type { Environment } from '../../template/environment.ts';
import type { RoleDenial, StackPlan } from '../plan.ts';
import type { Place } from '../template-facts.ts';
import { type HandlerCall, handlerCalls } from './handler-calls.ts';
import { arnsOf, nameIn, nameOf } from './names.ts';
import { type DeployingRole, deployingRole } from './service-role.ts';
import { fileOf, type StackText } from './texts.ts';

export interface DenialsOf {
  root: string;
  environment: Environment;
  /** The name of the role that CloudFormation deploys with. */
  serviceRole: string;
}

export interface FoundDenials {
  byStack: ReadonlyMap<string, RoleDenial[]>;
  /** Why nothing is known of the role; null when it is. */
  unknown: string | null;
}

/** What a stack's plan says of its changes. */
export type Planned = Pick<StackPlan, 'stack' | 'changes'>;

/**
 * What CloudFormation calls for the changes of the plans and the service role may not do, as far as the repository's own
 * policies say it. The actions come from the handlers of the resource types (CloudFormation CLI User Guide, "Resource
 * type schema: handlers"). What is not known, such as a name or the outcome of a condition, is taken for allowed.
 * @param after the stacks that are deployed, as they will be
 */
export async function roleDenials(
  plans: readonly Planned[],
  after: readonly StackText[],
  { root, environment, serviceRole }: DenialsOf,
): Promise<FoundDenials> {
  const managedPolicies = readManagedPolicies();
  const deploying = await deployingRole({ root, environment, name: serviceRole, managedPolicies }, after);
  if (deploying === null) {
    const unknown = `what the role ${serviceRole} may do is not known: no stack here makes a role of that name that CloudFormation can take on`;
    return { byStack: new Map(), unknown };
  }
  const schemas = { handlers: readHandlers(), catalog: readCatalog() };
  const found = plans.flatMap(({ stack, changes }) => {
    const text = after.find((one) => one.stack === stack);
    if (text === undefined) return [];
    const asking = { deploying, schemas, place: text.place, serviceRole, resources: resourcesOf(stack, deploying) };
    return [[stack, changes.flatMap((change) => denialsOf(change, asking))] as const];
  });
  return { byStack: new Map(found), unknown: null };
}

interface Asking {
  deploying: DeployingRole;
  schemas: Schemas;
  place: Place;
  serviceRole: string;
  resources: ReadonlyMap<string, ReviewedResource>;
}

function resourcesOf(stack: string, { reviewed }: DeployingRole): Map<string, ReviewedResource> {
  const template = reviewed.templates.find(({ file }) => file === fileOf(stack));
  return new Map(template?.resources.map((resource) => [resource.logicalId, resource]));
}

function denialsOf(change: ResourceChange, asking: Asking): RoleDenial[] {
  const { deploying, place, serviceRole: role } = asking;
  const { logicalId, type } = change;
  const told = new Map<string, RoleDenial>();
  for (const call of handlerCalls(change)) {
    for (const { action, kind, name } of neededFor(call, change, asking)) {
      const arns = arnsOf(action, kind, { type, name }, place);
      const lack = lackOfAny(deploying.role, action.name, arns);
      if (lack === null || told.has(action.name)) continue;
      const { file, line } = deploying.whereIs(lack);
      const fix = fixFor(lack, action, arns?.[0] ?? resourceFor(action, kind));
      told.set(action.name, { role, action: action.name, logicalId, type, by: lack.by, file, line, fix });
    }
  }
  return [...told.values()];
}

interface Needed {
  action: Action;
  kind: string | null;
  /** Of the resource that it is called on. */
  name: string | null;
}

function neededFor({ kinds, on }: HandlerCall, change: ResourceChange, asking: Asking): Needed[] {
  const { type, logicalId, physicalId } = change;
  const resource = asking.resources.get(logicalId);
  const needs = needsOf(type, resource === undefined ? [] : [resource], asking.schemas, kinds);
  if (needs === null) return [];
  const old = nameIn(type, physicalId, resource?.properties.Path);
  const name = on === 'old' ? old : resource === undefined ? null : nameOf(resource, asking.place);
  return needs.needed.map((action) => ({ action, kind: needs.kind, name }));
}

function lackOfAny(role: ServiceRole, action: string, arns: readonly string[] | null): Lack | null {
  if (arns === null) return lackOf(role, action);
  const lacks = arns.map((arn) => lackOf(role, action, arn));
  return lacks.includes(null) ? null : (lacks[0] ?? null);
}

function fixFor({ by }: Lack, { name }: Action, resource: string): string {
  if (by === 'deny') return 'narrow the Deny that covers it, and deploy the stack of the role first';
  const where = by === 'policies' ? "the role's policy" : "the role's boundary";
  return `add to ${where}, and deploy its stack first: ${statementFor([name], resource)}`;
}
