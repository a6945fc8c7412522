import { posix } from 'node:path';
import type { Owner, Reviewed, ReviewedDocument, ReviewedResource } from '../../../access/model.ts';
import { NO_POLICIES, type Policies } from '../../../iam/decide/evaluate.ts';
import { engineDocument } from './granting.ts';
import { isIdentity } from './kinds.ts';
import { statementsIn, textsAt } from './statements.ts';

const PRINCIPALS = ['AWS::IAM::Role', 'AWS::IAM::User', 'AWS::IAM::Group'];

/** The documents of each role, user and group, by template and logical id. */
const known = new WeakMap<Reviewed, Map<string, ReviewedDocument[]>>();

/** The roles, users and groups of the document's template that it is attached to. */
export function principalsOf(document: ReviewedDocument, reviewed: Reviewed): readonly string[] {
  const found = principals.get(reviewed) ?? byDocument(attachments(reviewed));
  principals.set(reviewed, found);
  return found.get(document) ?? [];
}

/** Every document asks, so it is not searched for each among all. */
const principals = new WeakMap<Reviewed, Map<ReviewedDocument, string[]>>();

function byDocument(attached: ReadonlyMap<string, readonly ReviewedDocument[]>): Map<ReviewedDocument, string[]> {
  const found = new Map<ReviewedDocument, string[]>();
  for (const [principal, documents] of attached) {
    for (const document of new Set(documents)) {
      const names = found.get(document);
      if (names) names.push(principal);
      else found.set(document, [principal]);
    }
  }
  return found;
}

export function documentsOfPrincipal(principal: string, reviewed: Reviewed): ReviewedDocument[] {
  return attachments(reviewed).get(principal) ?? [];
}

/** What its identity policies allow together; what is no policy is left out. */
export function policiesOf(documents: readonly ReviewedDocument[]): Policies {
  const read = (kind: string) =>
    documents
      .filter((document) => (document.kind === 'boundary' ? 'boundary' : 'identity') === kind)
      .flatMap((document) => engineDocument(document, statementsIn(document)) ?? []);
  const [boundary = null] = read('boundary');
  return { ...NO_POLICIES, identityPolicies: read('identity'), permissionBoundary: boundary };
}

function attachments(reviewed: Reviewed): Map<string, ReviewedDocument[]> {
  const found = known.get(reviewed) ?? collect(reviewed);
  known.set(reviewed, found);
  return found;
}

function collect({ templates }: Reviewed): Map<string, ReviewedDocument[]> {
  const found = new Map<string, ReviewedDocument[]>();
  const everywhere = templates.flatMap(({ resources }) => resources).filter(({ type }) => PRINCIPALS.includes(type));
  for (const { documents, resources } of templates) {
    for (const document of documents.filter(isIdentity)) {
      const bounded = document.kind === 'boundary' ? boundedBy(document.owner, resources, everywhere) : [];
      for (const principal of [...attachedTo(document.owner, resources), ...bounded]) {
        found.set(principal, [...(found.get(principal) ?? []), document]);
      }
    }
  }
  return found;
}

function attachedTo(owner: Owner | null, resources: readonly ReviewedResource[]): string[] {
  if (owner === null) return [];
  const key = (logicalId: string) => `${owner.template}#${logicalId}`;
  if (PRINCIPALS.includes(owner.type) || owner.type.startsWith('AWS::Serverless::')) return [key(owner.logicalId)];
  const policy = resources.find(({ logicalId }) => logicalId === owner.logicalId);
  if (policy === undefined) return [];
  const named = NAMING.flatMap((name) => textsAt(policy.properties[name], []).map(({ text }) => text));
  const principals = resources.filter(({ type }) => PRINCIPALS.includes(type));
  const attached = principals.filter(
    (principal) => named.some((text) => namesOf(principal).includes(text)) || attaches(principal, policy),
  );
  return attached.map(({ logicalId }) => key(logicalId));
}

/** A boundary is often in a template of its own. */
function boundedBy(
  owner: Owner | null,
  resources: readonly ReviewedResource[],
  principals: readonly ReviewedResource[],
): string[] {
  const policy = resources.find(({ logicalId }) => logicalId === owner?.logicalId);
  if (owner === null || policy === undefined) return [];
  const abroad = `\${${posix.parse(owner.template).name}::${owner.logicalId}}`;
  const { ManagedPolicyName: name } = policy.properties;
  const isNamed = (text: string, template: string) =>
    text === abroad ||
    (template === owner.template && text.endsWith(`\${${owner.logicalId}}`)) ||
    (typeof name === 'string' && text.endsWith(`:policy/${name}`));
  return principals
    .filter(({ properties, template }) =>
      textsAt(properties.PermissionsBoundary, []).some(({ text }) => isNamed(text, template)),
    )
    .map(({ template, logicalId }) => `${template}#${logicalId}`);
}

/** Where a policy says whom it is attached to. */
const NAMING = ['Roles', 'Users', 'Groups', 'RoleName', 'UserName', 'GroupName'];

/** What `Ref` of the resource gives. */
function namesOf({ logicalId, properties }: ReviewedResource): string[] {
  const given = ['RoleName', 'UserName', 'GroupName', 'ManagedPolicyName'].map((name) => properties[name]);
  return [`\${${logicalId}}`, ...given.filter((name) => typeof name === 'string')];
}

function attaches({ properties }: ReviewedResource, policy: ReviewedResource): boolean {
  const arns = textsAt(properties.ManagedPolicyArns, []);
  return arns.some(({ text }) => namesOf(policy).some((name) => text === name || text.endsWith(`/${name}`)));
}
