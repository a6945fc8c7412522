import { posix } from 'node:path';
import type { Reviewed, ReviewedDocument, ReviewedResource } from '../../../access/model.ts';
import { principalsOf } from '../../../access/principals.ts';
import type { Position } from '../../../template/source.ts';
import type { Surroundings } from '../../model.ts';
import { patternFor } from './actions.ts';
import { type Stated, statementsIn } from './statements.ts';

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

/** What keeps a role from an action, whatever the resource, and where that is written. */
export interface Lack {
  by: 'policies' | 'boundary' | 'deny';
  at: Position;
}

const SERVICE = 'cloudformation.amazonaws.com';
const known = new WeakMap<Reviewed, ServiceRole[]>();

export function serviceRolesOf(all: Surroundings): readonly ServiceRole[] {
  const found = known.get(all.reviewed) ?? read(all);
  known.set(all.reviewed, found);
  return found;
}

function read({ reviewed, managedPolicies }: Surroundings): ServiceRole[] {
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
export function deployedResources(all: Surroundings): ReviewedResource[] {
  const own = new Set(serviceRolesOf(all).map(({ resource }) => resource.template));
  return all.reviewed.templates.filter(({ file }) => !own.has(file)).flatMap(({ resources }) => resources);
}

/** Null where some statement may let the role do it. */
export function lackOf(role: ServiceRole, action: string): Lack | null {
  const { resource, policies, hasMorePolicies, boundary, invited } = role;
  const denied = [...policies, ...(boundary === null ? [] : [boundary])].flatMap((document) =>
    statementsIn(document).flatMap((one) => (deniesEverywhere(one, action) ? [document.at(one.path)] : [])),
  );
  if (denied[0] !== undefined) return { by: 'deny', at: denied[0] };
  const isAllowed = hasMorePolicies || allows([...policies.flatMap(statementsIn), ...invited], action);
  if (!isAllowed) return { by: 'policies', at: policies[0]?.at(['Statement']) ?? resource.keyAt([]) };
  if (boundary === null || allows(statementsIn(boundary), action)) return null;
  return { by: 'boundary', at: boundary.at(['Statement']) };
}

function allows(statements: readonly Stated[], action: string): boolean {
  return statements.some((one) => one.effect === 'Allow' && patternFor(one, action) !== null);
}

function deniesEverywhere(statement: Stated, action: string): boolean {
  const { effect, conditions, resources } = statement;
  const isEverywhere = conditions.length === 0 && resources.some(({ text }) => text === '*');
  return effect === 'Deny' && isEverywhere && patternFor(statement, action) !== null;
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
