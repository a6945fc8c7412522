import { readHandlers } from '../../../iam/catalog/handlers.ts';
import { readCatalog } from '../../../iam/catalog/read.ts';
import type { Deployment } from '../../deployment.ts';
import { type Found, foundIn, named } from './found.ts';
import { type HandlerCall, handlerCalls } from './handler-requests.ts';
import { asService, byOthers, instead } from './requests.ts';
import { type RoleStack, roleStacks } from './role-stacks.ts';
import type { Attack, ServiceCall, ServiceRule } from './service-call.ts';

const HANDLERS =
  'https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html#schema-properties-handlers';
const SERVICE_ROLE = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html';

/** CloudFormation deploys each stack with the role of its environment, as which it calls what the handlers list. */
export const cloudformationHandlers: ServiceRule = async (deployment) => {
  const all = (await roleStacks(deployment)).filter(({ role }) => named(deployment.stacks, 'AWS::IAM::Role', role));
  const schemas = { handlers: readHandlers(), catalog: readCatalog() };
  const theirs = peoplesResources(all, deployment);
  return all.flatMap((stack): ServiceCall[] => {
    if (stack.byPeople) return [];
    const stacks = all.filter((one) => one.environment === stack.environment);
    const calls = handlerCalls(stack.role, stack, { deployment, stacks, schemas });
    return [assumes(stack, deployment), ...calls.map((call) => served(call, theirs))];
  });
};

/** What the service role has not made and must not touch, as it is deployed. */
function peoplesResources(all: readonly RoleStack[], { stacks }: Deployment): Found[] {
  const names = new Set(all.flatMap(({ byPeople, stackName }) => (byPeople ? [stackName] : [])));
  const found = [...stacks, ...all]
    .filter(({ stackName }) => names.has(stackName))
    .flatMap((stack) => stack.resources.map((resource) => foundIn(stack, resource)));
  // An embedded AWS has no resources of some types: of those there is what a stack may have.
  return [...new Map(found.reverse().map((one) => [`${one.stack.stackName} ${one.logicalId}`, one])).values()];
}

/** It sends nothing of the stack: the page has no condition for the source. */
function assumes({ role }: RoleStack, { place }: Deployment): ServiceCall {
  const request = asService(place, 'cloudformation.amazonaws.com', 'sts:AssumeRole', role);
  const use = 'CloudFormation deploys with the service role';
  return { use, page: SERVICE_ROLE, request, attacks: byOthers(place, request) };
}

function served(call: HandlerCall, theirs: readonly Found[]): ServiceCall {
  const { found, action, request, stack } = call;
  return {
    use: `CloudFormation calls ${action.name} for ${found.logicalId} (${found.type}) of ${stack.stack}`,
    page: HANDLERS,
    request,
    attacks: [...inAnotherEnvironment(call), ...otherwise(request), ...onWhatPeopleDeploy(call, theirs)],
  };
}

/**
 * What no policy here holds to an environment: an API, which has an id alone; a new function of CloudFront, which does
 * nothing before a distribution names it; and what a function's mapping is, of which a deleted one says nothing.
 */
const OF_ANY = /^(apigateway:|cloudfront:CreateFunction$|lambda:GetEventSourceMapping$)/;

/** The same with the names, tags and functions of another environment. */
function inAnotherEnvironment({ request, stack }: HandlerCall): Attack[] {
  const word = new RegExp(`\\b${stack.environment}\\b`, 'g');
  const other = (text: string) => text.replaceAll(word, 'elsewhere');
  const context = Object.entries(request.context).map(([key, value]) =>
    key.startsWith('aws:Principal') || typeof value !== 'string' ? [key, value] : [key, other(value)],
  );
  const changed = { ...request, resource: other(request.resource), context: Object.fromEntries(context) };
  const isSame = JSON.stringify(changed) === JSON.stringify(request);
  return isSame || OF_ANY.test(request.action) ? [] : [{ what: 'in another environment', request: changed }];
}

/** What gives a role permissions, or takes them away. */
const PERMISSIONS = /:(CreateRole|(Attach|Delete|Detach|Put)Role\w+)$/;

/** What a policy can hold the call to beside that, with other values. */
function otherwise(request: HandlerCall['request']): Attack[] {
  const { 'iam:PermissionsBoundary': boundary, 'iam:PassedToService': service } = request.context;
  return [
    ...(boundary === undefined || !PERMISSIONS.test(request.action)
      ? []
      : [
          instead(request, 'with another boundary', { 'iam:PermissionsBoundary': `${boundary}-of-others` }),
          instead(request, 'without a boundary', { 'iam:PermissionsBoundary': null }),
        ]),
    ...(service === undefined
      ? []
      : [instead(request, 'for another service', { 'iam:PassedToService': 'ec2.amazonaws.com' })]),
  ];
}

/** The same on resources of the type that the service role has not made. */
function onWhatPeopleDeploy({ found, request }: HandlerCall, theirs: readonly Found[]): Attack[] {
  if (request.resource !== found.arn) return [];
  return theirs
    .filter(({ type, arn }) => type === found.type && arn !== '')
    .map(({ name, arn }) => ({ what: `on ${name}, which people deploy`, request: { ...request, resource: arn } }));
}
