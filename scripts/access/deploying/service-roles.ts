import { posix } from 'node:path';
import type { ManagedPolicies } from '../../iam/catalog/managed-policies.ts';
import type { Path, Position } from '../../template/source.ts';
import type { Reviewed, ReviewedDocument, ReviewedResource } from '../model.ts';
import { principalsOf } from '../principals.ts';
import { patternFor } from '../stated/actions.ts';
import { type Stated, statementsIn } from '../stated/statements.ts';
import { maySpeakOf, surelySpeaksOf } from './resources.ts';

/** What is deployed, and the policies of AWS that roles may have. */
export interface Deployed {
  reviewed: Reviewed;
  managedPolicies: ManagedPolicies;
}

/** A role that CloudFormation assumes to deploy (CloudFormation User Guide, "CloudFormation service role"). */
export interface ServiceRole {
  resource: ReviewedResource;
  policies: readonly ReviewedDocument[];
  /** Policies are attached that neither a template nor AWS has: what they allow is not known. */
  hasMorePolicies: boolean;
  /** Null: none, or none that is known. */
  boundary: ReviewedDocument | null;
  /** What policies of resources, such as a key's, allow it: within an account that is enough by itself. */
  invited: readonly Stated[];
}

/** What keeps a role from an action, and where that is written. */
export interface Lack {
  by: 'policies' | 'boundary' | 'deny';
  at: Position;
  /** The policy that lacks or denies it, and the statements or the one that does; null: the role has no policy. */
  document: ReviewedDocument | null;
  path: Path;
}

const SERVICE = 'cloudformation.amazonaws.com';
const known = new WeakMap<Reviewed, ServiceRole[]>();

export function serviceRolesOf(all: Deployed): readonly ServiceRole[] {
  const found = known.get(all.reviewed) ?? read(all);
  known.set(all.reviewed, found);
  return found;
}

function read({ reviewed, managedPolicies }: Deployed): ServiceRole[] {
  const trusting = new Set(reviewed.templates.flatMap(({ documents }) => documents.filter(isTrust)).map(ownerOf));
  // To find what is attached to whom takes long: most repositories have no such role.
  if (trusting.size === 0) return [];
  const roles = principalsOf(reviewed).filter(({ resource }) => trusting.has(placeOf(resource)));
  const resourcePolicies = reviewed.templates.flatMap(({ documents }) =>
    documents.filter(({ kind }) => kind === 'resource'),
  );
  return roles.map(({ resource, documents, elsewhere, boundary, boundaryElsewhere }) => {
    const ofAws = (policy: string) => awsPolicy(managedPolicies.documentOf(policy), resource);
    const bound = boundaryElsewhere === null ? null : ofAws(boundaryElsewhere);
    return {
      resource,
      policies: [...documents, ...elsewhere.flatMap((policy) => ofAws(policy) ?? [])],
      hasMorePolicies: elsewhere.some((policy) => ofAws(policy) === null),
      boundary: boundary ?? bound,
      invited: resourcePolicies.flatMap(statementsIn).filter((statement) => invites(statement, resource)),
    };
  });
}

/** A policy that AWS maintains: what is to be said of it is said of the role. */
function awsPolicy(value: unknown, role: ReviewedResource): ReviewedDocument | null {
  const at = () => role.keyAt([]);
  return value === null ? null : { kind: 'identity', owner: null, value, at, keyAt: at };
}

/**
 * What service roles deploy: the resources of every template without such a role. CloudFormation cannot assume a role
 * that it has yet to make, so the stack that makes it is deployed by a person, with that person's own permissions.
 */
export function deployedResources(all: Deployed): ReviewedResource[] {
  const own = new Set(serviceRolesOf(all).map(({ resource }) => resource.template));
  const byPeople = all.reviewed.deployedByPeople;
  const deployed = all.reviewed.templates.filter(({ file }) => !own.has(file) && !byPeople?.has(file));
  return deployed.flatMap(({ resources }) => resources);
}

/**
 * @param arn of the resource that the action is called on; null: any, as it is not known
 * @returns null where some statement may let the role do it
 */
export function lackOf(role: ServiceRole, action: string, arn: string | null = null): Lack | null {
  const { resource, policies, hasMorePolicies, boundary, invited } = role;
  for (const document of [...policies, ...(boundary === null ? [] : [boundary])]) {
    const denying = statementsIn(document).find((one) => denies(one, action, arn));
    if (denying) return { by: 'deny', at: document.at(denying.path), document, path: denying.path };
  }
  const isAllowed = hasMorePolicies || allows([...policies.flatMap(statementsIn), ...invited], action, arn);
  const path = ['Statement'];
  if (!isAllowed) {
    const document = policies[0] ?? null;
    return { by: 'policies', at: document?.at(path) ?? resource.keyAt([]), document, path };
  }
  if (boundary === null || allows(statementsIn(boundary), action, arn)) return null;
  return { by: 'boundary', at: boundary.at(path), document: boundary, path };
}

function allows(statements: readonly Stated[], action: string, arn: string | null): boolean {
  return statements.some(
    (one) => one.effect === 'Allow' && patternFor(one, action) !== null && (arn === null || maySpeakOf(one, arn)),
  );
}

/** Whatever the request: a Deny with conditions may let it through. */
function denies(statement: Stated, action: string, arn: string | null): boolean {
  const { effect, conditions, resources } = statement;
  if (effect !== 'Deny' || conditions.length > 0 || patternFor(statement, action) === null) return false;
  return arn === null ? resources.some(({ text }) => text === '*') : surelySpeaksOf(statement, arn);
}

function invites({ effect, principals }: Stated, { logicalId, template, properties }: ReviewedResource): boolean {
  const symbols = [logicalId, `${posix.parse(template).name}::${logicalId}`].map((id) => `\${${id}}`);
  const names = [...symbols, properties.RoleName].filter((name) => typeof name === 'string');
  return effect === 'Allow' && principals.some(({ text }) => names.some((name) => text.endsWith(`/${name}`)));
}

function isTrust(document: ReviewedDocument): boolean {
  return (
    document.kind === 'trust' &&
    statementsIn(document).some(
      (one) =>
        one.effect === 'Allow' &&
        one.principals.some(({ kind, text }) => kind === 'Service' && text === SERVICE) &&
        patternFor(one, 'sts:AssumeRole') !== null,
    )
  );
}

function ownerOf({ owner }: ReviewedDocument): string {
  return owner === null ? '' : placeOf(owner);
}

function placeOf({ template, logicalId }: { template: string; logicalId: string }): string {
  return `${template}#${logicalId}`;
}
