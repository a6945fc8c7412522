import type { ReviewedDocument } from '../../access/model.ts';
import type { Deployment, ProvedStack } from '../deployment.ts';
import { homesOf } from '../mutants/homes.ts';
import type { Home } from '../mutants/mutant.ts';
import { dynamodbKey } from './aws-managed-key.ts';

/** Which documents of a deployment a request is decided by. */
export interface Applicable {
  /** The policies of a role, and its boundary. */
  ofRole(name: string | null): RolePolicies;
  /** The policies of what is asked for; of a request to assume a role its trust. */
  ofResource(action: string, arn: string): readonly ReviewedDocument[];
}

interface RolePolicies {
  identity: readonly ReviewedDocument[];
  /** Null: none, or one that no stack of the deployment makes. */
  boundary: ReviewedDocument | null;
}

const NONE: RolePolicies = { identity: [], boundary: null };

export function applicableIn({ stacks, place }: Deployment): Applicable {
  const homes = stacks.flatMap(homesOf);
  const managed = managedPolicies(homes);
  const named = new Map(stacks.flatMap((stack) => rolesOf(stack, managed, homes)));
  const resources = new Map<string, ReviewedDocument[]>();
  for (const home of homes) {
    for (const arn of governedBy(home)) resources.set(arn, [...(resources.get(arn) ?? []), home.document]);
  }
  for (const region of new Set(stacks.map((stack) => stack.region))) {
    const { arn, document } = dynamodbKey(place, region);
    resources.set(arn, [document]);
  }
  return {
    ofRole: (name) => named.get(name ?? '') ?? NONE,
    ofResource: (action, arn) => resources.get(governed(action, arn)) ?? [],
  };
}

function managedPolicies(homes: readonly Home[]): Map<string, ReviewedDocument> {
  const own = homes.filter(({ document }) => document.owner?.type === 'AWS::IAM::ManagedPolicy');
  return new Map(own.map((home) => [arnOf(home), home.document]));
}

function rolesOf(
  { resources, symbols }: ProvedStack,
  managed: ReadonlyMap<string, ReviewedDocument>,
  homes: readonly Home[],
): [name: string, policies: RolePolicies][] {
  return resources.flatMap(({ type, logicalId, properties }) => {
    if (type !== 'AWS::IAM::Role') return [];
    const name = symbols.get(logicalId) ?? logicalId;
    const own = homes.filter(({ kind, roles }) => kind !== 'trust' && roles.includes(name));
    // A role may have a policy of another stack.
    const named = [properties.ManagedPolicyArns ?? []].flat().flatMap((arn) => managed.get(String(arn)) ?? []);
    const identity = [...new Set([...own.map(({ document }) => document), ...named])];
    return [[name, { identity, boundary: managed.get(String(properties.PermissionsBoundary)) ?? null }]];
  });
}

/** The ARNs of what a document governs: a role that it lets assume, or resources. */
function governedBy(home: Home): string[] {
  const { kind, document, stack, logicalId } = home;
  const { type } = document.owner ?? {};
  if (kind === 'trust') return [arnOf(home)];
  if (kind !== 'resource') return [];
  const properties = stack.resources.find((one) => one.logicalId === logicalId)?.properties ?? {};
  const named = (name: string) => [properties[name] ?? []].flat().map(String);
  switch (type) {
    case 'AWS::S3::BucketPolicy':
      return named('Bucket').map((name) => `arn:${partitionOf(stack)}:s3:::${name}`);
    case 'AWS::SQS::QueuePolicy':
      return named('Queues').map((url) => queueArn(url, partitionOf(stack)));
    case 'AWS::SNS::TopicPolicy':
      return named('Topics');
    case 'AWS::SecretsManager::ResourcePolicy':
      return named('SecretId');
    case 'AWS::Lambda::Permission':
      return resourcesIn(document.value);
    default:
      return [arnOf(home)];
  }
}

function arnOf({ stack, logicalId }: Pick<Home, 'stack' | 'logicalId'>): string {
  return stack.symbols.get(`${logicalId}.Arn`) ?? logicalId;
}

function partitionOf({ symbols }: ProvedStack): string {
  return symbols.get('AWS::Partition') ?? 'aws';
}

/** https://sqs.REGION.amazonaws.com/ACCOUNT/NAME */
function queueArn(url: string, partition: string): string {
  const { hostname, pathname } = new URL(url);
  const [, region = ''] = hostname.split('.');
  const [, account = '', name = ''] = pathname.split('/');
  return `arn:${partition}:sqs:${region}:${account}:${name}`;
}

function resourcesIn(value: unknown): string[] {
  const { Statement } = value as { Statement: { Resource: string }[] };
  return Statement.map(({ Resource }) => Resource);
}

/** What has the policy that a request is decided by: of an object its bucket, of a version its function. */
function governed(action: string, arn: string): string {
  if (action.startsWith('s3:')) return arn.split('/')[0] ?? arn;
  return action.startsWith('lambda:') ? arn.split(':').slice(0, 7).join(':') : arn;
}
