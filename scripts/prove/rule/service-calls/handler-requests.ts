import { propertyFor } from '../../../access/deploying/action-properties.ts';
import { type HandlerKind, needsOf, type Schemas } from '../../../access/deploying/handler-needs.ts';
import { actionNamed, conditionKeysFor } from '../../../iam/catalog/actions.ts';
import type { Action } from '../../../iam/catalog/catalog.ts';
import type { Request } from '../../../iam/decide/evaluate.ts';
import type { Deployment } from '../../deployment.ts';
import { type Found, foundIn, named } from './found.ts';
import { actedOn, handlerArns, isOnOther } from './handler-arns.ts';
import { asRole } from './requests.ts';
import type { RoleStack } from './role-stacks.ts';

export interface HandlerCall {
  found: Found;
  stack: RoleStack;
  action: Action;
  request: Request;
}

export interface HandlerCalls {
  deployment: Deployment;
  /** All of the environment's. */
  stacks: readonly RoleStack[];
  schemas: Schemas;
  kinds?: readonly HandlerKind[];
}

/** What CloudFormation calls with a role for each resource of a stack. */
export function handlerCalls(role: string, stack: RoleStack, all: HandlerCalls): HandlerCall[] {
  return stack.resources.flatMap((resource) => {
    const found = foundIn(stack, resource);
    const needs = needsOf(resource.type, [resource], all.schemas, all.kinds);
    if (needs === null) return [];
    const possible = needs.possible.filter((one) => takesAway(one, found, all) || readsCode(one, found));
    const actions = [...needs.needed, ...possible, ...listsTags(found, all)];
    return actions.flatMap((action) => requestsFor(role, action, found, stack, all));
  });
}

/**
 * A template that no longer has one of a resource's properties makes the update call it. What handlers call for properties
 * that no template has is asked for by nobody.
 */
function takesAway({ name }: Action, { type, properties }: Found, { schemas, kinds }: HandlerCalls): boolean {
  const property = propertyFor(name, type, schemas.handlers.propertiesOf(type) ?? []);
  return kinds === undefined && property !== null && Object.hasOwn(properties, property.name);
}

/** Packaging names the version of a function's code: scripts/deployment/artifacts/object-versions.ts. */
function readsCode({ name }: Action, { type, properties: { Code: code } }: Found): boolean {
  return name === 's3:GetObjectVersion' && type === 'AWS::Lambda::Function' && typeof code === 'string';
}

/**
 * A function that has tags is read by who may list them, and the tags of stacks reach all of them.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-tags.html#fxn-tags-required-permissions
 */
function listsTags({ type }: Found, { schemas: { catalog } }: HandlerCalls): Action[] {
  const action = type === 'AWS::Lambda::Function' ? actionNamed(catalog, 'lambda:ListTags') : null;
  return action === null ? [] : [action];
}

function requestsFor(role: string, action: Action, found: Found, stack: RoleStack, all: HandlerCalls): HandlerCall[] {
  const { deployment, stacks, schemas } = all;
  const place = { ...deployment.place, region: stack.region };
  const context = contextOf(action, found, stack, stacks);
  const arns = handlerArns(action, found, schemas.catalog, { ...place, stacks, artifacts: artifactsOf(stack, place) });
  return arns.map((arn) => ({ found, stack, action, request: asRole(place, role, action.name, arn, context) }));
}

/** Where packaging puts code: scripts/template/environment.ts. */
function artifactsOf({ stackName, stack, region }: RoleStack, { partition, accountId }: Deployment['place']): string {
  const start = stackName.slice(0, -stack.length - 1);
  return `arn:${partition}:s3:::${start}-artifacts-${accountId}-${region}`;
}

/** The condition keys that a call sends, as far as the action has them. */
function contextOf(action: Action, found: Found, { tags }: RoleStack, stacks: readonly RoleStack[]) {
  const keys = new Set(conditionKeysFor(action));
  const [, service = ''] = found.type.split('::');
  // What a resource of another adds to that one has that one's tags.
  const makes = !isOnOther(found) && (/:Create/.test(action.name) || action.accessLevel === 'Tagging');
  const tagged = (prefix: string) =>
    keys.has(`${prefix}/\${TagKey}`) ? Object.entries(tags).map(([key, value]) => [`${prefix}/${key}`, value]) : [];
  const isRequested = makes && !/:Un[tT]ag/.test(action.name);
  const boundary = [found, ...actedOn(found, stacks)].map(({ properties }) => properties.PermissionsBoundary);
  return Object.fromEntries([
    ...(isRequested ? tagged('aws:RequestTag') : tagged('aws:ResourceTag')),
    ...given(
      keys,
      'iam:PermissionsBoundary',
      boundary.find((one) => typeof one === 'string'),
    ),
    ...given(keys, 'iam:PassedToService', `${service.toLowerCase()}.amazonaws.com`),
    ...given(keys, 'lambda:FunctionArn', functionOf(found, stacks)),
  ]) as Record<string, string>;
}

function given(keys: ReadonlySet<string>, key: string, value: unknown): [string, unknown][] {
  return keys.has(key) && value !== undefined ? [[key, value]] : [];
}

function functionOf({ properties: { FunctionName: name } }: Found, stacks: readonly RoleStack[]): string | undefined {
  return named(stacks, 'AWS::Lambda::Function', name)?.arn;
}
