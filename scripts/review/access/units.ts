import { posix } from 'node:path';
import type { Reviewed, ReviewedDocument, ReviewedResource } from '../model.ts';
import { canonicalPolicies } from './canonical.ts';

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
  /** ARNs of policies that are attached and not in the repository. */
  elsewhere: string[];
  boundaryElsewhere: string | null;
  /** The principal's ARN, where it has one. */
  arn: string | null;
}

const PRINCIPALS: Record<string, string> = { Role: 'role', User: 'user', Group: 'group' };
const NAMING = ['Roles', 'Users', 'Groups', 'RoleName', 'UserName', 'GroupName'];

/** The units of everything that was read, each with what they hold. */
export function unitsOf({ templates, documents }: Reviewed): Unit[] {
  const resources = templates.flatMap((template) => template.resources);
  const all = templates.flatMap((template) => template.documents);
  const units = new Map<string, Unit>();
  const principals = resources.filter(isPrincipal);
  const attach = attacher(all, resources);
  for (const principal of principals) {
    const unit = attach(principal);
    units.set(unit.key, unit);
  }
  const attached = new Set([...units.values()].flatMap(({ policies, boundary }) => [...policies, boundary]));
  const inline = new Set(principals.map(({ template, logicalId }) => `${template}#${logicalId}`));
  for (const document of [...all, ...documents]) {
    const isInline =
      inline.has(`${document.owner?.template}#${document.owner?.logicalId}`) && document.kind !== 'trust';
    if (!isInline) addAlone(units, document, attached.has(document.value) ? 'attached' : 'alone');
  }
  return [...units.values()];
}

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

function isPrincipal({ type }: ReviewedResource): boolean {
  return type.startsWith('AWS::IAM::') && Object.hasOwn(PRINCIPALS, type.slice('AWS::IAM::'.length));
}

function attacher(
  documents: readonly ReviewedDocument[],
  resources: readonly ReviewedResource[],
): (principal: ReviewedResource) => Unit {
  const owners = new Map(resources.map((resource) => [`${resource.template}#${resource.logicalId}`, resource]));
  const held = documents.flatMap((document) => {
    const owner = document.owner && owners.get(`${document.owner.template}#${document.owner.logicalId}`);
    return owner && (document.kind === 'identity' || document.kind === 'boundary') ? [{ document, owner }] : [];
  });
  const isOf = (policy: ReviewedResource, principal: ReviewedResource) =>
    policy === principal ||
    NAMING.some(
      (name) => !isPrincipal(policy) && texts(policy.properties[name]).some((text) => isNamed(text, principal, policy)),
    );
  return (principal) => {
    const arns = texts(principal.properties.ManagedPolicyArns);
    const bounds = texts(principal.properties.PermissionsBoundary);
    const named = (policy: ReviewedResource, list: readonly string[]) =>
      list.some((text) => policy.type === 'AWS::IAM::ManagedPolicy' && isNamed(text, policy, principal));
    const policies = held.filter(({ owner }) => isOf(owner, principal) || named(owner, arns));
    const [bound] = held.filter(({ owner }) => named(owner, bounds));
    const isHere = (arn: string) => held.some(({ owner }) => named(owner, [arn]));
    return {
      ...unitAt('identity', principal.template, principal.logicalId),
      policies: policies.map(({ document }) => document.value),
      boundary: bound?.document.value ?? null,
      elsewhere: arns.filter((arn) => !isHere(arn)),
      boundaryElsewhere: bounds.find((arn) => !isHere(arn)) ?? null,
      arn: arnOf(principal),
    };
  };
}

function addAlone(units: Map<string, Unit>, document: ReviewedDocument, holder: Unit['holder']): void {
  const { kind, owner, value } = document;
  const alone = kind === 'unknown' || kind === 'boundary' ? 'identity' : kind;
  const { file } = owner ? { file: owner.template } : document.at([]);
  const first = unitAt(alone, file, owner?.logicalId ?? null);
  let { key } = first;
  for (let more = 2; units.has(key); more++) key = `${first.key} ${more}`;
  const isRole = owner !== null && alone === 'trust';
  units.set(key, { ...first, key, holder, policies: [value], arn: isRole ? roleArn(owner.logicalId) : null });
}

function unitAt(kind: Unit['kind'], file: string, logicalId: string | null): Unit {
  const { dir, name } = posix.parse(file);
  const stack = posix.join(dir.replace(/^templates(\/|$)/, ''), name);
  return {
    key: `${kind} ${file}#${logicalId ?? ''}`,
    name: logicalId === null ? file : `${stack}/${logicalId}`,
    ...{ kind, holder: 'principal', policies: [], boundary: null, elsewhere: [], boundaryElsewhere: null, arn: null },
  };
}

function roleArn(name: string): string {
  return `arn:aws:iam::\${AWS::AccountId}:role/${name}`;
}

/** Groups make no requests: their users do, whoever they are. */
function arnOf({ type, logicalId, properties }: ReviewedResource): string | null {
  const kind = PRINCIPALS[type.slice('AWS::IAM::'.length)];
  if (kind === undefined || kind === 'group') return null;
  const name = kind === 'role' ? properties.RoleName : properties.UserName;
  const path = typeof properties.Path === 'string' ? properties.Path : '/';
  return `arn:aws:iam::\${AWS::AccountId}:${kind}${path}${typeof name === 'string' ? name : logicalId}`;
}

function texts(value: unknown): string[] {
  return [value].flat().filter((text) => typeof text === 'string');
}

/** Whether a text in `from` names the resource: by its name, its symbol, or an ARN that ends with one of them. */
function isNamed(text: string, { template, logicalId, properties }: ReviewedResource, from: ReviewedResource): boolean {
  if (text.includes(':iam::aws:')) return false;
  const prefix = template === from.template ? '' : `${posix.parse(template).name}::`;
  const given = ['RoleName', 'UserName', 'GroupName', 'ManagedPolicyName'].map((name) => properties[name]);
  return [`\${${prefix}${logicalId}}`, ...given].some(
    (name) => typeof name === 'string' && (text === name || text.endsWith(`/${name}`)),
  );
}
