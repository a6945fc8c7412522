import { actionNamed } from '../../iam/catalog/actions.ts';
import type { Action, Catalog } from '../../iam/catalog/catalog.ts';
import type { Handlers } from '../../iam/catalog/handlers.ts';
import { scalarText } from '../../template/scalar-text.ts';
import { isMap } from '../../template/walk.ts';
import type { ReviewedResource } from '../model.ts';
import { propertyFor } from './action-properties.ts';

/** The handlers that a change set calls. */
export type HandlerKind = 'create' | 'read' | 'update' | 'delete';

const ALL_KINDS: readonly HandlerKind[] = ['create', 'read', 'delete', 'update'];

export interface Schemas {
  handlers: Pick<Handlers, 'permissionsOf' | 'propertiesOf'>;
  catalog: Catalog;
}

/** What the handlers of a resource type call for the resources of the templates. */
export interface Needs {
  /** What they call for these resources. */
  needed: Action[];
  /** What they call for a property that these resources do not have, or where it cannot be told. */
  possible: Action[];
  /** The kind of resource, in the catalog's words, that a resource of the type is; null where that cannot be told. */
  kind: string | null;
}

/** Who may take its boundary away has none: no deploy is to be given this, whatever a schema lists. */
const NEVER = /^iam:Delete(Role|User)PermissionsBoundary$/;

/**
 * A schema lists what its handlers call when every optional property is given (CloudFormation CLI User Guide, "Resource
 * type schema: handlers"). Actions that a policy cannot name, which some schemas list, are left out.
 * @param kinds the handlers that are called; default: all that a change set calls
 * @returns null for a type whose handlers are not known
 */
export function needsOf(
  type: string,
  resources: readonly ReviewedResource[],
  all: Schemas,
  kinds: readonly HandlerKind[] = ALL_KINDS,
): Needs | null {
  const permissions = all.handlers.permissionsOf(type);
  if (permissions === null) return null;
  const listed = (of: readonly HandlerKind[]) =>
    new Set(of.flatMap((kind) => permissions[kind]).flatMap((name) => actionNamed(all.catalog, name) ?? []));
  const elsewhere = listed(kinds.filter((kind) => kind !== 'update'));
  const actions = [...listed(kinds)]
    .filter(({ name }) => !NEVER.test(name) && (kinds.includes('create') || !makes(name, type)))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  const service = ownService(type, actions);
  const facts: TypeFacts = {
    ...{ type, elsewhere, given: givenIn(resources), properties: all.handlers.propertiesOf(type) ?? [] },
    kind: ownKind(actions.filter((action) => action.service === service)),
  };
  const isNeeded = (action: Action) =>
    action.service === service ? isCalled(action, facts) : isGivenFor(action, facts.given);
  const possible = actions.filter((action) => !isNeeded(action));
  return { needed: actions.filter(isNeeded), possible, kind: facts.kind };
}

/** Some schemas list what makes the resource itself, `dynamodb:CreateTable`, under its update, too. */
function makes(action: string, type: string): boolean {
  return action.endsWith(`:Create${type.split('::')[2]}`);
}

interface TypeFacts {
  type: string;
  properties: readonly string[];
  kind: string | null;
  given: Given;
  /** What handlers beside that of updates call. */
  elsewhere: ReadonlySet<Action>;
}

/** `s3` of `AWS::S3::Bucket`, `rds` of `AWS::DocDB::DBCluster`: that of its name, or the one called most. */
function ownService(type: string, actions: readonly Action[]): string {
  const named = (type.split('::')[1] ?? '').toLowerCase();
  const services = actions.map(({ service }) => service);
  if (services.includes(named)) return named;
  return mostFrequent(services.filter((service) => !['iam', 'kms', 'ec2'].includes(service))) ?? named;
}

/** The kind of resource, of the service's, that more than half of the actions work on; null where there is none. */
function ownKind(actions: readonly Action[]): string | null {
  const on = actions.filter(({ resources }) => resources.length > 0);
  const kind = mostFrequent(on.flatMap((action) => kindsOf(action)));
  const count = on.filter((action) => kindsOf(action).some((one) => one === kind)).length;
  return kind !== undefined && count > on.length / 2 ? kind : null;
}

function kindsOf({ resources }: Action): string[] {
  return [...new Set(resources.map(({ type }) => type.name))];
}

function mostFrequent(names: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([, one], [, other]) => other - one)[0]?.[0];
}

/** What is read of the resource itself is read of each one; what is written for a property, where it is given. */
function isCalled(action: Action, { type, properties, kind, given, elsewhere }: TypeFacts): boolean {
  const isForOwnKind = kind === null || action.resources.length === 0 || kindsOf(action).includes(kind);
  const property = propertyFor(action.name, type, properties);
  if (property === null) return isForOwnKind;
  if (given.top.has(property.name)) return elsewhere.has(action) || !takesAway(action);
  return property.isInName && isForOwnKind && kind !== null && ['Read', 'List'].includes(action.accessLevel);
}

/** An update calls it when a template no longer has the property. */
function takesAway({ name }: Action): boolean {
  return /:(Delete|Detach|Disable|Disassociate|Remove)/.test(name);
}

/** The properties that some of the resources have. */
interface Given {
  top: ReadonlySet<string>;
  /** With its value, at any depth. */
  has(name: RegExp, isValue?: (value: unknown) => boolean): boolean;
}

function givenIn(resources: readonly ReviewedResource[]): Given {
  const entries: [string, unknown][] = [];
  for (const { properties } of resources) collect(properties, entries, 0);
  return {
    top: new Set(resources.flatMap(({ properties }) => Object.keys(properties))),
    has: (name, isValue = () => true) => entries.some(([key, value]) => name.test(key) && isValue(value)),
  };
}

function collect(value: unknown, entries: [string, unknown][], depth: number): void {
  if (depth > 20 || typeof value !== 'object' || value === null) return;
  for (const [key, part] of Object.entries(value)) {
    if (isMap(value)) entries.push([key, part]);
    collect(part, entries, depth + 1);
  }
}

/** Whether a property asks for an action of another service: a role to pass, a key, a network, code in a bucket. */
function isGivenFor({ name, service }: Action, given: Given): boolean {
  if (name === 'iam:PassRole') return given.has(/role(arn)?$/i, isText);
  // The keys that AWS manages, `alias/aws/sqs`, are used without permissions of one's own.
  if (service === 'kms') return given.has(/kms/i, (value) => isText(value) && !/alias\/aws\//.test(scalarText(value)));
  if (service === 'ec2') return given.has(/subnet|securitygroup|vpc/i);
  if (name === 's3:GetObject') return given.has(/^S3Bucket$/) || given.has(/^(Code|CodeUri|Content)$/, isText);
  if (name === 's3:GetObjectVersion') return given.has(/^S3ObjectVersion$/);
  return false;
}

function isText(value: unknown): boolean {
  return [value].flat().some((text) => typeof text === 'string');
}
