import { own } from '../template/own.ts';
import { isMap } from '../template/walk.ts';
import type { Reviewed, ReviewedDocument, ReviewedResource } from './model.ts';
import { type Named, namedAmong } from './named.ts';
import { unreadIn } from './unread.ts';

/** Who makes requests, or lends policies to who does, with everything that the templates attach to it. */
export interface Principal {
  resource: ReviewedResource;
  kind: PrincipalKind;
  /** Its identity policies: its own, those attached to it, and those of its groups. */
  documents: readonly ReviewedDocument[];
  boundary: ReviewedDocument | null;
  /** ARNs and names of policies that are attached and that no template has. */
  elsewhere: readonly string[];
  boundaryElsewhere: string | null;
}

/** SAM makes the role of a function or state machine out of its `Policies`. */
type PrincipalKind = 'role' | 'user' | 'group' | 'sam';

const KINDS: Record<string, PrincipalKind> = {
  'AWS::IAM::Role': 'role',
  'AWS::IAM::User': 'user',
  'AWS::IAM::Group': 'group',
  'AWS::Serverless::Function': 'sam',
  'AWS::Serverless::StateMachine': 'sam',
};

/** Where a policy says whom it is attached to. */
const HOLDERS = ['Roles', 'Users', 'Groups', 'RoleName', 'UserName', 'GroupName'];

/** Everything by place, `template#logicalId`, of those who hold it. */
interface Held {
  documents: Map<string, ReviewedDocument[]>;
  boundaries: Map<string, ReviewedDocument>;
  named: Named;
  /** What stands in place of documents. */
  unread: Map<string, string[]>;
  /** By user, the groups that a resource of its own puts it into. */
  joined: Map<string, ReviewedResource[]>;
}

export function principalsOf({ templates }: Pick<Reviewed, 'templates'>): Principal[] {
  const resources = templates.flatMap((template) => template.resources);
  const held = heldIn(
    templates.flatMap((template) => template.documents),
    resources,
  );
  return resources.flatMap((resource) => {
    const kind = own(KINDS, resource.type);
    return kind === undefined ? [] : [principal(resource, kind, held)];
  });
}

export function placeOf({ template, logicalId }: Pick<ReviewedResource, 'template' | 'logicalId'>): string {
  return `${template}#${logicalId}`;
}

function principal(resource: ReviewedResource, kind: PrincipalKind, held: Held): Principal {
  const { properties } = resource;
  const texts = kind === 'sam' ? textsOf(properties.Policies) : textsOf(properties.ManagedPolicyArns);
  const groups = kind === 'user' ? groupsOf(resource, held) : [];
  const own = [...ownDocuments(resource, held), ...documentsNamed(texts, resource, held)];
  const ofGroups = groups.map((group) => principal(group, 'group', held));
  const bounds = textsOf(properties.PermissionsBoundary);
  const bound = bounds.flatMap((text) => policiesNamed(text, resource, held))[0];
  const templates = kind === 'sam' ? madeBySam(properties) : [];
  const unknown = texts.filter((text) => policiesNamed(text, resource, held).length === 0);
  const policies = texts.flatMap((text) => policiesNamed(text, resource, held));
  const unread = [resource, ...policies].flatMap((one) => held.unread.get(placeOf(one)) ?? []);
  return {
    resource,
    kind,
    documents: [...new Set([...own, ...ofGroups.flatMap(({ documents }) => documents)])],
    boundary: bound === undefined ? null : (held.boundaries.get(placeOf(bound)) ?? null),
    elsewhere: [...new Set([...unknown, ...templates, ...unread, ...ofGroups.flatMap(({ elsewhere }) => elsewhere)])],
    boundaryElsewhere: bound === undefined ? (bounds[0] ?? null) : null,
  };
}

function heldIn(documents: readonly ReviewedDocument[], resources: readonly ReviewedResource[]): Held {
  const named = namedAmong(resources);
  const owners = new Map(resources.map((resource) => [placeOf(resource), resource]));
  const held: Held = { documents: new Map(), boundaries: new Map(), named, unread: new Map(), joined: new Map() };
  for (const document of documents) {
    const owner = document.owner && owners.get(placeOf(document.owner));
    if (!owner || (document.kind !== 'identity' && document.kind !== 'boundary')) continue;
    held.boundaries.set(placeOf(owner), document);
    for (const place of holdersOf(owner, named)) append(held.documents, place, document);
  }
  for (const owner of resources) {
    for (const { kind, text } of unreadIn(owner)) {
      if (kind === 'identity') for (const place of holdersOf(owner, named)) append(held.unread, place, text);
    }
  }
  for (const addition of resources.filter(({ type }) => type === 'AWS::IAM::UserToGroupAddition')) {
    const named = (key: string) => textsOf(addition.properties[key]).flatMap((text) => held.named(text, addition));
    for (const user of named('Users'))
      for (const group of named('GroupName')) append(held.joined, placeOf(user), group);
  }
  return held;
}

/** Its own place, and of a policy those whom it names. */
function holdersOf(owner: ReviewedResource, named: Named): Set<string> {
  const holders = HOLDERS.flatMap((key) => textsOf(owner.properties[key]).flatMap((text) => named(text, owner)));
  return new Set([placeOf(owner), ...(own(KINDS, owner.type) === undefined ? holders.map(placeOf) : [])]);
}

function ownDocuments(resource: ReviewedResource, { documents }: Held): ReviewedDocument[] {
  return documents.get(placeOf(resource)) ?? [];
}

function documentsNamed(texts: readonly string[], from: ReviewedResource, held: Held): ReviewedDocument[] {
  return texts.flatMap((text) => policiesNamed(text, from, held).flatMap((policy) => ownDocuments(policy, held)));
}

function policiesNamed(text: string, from: ReviewedResource, { named }: Held): ReviewedResource[] {
  return named(text, from).filter(({ type }) => type === 'AWS::IAM::ManagedPolicy');
}

function groupsOf(user: ReviewedResource, { named, joined }: Held): ReviewedResource[] {
  const listed = textsOf(user.properties.Groups).flatMap((text) => named(text, user));
  return [...listed, ...(joined.get(placeOf(user)) ?? [])].filter(({ type }) => type === 'AWS::IAM::Group');
}

/** What SAM makes of other properties: connectors grant access, and a URL without authorisation lets everybody call. */
function madeBySam(properties: Record<string, unknown>): string[] {
  const { Policies: policies, Connectors: connectors, FunctionUrlConfig: url } = properties;
  const isOpen = isMap(url) && url.AuthType === 'NONE';
  return [
    ...[policies].flat().flatMap(policyTemplate),
    ...(isMap(connectors) ? [`of SAM connectors ${JSON.stringify(connectors)}`] : []),
    ...(isOpen ? ['of a function URL that everybody may call'] : []),
  ];
}

/** `{S3ReadPolicy: {BucketName: …}}`: SAM knows what it stands for. */
function policyTemplate(policy: unknown): string[] {
  if (!isMap(policy) || 'Statement' in policy || Object.keys(policy).length !== 1) return [];
  return [`SAM policy template ${JSON.stringify(policy)}`];
}

function textsOf(value: unknown): string[] {
  return [value].flat(2).filter((text) => typeof text === 'string');
}

function append<T>(index: Map<string, T[]>, key: string, value: T): void {
  const known = index.get(key);
  if (known === undefined) index.set(key, [value]);
  else known.push(value);
}
