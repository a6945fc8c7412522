import { own } from '../template/own.ts';
import type { Path, Position, Source } from '../template/source.ts';
import { field, type Statement, statementsOf } from './statements.ts';

/** A policy document of a template, and whose access it speaks of. */
export interface AttachedPolicy {
  /** `identity`: of the role `owner`; `resource`: on the resource `owner`. Logical ids. */
  kind: 'identity' | 'resource';
  owner: string;
  statements: Statement[];
  at: Position;
  /** Of a path of its statements. */
  placeOf(path: Path): Position;
}

/** A stack as its grants are judged: by its files before packaging, or as the review resolves them. */
export interface Stack {
  resources: readonly Resource[];
  policies: readonly AttachedPolicy[];
  /** The logical ids of the resources that a text speaks of: `${Bucket.Arn}/*` → `Bucket`. */
  named(text: string): readonly string[];
  /** Where a resource is written. */
  at(logicalId: string): Position;
}

/** Resource-based policies: the property that names the resource (null: the policy is its own), and the document's. */
export const RESOURCE_POLICIES: Record<string, { target: string | null; document: string }> = {
  'AWS::KMS::Key': { target: null, document: 'KeyPolicy' },
  'AWS::S3::BucketPolicy': { target: 'Bucket', document: 'PolicyDocument' },
  'AWS::SecretsManager::ResourcePolicy': { target: 'SecretId', document: 'ResourcePolicy' },
  'AWS::SNS::TopicPolicy': { target: 'Topics', document: 'PolicyDocument' },
  'AWS::SQS::QueuePolicy': { target: 'Queues', document: 'PolicyDocument' },
};

/** A policy file that stands at a place of the template. */
export interface IncludedDocument {
  path: Path;
  source: Source;
}

export interface Resource {
  logicalId: string;
  type: string;
  properties: unknown;
}

export function resourcesOf(template: Source): Resource[] {
  const resources = field(template.value, 'Resources');
  return Object.keys(resources ?? {}).map((logicalId) => {
    const resource = field(resources, logicalId);
    const type = field(resource, 'Type');
    return {
      logicalId,
      type: typeof type === 'string' ? type : '',
      properties: field(resource, 'Properties'),
    };
  });
}

/** A template's stack, in the language of policy documents. */
export function stackOf(template: Source, policies: readonly AttachedPolicy[]): Stack {
  const resources = resourcesOf(template);
  const known = new Set(resources.map(({ logicalId }) => logicalId));
  return {
    resources,
    policies,
    named: (text) => tokens(text).filter((name) => known.has(name)),
    at: (logicalId) => template.at(['Resources', logicalId]),
  };
}

/** The names that a symbolic text holds: `${Bucket.Arn}/*` → `Bucket`. */
export function tokens(text: string): string[] {
  return [...text.matchAll(/\$\{(\w+)[.}]/g)].map((match) => match[1] ?? '');
}

/** The policies of a template's roles and resources. Managed policies that a role names by ARN are not known here. */
export function attachedPolicies(template: Source, included: IncludedDocument[]): AttachedPolicy[] {
  return resourcesOf(template).flatMap((resource) => {
    const path = ['Resources', resource.logicalId, 'Properties'];
    if (resource.type === 'AWS::IAM::Role') return rolePolicies(template, resource, path, included);
    if (resource.type === 'AWS::IAM::Policy') return sharedPolicies(template, resource, path, included);
    return resourcePolicies(template, resource, path, included);
  });
}

function rolePolicies(template: Source, role: Resource, path: Path, included: IncludedDocument[]): AttachedPolicy[] {
  const policies = field(role.properties, 'Policies');
  if (!Array.isArray(policies)) return [];
  return policies.map((policy, index) => {
    const at = [...path, 'Policies', index, 'PolicyDocument'];
    return {
      kind: 'identity',
      owner: role.logicalId,
      ...document(template, field(policy, 'PolicyDocument'), at, included),
    };
  });
}

function sharedPolicies(
  template: Source,
  policy: Resource,
  path: Path,
  included: IncludedDocument[],
): AttachedPolicy[] {
  const roles = field(policy.properties, 'Roles');
  if (!Array.isArray(roles)) return [];
  const found = document(template, field(policy.properties, 'PolicyDocument'), [...path, 'PolicyDocument'], included);
  return roles.flatMap((role) => {
    const owner = field(role, 'Ref');
    return typeof owner === 'string' ? [{ kind: 'identity' as const, owner, ...found }] : [];
  });
}

function resourcePolicies(
  template: Source,
  policy: Resource,
  path: Path,
  included: IncludedDocument[],
): AttachedPolicy[] {
  const known = own(RESOURCE_POLICIES, policy.type);
  if (!known) return [];
  const named = known.target === null ? [] : [field(policy.properties, known.target)].flat();
  const owners = known.target === null ? [policy.logicalId] : named.map((name) => field(name, 'Ref'));
  const value = field(policy.properties, known.document);
  const found = document(template, value, [...path, known.document], included);
  return owners.flatMap((owner) => (typeof owner === 'string' ? [{ kind: 'resource' as const, owner, ...found }] : []));
}

function document(template: Source, value: unknown, path: Path, included: IncludedDocument[]) {
  const file = included.find((document) => document.path.join('/') === path.join('/'))?.source;
  if (file === undefined) {
    const placeOf = (inside: Path) => template.at(inside);
    return { statements: statementsOf(template, value, path), at: template.at(path), placeOf };
  }
  const placeOf = (inside: Path) => file.at(inside);
  return { statements: statementsOf(file, file.value, []), at: file.at(['Statement']), placeOf };
}
