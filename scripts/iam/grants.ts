import type { Path, Position, Source } from '../template/source.ts';
import { field, type Statement, statementsOf } from './statements.ts';

/** A policy document of a template, and whose access it speaks of. */
export interface AttachedPolicy {
  /** `identity`: of the role `owner`; `resource`: on the resource `owner`. Logical ids. */
  kind: 'identity' | 'resource';
  owner: string;
  statements: Statement[];
  at: Position;
}

/** Resource-based policies: the property that names the resource (null: the policy is its own), and the document's. */
const RESOURCE_POLICIES: Record<string, { target: string | null; document: string }> = {
  'AWS::KMS::Key': { target: null, document: 'KeyPolicy' },
  'AWS::S3::BucketPolicy': { target: 'Bucket', document: 'PolicyDocument' },
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
  const known = RESOURCE_POLICIES[policy.type];
  if (!known) return [];
  const owner = known.target === null ? policy.logicalId : field(field(policy.properties, known.target), 'Ref');
  if (typeof owner !== 'string') return [];
  const value = field(policy.properties, known.document);
  return [{ kind: 'resource', owner, ...document(template, value, [...path, known.document], included) }];
}

function document(template: Source, value: unknown, path: Path, included: IncludedDocument[]) {
  const file = included.find((document) => document.path.join('/') === path.join('/'))?.source;
  if (file === undefined) return { statements: statementsOf(template, value, path), at: template.at(path) };
  return { statements: statementsOf(file, file.value, []), at: file.at(['Statement']) };
}
