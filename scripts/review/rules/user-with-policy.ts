import type { ReviewedResource } from '../../access/model.ts';
import { textsAt } from '../../access/stated/statements.ts';
import type { Rule } from '../model.ts';
import { eachResource, type Told } from './facts/checks.ts';

/** By type: what gives a user permissions of its own. */
const PROPERTIES: Record<string, readonly string[]> = {
  'AWS::IAM::User': ['Policies', 'ManagedPolicyArns'],
  'AWS::IAM::Policy': ['Users'],
  'AWS::IAM::ManagedPolicy': ['Users'],
  'AWS::IAM::UserPolicy': ['UserName'],
};

export const userWithPolicy: Rule = {
  id: 'user-with-policy',
  code: null,
  severity: 'warning',
  summary: 'Permissions of a user of its own',
  why: 'They are overlooked when somebody leaves or changes duties, and a user has long-term credentials: give people roles, or groups at least (IAM User Guide, "Security best practices in IAM: Require human users to use federation with an identity provider").',
  check: eachResource(Object.keys(PROPERTIES), (resource) =>
    (PROPERTIES[resource.type] ?? []).filter((name) => isGiven(resource, name)).map(told),
  ),
};

function isGiven({ properties }: ReviewedResource, name: string): boolean {
  const value = properties[name];
  return textsAt(value, []).length > 0 || (Array.isArray(value) && value.length > 0);
}

function told(name: string): Told {
  return {
    path: [name],
    message: 'a user gets permissions of its own',
    fix: 'attach the policy to a role that people assume, or to a group',
  };
}
