import type { Position } from '../template/source.ts';
import type { Working } from './function-use.ts';
import type { AttachedPolicy, Resource, Stack } from './grants.ts';
import { actionMatches, allows, type Target } from './reaching.ts';
import { type SdkCall, serviceOf } from './sdk-call.ts';
import { SERVICE_GRANTS, type ServiceGrant } from './service-grants.ts';
import { field, possibleTexts, type Statement } from './statements.ts';

/** Access that a function needs and that its role must therefore be granted. Roles and functions by logical id. */
export interface Need {
  functionId: string;
  role: string;
  action: string;
  /** One of them is enough: which one, only the code knows. Empty: nothing that the function is handed is of the service. */
  targets: readonly Target[];
  /** It may work on something else than the targets. */
  isOpen: boolean;
  /** Not having it is no mistake. */
  isOptional: boolean;
  /** The call in the code, or what AWS does on the function's behalf. */
  by: { call: SdkCall } | { grant: ServiceGrant };
}

/** The resource types whose names functions receive in their environment, by IAM service prefix. */
const RESOURCE_TYPES: Record<string, readonly string[]> = {
  'cognito-idp': ['AWS::Cognito::UserPool'],
  dynamodb: ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable', 'AWS::Serverless::SimpleTable'],
  events: ['AWS::Events::EventBus'],
  firehose: ['AWS::KinesisFirehose::DeliveryStream'],
  kinesis: ['AWS::Kinesis::Stream'],
  kms: ['AWS::KMS::Key', 'AWS::KMS::ReplicaKey'],
  lambda: ['AWS::Lambda::Function', 'AWS::Serverless::Function'],
  s3: ['AWS::S3::Bucket'],
  secretsmanager: ['AWS::SecretsManager::Secret'],
  sns: ['AWS::SNS::Topic'],
  sqs: ['AWS::SQS::Queue'],
  ssm: ['AWS::SSM::Parameter'],
  states: ['AWS::StepFunctions::StateMachine'],
};

/**
 * Pairs each AWS call in the functions' code with what the template hands to the function in its environment variables,
 * and adds what AWS does with their roles.
 * @param callsOf null for a function whose code is not known: it is left out
 */
export function needsOf(stack: Stack, callsOf: (functionId: string) => readonly SdkCall[] | null): Need[] {
  return stack.resources
    .filter(({ type }) => type === 'AWS::Lambda::Function')
    .flatMap((lambda) => {
      const role = roleOf(lambda, stack);
      const calls = role === null ? null : callsOf(lambda.logicalId);
      return role === null || calls === null ? [] : functionNeeds(stack, lambda, role, calls);
    });
}

/** The role of the stack that a function runs as; null where it is not of the stack, or depends on a condition. */
export function roleOf({ properties }: Resource, stack: Stack): string | null {
  const texts = possibleTexts(field(properties, 'Role'));
  const roles = texts.flatMap((text) => stack.named(text)).filter((id) => typeOf(id, stack) === 'AWS::IAM::Role');
  return texts.length === 1 && roles.length === 1 ? (roles[0] ?? null) : null;
}

function functionNeeds(stack: Stack, lambda: Resource, role: string, calls: readonly SdkCall[]): Need[] {
  const works = calls.flatMap((call) => worksOf(call, lambda, stack));
  const of = { functionId: lambda.logicalId, role };
  const byCode = works.map(({ call, targets, isOpen }): Need => {
    const isOptional = call.optional === true;
    return { ...of, action: call.action, targets, isOpen, isOptional, by: { call } };
  });
  const byService = SERVICE_GRANTS.flatMap((grant) => {
    const on = grant.on({ stack, lambda, works });
    if (on === null) return [];
    const targets = on === 'any' ? [] : on.map((id) => ({ id, text: id }));
    return grant.actions.map((action): Need => {
      return { ...of, action, targets, isOpen: on === 'any', isOptional: !grant.isNeeded, by: { grant } };
    });
  });
  return [...byCode, ...byService];
}

/** What a call works on: each value of the variables that name it, or else any resource of the service that is handed. */
function worksOf(call: SdkCall, lambda: Resource, stack: Stack): Working[] {
  const variables = field(field(lambda.properties, 'Environment'), 'Variables');
  const types = RESOURCE_TYPES[serviceOf(call.action)] ?? [];
  const values = (call.variables ?? []).map((name) => possibleTexts(field(variables, name)));
  if (values.length > 0 && values.every((texts) => texts.length > 0 && texts.every(isKnown))) {
    return values.flat().map((text) => ({ call, targets: [targetOf(text, types, stack)], isOpen: false }));
  }
  const texts = Object.values((variables ?? {}) as object).flatMap(possibleTexts);
  const handed = texts.map((text) => targetOf(text, types, stack)).filter(({ id }) => id !== null);
  const once = [...new Map(handed.map((target) => [target.id, target])).values()];
  return [{ call, targets: once, isOpen: true }];
}

function isKnown(text: string): boolean {
  return text !== '' && !text.includes('${?}');
}

function targetOf(text: string, types: readonly string[], stack: Stack): Target {
  const id = stack.named(text).find((name) => types.includes(typeOf(name, stack)));
  return { id: id ?? null, text };
}

function typeOf(id: string, { resources }: Stack): string {
  return resources.find(({ logicalId }) => logicalId === id)?.type ?? '';
}

/** False only when no Allow can reach one of the targets, or whatever else of the service it may work on. */
export function isGranted(need: Pick<Need, 'role' | 'action' | 'targets' | 'isOpen'>, stack: Stack): boolean {
  const { role, action, isOpen } = need;
  const targets = isOpen && need.targets.length > 0 ? allOf(serviceOf(action), stack) : need.targets;
  const isTarget = (owner: string) => targets.some(({ id }) => id === owner);
  return stack.policies.some(({ kind, owner, statements }) =>
    kind === 'identity'
      ? owner === role && statements.some((statement) => allows(statement, action, targets, stack))
      : isTarget(owner) &&
        statements.some((statement) => allows(statement, action, [], stack) && namesRole(statement, role, stack)),
  );
}

function allOf(service: string, { resources }: Stack): Target[] {
  const found = resources.filter(({ type }) => RESOURCE_TYPES[service]?.includes(type));
  return found.map(({ logicalId }) => ({ id: logicalId, text: `\${${logicalId}}` }));
}

function namesRole({ principals }: Statement, role: string, stack: Stack): boolean {
  return (principals ?? []).some((principal) => principal === '*' || stack.named(principal).includes(role));
}

export interface GrantHome {
  at: Position;
  fix: string;
}

/**
 * Where the missing grant goes. Each access has one home: where the resource's policy already allows the action to
 * others, the role joins their list; otherwise it goes into the role's own policy.
 * @param pattern what the statement names as its resource, in the language of policy documents
 */
export function grantHome(
  { role, action, resource, pattern }: { role: string; action: string; resource: string | null; pattern: string },
  stack: Stack,
): GrantHome {
  const shared = stack.policies
    .filter(({ kind, owner }) => kind === 'resource' && owner === resource)
    .flatMap(({ statements }) => statements)
    .find(({ effect, actions, inverted, principals }) => {
      const isOthers = (principals ?? []).some((principal) => stack.named(principal).length > 0);
      return effect === 'Allow' && !inverted && isOthers && actions.some((one) => actionMatches(one, action));
    });
  if (shared) return { at: shared.principalsAt, fix: `add "\${${role}.Arn}" to this list of principals` };
  const own = stack.policies.filter(({ kind, owner }) => kind === 'identity' && owner === role);
  const home = own.find((policy) => speaksOf(policy, resource, stack)) ?? own[0];
  const at = home?.at ?? stack.at(role);
  const statement = { Effect: 'Allow', Action: action, Resource: pattern };
  return { at, fix: `add the statement ${JSON.stringify(statement)} here` };
}

function speaksOf({ statements }: AttachedPolicy, resource: string | null, stack: Stack): boolean {
  if (resource === null) return false;
  return statements.some(({ resources }) => resources.some((pattern) => stack.named(pattern).includes(resource)));
}
