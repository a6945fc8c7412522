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

/** Resource-based policies: the property that names the resource and the one with the document. */
const RESOURCE_POLICIES: Record<string, { target: string; document: string }> = {
  'AWS::S3::BucketPolicy': { target: 'Bucket', document: 'PolicyDocument' },
};

/** The parsed policy file that an `AWS::Include` names, by its `Location`. */
export type ReadPolicy = (location: string) => Source;

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
export function attachedPolicies(template: Source, readPolicy: ReadPolicy): AttachedPolicy[] {
  return resourcesOf(template).flatMap((resource) => {
    const path = ['Resources', resource.logicalId, 'Properties'];
    if (resource.type === 'AWS::IAM::Role') return rolePolicies(template, resource, path, readPolicy);
    if (resource.type === 'AWS::IAM::Policy') return sharedPolicies(template, resource, path, readPolicy);
    return resourcePolicies(template, resource, path, readPolicy);
  });
}

function rolePolicies(template: Source, role: Resource, path: Path, readPolicy: ReadPolicy): AttachedPolicy[] {
  const policies = field(role.properties, 'Policies');
  if (!Array.isArray(policies)) return [];
  return policies.map((policy, index) => {
    const at = [...path, 'Policies', index, 'PolicyDocument'];
    return {
      kind: 'identity',
      owner: role.logicalId,
      ...document(template, field(policy, 'PolicyDocument'), at, readPolicy),
    };
  });
}

function sharedPolicies(template: Source, policy: Resource, path: Path, readPolicy: ReadPolicy): AttachedPolicy[] {
  const roles = field(policy.properties, 'Roles');
  if (!Array.isArray(roles)) return [];
  const found = document(template, field(policy.properties, 'PolicyDocument'), [...path, 'PolicyDocument'], readPolicy);
  return roles.flatMap((role) => {
    const owner = field(role, 'Ref');
    return typeof owner === 'string' ? [{ kind: 'identity' as const, owner, ...found }] : [];
  });
}

function resourcePolicies(template: Source, policy: Resource, path: Path, readPolicy: ReadPolicy): AttachedPolicy[] {
  const known = RESOURCE_POLICIES[policy.type];
  const owner = known && field(field(policy.properties, known.target), 'Ref');
  if (!known || typeof owner !== 'string') return [];
  const value = field(policy.properties, known.document);
  return [{ kind: 'resource', owner, ...document(template, value, [...path, known.document], readPolicy) }];
}

function document(template: Source, value: unknown, path: Path, readPolicy: ReadPolicy) {
  const location = includedLocation(value);
  if (location === null) return { statements: statementsOf(template, value, path), at: template.at(path) };
  const policy = readPolicy(location);
  return { statements: statementsOf(policy, policy.value, []), at: policy.at(['Statement']) };
}

function includedLocation(value: unknown): string | null {
  const transform = field(value, 'Fn::Transform');
  if (field(transform, 'Name') !== 'AWS::Include') return null;
  const location = field(field(transform, 'Parameters'), 'Location');
  return typeof location === 'string' ? location : null;
}
