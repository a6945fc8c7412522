import type { Position, Source } from '../template/source.ts';
import type { SdkCall } from './calls.ts';
import { compilePattern } from './decide/pattern.ts';
import { type AttachedPolicy, type Resource, resourcesOf } from './grants.ts';
import { field, type Statement, symbolic } from './statements.ts';

/** Access that a function's code needs and that its role must therefore be granted. Roles and resources by logical id. */
export interface Need {
  functionId: string;
  role: string;
  action: string;
  resource: string;
  /** The call in the code. */
  call: SdkCall;
}

/** The resource types whose names functions receive in their environment, by IAM service prefix. */
const RESOURCE_TYPES: Record<string, string> = {
  dynamodb: 'AWS::DynamoDB::Table',
  lambda: 'AWS::Lambda::Function',
  s3: 'AWS::S3::Bucket',
  secretsmanager: 'AWS::SecretsManager::Secret',
  sqs: 'AWS::SQS::Queue',
};

/**
 * Pairs each AWS call in a function's code with the resources of that service that the template hands to the function
 * in its environment variables.
 */
export function needsOf(template: Source, callsOf: (functionId: string) => SdkCall[]): Need[] {
  const resources = new Map(resourcesOf(template).map((resource) => [resource.logicalId, resource]));
  return [...resources.values()]
    .filter(({ type }) => type === 'AWS::Lambda::Function')
    .flatMap((lambda) => {
      const role = /^\$\{(\w+)\.Arn\}$/.exec(symbolic(field(lambda.properties, 'Role')))?.[1];
      if (role === undefined) return [];
      const handed = handedTo(lambda, resources);
      return callsOf(lambda.logicalId).flatMap((call) => {
        const type = RESOURCE_TYPES[call.action.split(':')[0] ?? ''];
        return handed
          .filter((resource) => resource.type === type)
          .map(({ logicalId }) => ({
            functionId: lambda.logicalId,
            role,
            action: call.action,
            resource: logicalId,
            call,
          }));
      });
    });
}

function handedTo(lambda: Resource, resources: Map<string, Resource>): Resource[] {
  const variables = field(field(lambda.properties, 'Environment'), 'Variables');
  const names = Object.values((variables ?? {}) as object).flatMap((value) => tokens(symbolic(value)));
  return [...new Set(names)].flatMap((name) => resources.get(name) ?? []);
}

/** The logical ids that a symbolic text speaks of: `${Bucket.Arn}/*` → `Bucket`. */
function tokens(text: string): string[] {
  return [...text.matchAll(/\$\{(\w+)[.}]/g)].map((match) => match[1] ?? '');
}

/** The pattern that a statement needs for it, in the language of policy documents. */
export function resourcePattern({ action, resource }: Pick<Need, 'action' | 'resource'>): string {
  return /^s3:.*Object/.test(action) ? `\${${resource}.Arn}/*` : `\${${resource}.Arn}`;
}

/**
 * False only when no Allow can reach the resource: what is not known before deploying (a literal ARN, another stack's
 * value) counts as a grant, because the deployed policies decide it soon enough.
 */
export function isGranted(need: Need, policies: AttachedPolicy[]): boolean {
  return policies.some(({ kind, owner, statements }) =>
    kind === 'identity'
      ? owner === need.role && statements.some((statement) => allows(statement, need))
      : owner === need.resource &&
        statements.some((statement) => allows(statement, need) && namesRole(statement, need.role)),
  );
}

function allows(statement: Statement, need: Need): boolean {
  if (statement.effect !== 'Allow') return false;
  if (statement.actions.some((pattern) => actionMatches(pattern, need.action)) === statement.inverted) return false;
  return statement.resources.some((pattern) => {
    const named = tokens(pattern);
    return named.length === 0 || named.includes(need.resource);
  });
}

function namesRole({ principals }: Statement, role: string): boolean {
  return (principals ?? []).some((principal) => principal === '*' || tokens(principal).includes(role));
}

export interface GrantHome {
  at: Position;
  fix: string;
}

/**
 * Where the missing grant goes. Each access has one home: where the resource's policy already allows the action to
 * others, the role joins their list; otherwise it goes into the role's own policy.
 */
export function grantHome(
  need: Pick<Need, 'role' | 'action' | 'resource'>,
  policies: AttachedPolicy[],
  template: Source,
): GrantHome {
  const shared = policies
    .filter(({ kind, owner }) => kind === 'resource' && owner === need.resource)
    .flatMap(({ statements }) => statements)
    .find(({ effect, actions, inverted }) => {
      return effect === 'Allow' && !inverted && actions.some((pattern) => actionMatches(pattern, need.action));
    });
  if (shared) return { at: shared.principalsAt, fix: `add "\${${need.role}.Arn}" to this list of principals` };
  const own = policies.filter(({ kind, owner }) => kind === 'identity' && owner === need.role);
  const home = own.find((policy) => speaksOf(policy, need.resource)) ?? own[0];
  const at = home?.at ?? template.at(['Resources', need.role]);
  const statement = { Effect: 'Allow', Action: need.action, Resource: resourcePattern(need) };
  return { at, fix: `add the statement ${JSON.stringify(statement)} here` };
}

function speaksOf({ statements }: AttachedPolicy, resource: string): boolean {
  return statements.some(({ resources }) => resources.some((pattern) => tokens(pattern).includes(resource)));
}

function actionMatches(pattern: string, action: string): boolean {
  return compilePattern(pattern, { wildcards: true, variables: false, ignoreCase: true })(action, () => undefined);
}
