import type { ReviewedDocument, ReviewedResource, ReviewedTemplate } from '../../../access/model.ts';
import { queueUrl, shapeOf } from '../../../access/read/arns.ts';
import { textsAt } from '../../../access/stated/statements.ts';
import { type AttachedPolicy, RESOURCE_POLICIES, type Stack, tokens } from '../../../iam/grants.ts';
import { arnOf } from '../../../iam/resource-pattern.ts';
import { type Statement, statementsOf } from '../../../iam/statements.ts';
import { own } from '../../../template/own.ts';
import { isMap } from '../../../template/walk.ts';
import type { Surroundings } from '../../model.ts';
import { documentsOfPrincipal } from './owners.ts';
import { withPartition } from './symbols.ts';

/** A template's stack as the review resolves it. */
export interface ReviewedStack extends Stack {
  /** The policies that the templates write, to tell them from AWS's. */
  written: ReadonlySet<AttachedPolicy>;
  /** Roles with policies that are not known here. */
  open: ReadonlySet<string>;
  /** A resource pattern as a policy file says it: `${Bucket.Arn}/*` for the ARN of a bucket by its name. */
  said(pattern: string): string;
}

const known = new WeakMap<ReviewedTemplate, ReviewedStack>();

export function stackFor(template: ReviewedTemplate, all: Surroundings): ReviewedStack {
  const found = known.get(template) ?? made(template, all);
  known.set(template, found);
  return found;
}

function made(template: ReviewedTemplate, all: Surroundings): ReviewedStack {
  const { resources, documents } = template;
  const named = naming(resources);
  const roles = resources.filter(({ type }) => type === 'AWS::IAM::Role');
  const identity = roles.flatMap(({ template: file, logicalId }) =>
    documentsOfPrincipal(`${file}#${logicalId}`, all.reviewed)
      .filter(({ kind }) => kind === 'identity')
      .map((document) => attached('identity', logicalId, document)),
  );
  const resource = documents
    .filter(({ kind }) => kind === 'resource')
    .flatMap((document) => ownersOf(document, resources, named).map((owner) => attached('resource', owner, document)));
  const managed = roles.flatMap((role) => managedPolicies(role, all));
  return {
    resources,
    policies: [...identity, ...resource, ...managed],
    written: new Set([...identity, ...resource]),
    open: new Set(roles.filter((role) => isOpen(role, named, all)).map(({ logicalId }) => logicalId)),
    named,
    said: (pattern) => said(pattern, resources),
    at: (id) => (resources.find(({ logicalId }) => logicalId === id) ?? (resources[0] as ReviewedResource)).keyAt([]),
  };
}

function attached(kind: AttachedPolicy['kind'], owner: string, document: ReviewedDocument): AttachedPolicy {
  const statements = statementsOf(document, document.value, []);
  return { kind, owner, statements, at: document.at(['Statement']), placeOf: (path) => document.at(path) };
}

/** By ARN, by what `Ref` gives, or by the symbol of a name that CloudFormation makes up. */
function naming(resources: readonly ReviewedResource[]): (text: string) => string[] {
  const ids = new Set(resources.map(({ logicalId }) => logicalId));
  const byText = new Map<string, string[]>();
  for (const resource of resources) {
    for (const text of textsOf(resource)) byText.set(text, [...(byText.get(text) ?? []), resource.logicalId]);
  }
  return (written) => {
    const symbols = tokens(written).filter((name) => ids.has(name));
    return [...new Set([...stems(withPartition(written)).flatMap((stem) => byText.get(stem) ?? []), ...symbols])];
  };
}

function textsOf({ logicalId, type, properties }: ReviewedResource): string[] {
  const shape = shapeOf(type);
  const given = shape?.name ? properties[shape.name] : undefined;
  const name = typeof given === 'string' ? given : `\${${logicalId}}`;
  const path = typeof properties.Path === 'string' ? properties.Path : '/';
  const arn = shape?.arn?.replace('{path}', () => path).replace('{name}', () => name);
  const reference = type === 'AWS::SQS::Queue' ? queueUrl(name) : name;
  return [...new Set([reference, ...(arn === undefined ? [] : [withPartition(arn)])])];
}

function said(pattern: string, resources: readonly ReviewedResource[]): string {
  const text = withPartition(pattern);
  for (const resource of resources) {
    const arn = textsOf(resource).find((one) => one.startsWith('arn:') && stems(text).includes(one));
    if (arn !== undefined) return arnOf(resource.logicalId, resource.type) + text.slice(arn.length);
  }
  return pattern;
}

/** A text and what it starts with, up to a slash, colon or star: an object's ARN is that of its bucket and more. */
function stems(text: string): string[] {
  const found = [text];
  if (!text.startsWith('arn:')) return found;
  for (let end = text.length - 1; end > 0; end--) {
    if ('/:*'.includes(text[end] as string)) found.push(text.slice(0, end));
  }
  return found;
}

function ownersOf(
  { owner }: ReviewedDocument,
  resources: readonly ReviewedResource[],
  named: (text: string) => string[],
): string[] {
  if (owner === null) return [];
  const target = own(RESOURCE_POLICIES, owner.type)?.target ?? null;
  if (target === null) return [owner.logicalId];
  const policy = resources.find(({ logicalId }) => logicalId === owner.logicalId);
  return textsAt(policy?.properties[target], []).flatMap(({ text }) => named(text));
}

function managedArns({ properties }: ReviewedResource): string[] {
  return textsAt(properties.ManagedPolicyArns, []).map(({ text }) => text);
}

function managedPolicies(role: ReviewedResource, { managedPolicies }: Surroundings): AttachedPolicy[] {
  return managedArns(role).flatMap((arn) => {
    const value = managedPolicies.documentOf(arn);
    const at = () => role.at(['Properties', 'ManagedPolicyArns']);
    const statements: Statement[] = value === null ? [] : statementsOf({ at }, value, []);
    return value === null ? [] : { kind: 'identity', owner: role.logicalId, statements, at: at(), placeOf: at };
  });
}

/** It has policies of which the templates hold no statements. */
function isOpen(role: ReviewedResource, named: (text: string) => string[], { managedPolicies }: Surroundings): boolean {
  const { ManagedPolicyArns: arns, Policies: policies } = role.properties;
  const isElsewhere = managedArns(role).some(
    (arn) => named(arn).length === 0 && managedPolicies.documentOf(arn) === null,
  );
  const isUnread = [policies ?? []].flat().some((policy) => {
    return !isMap(policy) || !isMap(policy.PolicyDocument) || policy.PolicyDocument.Statement === undefined;
  });
  return isElsewhere || isUnread || (arns !== undefined && !Array.isArray(arns) && typeof arns !== 'string');
}
