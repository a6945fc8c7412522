import { posix } from 'node:path';
import type { ManagedPolicies } from '../iam/catalog/managed-policies.ts';
import { canonicalPolicies } from './canonical.ts';
import type { Reviewed, ReviewedDocument, ReviewedResource } from './model.ts';
import { type Principal, placeOf, principalsOf } from './principals.ts';
import { targetsOf } from './targets.ts';
import { unreadIn } from './unread.ts';

/** What is compared as one: the policies of a principal, or the policy of a resource. */
export interface Unit {
  /** Where it is: what renames and moves change. */
  key: string;
  /** What a person calls it. */
  name: string;
  kind: 'identity' | 'trust' | 'resource' | 'scp' | 'rcp';
  /** A policy that stands alone is told only while no principal has it: else it is told there. */
  holder: 'principal' | 'attached' | 'alone';
  policies: unknown[];
  /** Null: none, or none that is known. */
  boundary: unknown;
  /** Policies that are attached and that nobody knows: neither of the repository nor of AWS. */
  elsewhere: readonly string[];
  boundaryElsewhere: string | null;
  /** The principal's ARN, where it has one. */
  arn: string | null;
  /** Of a role, who may assume it: another one of the same policies that others may assume is not the same role. */
  trust: string;
  /** Where the resources stand that a resource's policy speaks of, `template#logicalId`. */
  targets: readonly string[];
}

/** The units of everything that was read, each with what they hold. */
export function unitsOf({ templates, documents }: Reviewed, managed: ManagedPolicies): Unit[] {
  const all = templates.flatMap((template) => template.documents);
  const resources = new Map(templates.flatMap((template) => template.resources.map((one) => [placeOf(one), one])));
  const units = new Map<string, Unit>();
  const principals = principalsOf({ templates });
  const trusts = new Map(all.flatMap((one) => (one.kind === 'trust' && one.owner ? [[placeOf(one.owner), one]] : [])));
  for (const principal of principals) {
    const unit = ofPrincipal(principal, trusts.get(placeOf(principal.resource)), managed);
    units.set(unit.key, unit);
  }
  const attached = new Set(principals.flatMap((one) => [...one.documents, one.boundary]));
  const inline = new Set(principals.map(({ resource }) => placeOf(resource)));
  for (const document of [...all, ...documents]) {
    const { owner, kind } = document;
    if (owner !== null && inline.has(placeOf(owner)) && kind !== 'trust') continue;
    const target = owner === null ? undefined : resources.get(placeOf(owner));
    addAlone(units, document, attached.has(document) ? 'attached' : 'alone', target);
  }
  for (const resource of resources.values()) addUnread(units, resource);
  return [...units.values()];
}

/** Who may assume a role, or use a resource, is not known where the document is not. */
function addUnread(units: Map<string, Unit>, resource: ReviewedResource): void {
  if (resource.type === 'AWS::Serverless::Connector') {
    const unit = unitAt('identity', resource.template, resource.logicalId);
    units.set(unit.key, { ...unit, elsewhere: [`of a SAM connector ${JSON.stringify(resource.properties)}`] });
  }
  for (const { kind, text } of unreadIn(resource)) {
    if (kind !== 'trust' && kind !== 'resource') continue;
    const unit = unitAt(kind, resource.template, resource.logicalId);
    const there = units.get(unit.key);
    units.set(unit.key, { ...(there ?? { ...unit, holder: 'alone' }), elsewhere: [...(there?.elsewhere ?? []), text] });
  }
}

/** The same for units that say the same. */
export function unitKey(unit: Unit): string {
  const { kind, holder, policies, boundary, elsewhere, boundaryElsewhere } = unit;
  const bound = boundary === null ? [] : [boundary];
  return JSON.stringify([
    kind,
    holder === 'principal',
    canonicalPolicies(policies),
    canonicalPolicies(bound),
    [...elsewhere].sort(),
    boundaryElsewhere,
  ]);
}

function ofPrincipal(principal: Principal, trust: ReviewedDocument | undefined, managed: ManagedPolicies): Unit {
  const { resource, kind, documents, boundary, elsewhere, boundaryElsewhere } = principal;
  return {
    ...unitAt('identity', resource.template, resource.logicalId),
    policies: [...documents.map(({ value }) => value), ...elsewhere.flatMap((name) => managed.documentOf(name) ?? [])],
    boundary: boundary?.value ?? (boundaryElsewhere === null ? null : managed.documentOf(boundaryElsewhere)),
    elsewhere: elsewhere.filter((name) => managed.documentOf(name) === null),
    boundaryElsewhere:
      boundaryElsewhere === null || managed.documentOf(boundaryElsewhere) !== null ? null : boundaryElsewhere,
    arn: arnOf(resource, kind),
    trust: trust === undefined ? '' : canonicalPolicies([trust.value]),
  };
}

function addAlone(
  units: Map<string, Unit>,
  document: ReviewedDocument,
  holder: Unit['holder'],
  owner: ReviewedResource | undefined,
): void {
  const { kind, value } = document;
  const alone = kind === 'unknown' || kind === 'boundary' ? 'identity' : kind;
  const file = document.owner?.template ?? document.at([]).file;
  const first = unitAt(alone, file, document.owner?.logicalId ?? null);
  let { key } = first;
  for (let more = 2; units.has(key); more++) key = `${first.key} ${more}`;
  const arn = alone === 'trust' && document.owner !== null ? roleArn(document.owner.logicalId) : null;
  const targets = owner === undefined ? [] : targetsOf(owner);
  units.set(key, { ...first, key, holder, policies: [value], arn, targets });
}

/** `stack/LogicalId`, or the file of a document that stands alone. */
export function principalName(file: string, logicalId: string | null): string {
  const { dir, name } = posix.parse(file);
  return logicalId === null ? file : `${posix.join(dir.replace(/^templates(\/|$)/, ''), name)}/${logicalId}`;
}

function unitAt(kind: Unit['kind'], file: string, logicalId: string | null): Unit {
  return {
    key: `${kind} ${file}#${logicalId ?? ''}`,
    name: principalName(file, logicalId),
    kind,
    holder: 'principal',
    policies: [],
    boundary: null,
    elsewhere: [],
    boundaryElsewhere: null,
    arn: null,
    trust: '',
    targets: [],
  };
}

function roleArn(name: string): string {
  return `arn:aws:iam::\${AWS::AccountId}:role/${name}`;
}

/** Groups make no requests: their users do, whoever they are. A role that SAM makes has a name that nobody knows. */
function arnOf({ logicalId, properties }: ReviewedResource, kind: Principal['kind']): string | null {
  if (kind === 'group') return null;
  if (kind === 'sam') return roleArn(`${logicalId}Role`);
  const name = kind === 'role' ? properties.RoleName : properties.UserName;
  const path = typeof properties.Path === 'string' ? properties.Path : '/';
  return `arn:aws:iam::\${AWS::AccountId}:${kind}${path}${typeof name === 'string' ? name : logicalId}`;
}
