import type { ReviewedDocument, ReviewedResource, ReviewedTemplate } from '../access/model.ts';
import { type Principal, principalsOf as principalsIn } from '../access/principals.ts';
import { shapeOf } from '../access/read/arns.ts';
import { mapTexts } from '../access/symbols.ts';
import type { ManagedPolicies } from '../iam/catalog/managed-policies.ts';
import { own } from '../template/own.ts';
import type { Settings } from './settings.ts';
import { stackOf } from './stacks.ts';
import { type Fill, filler, type Place } from './symbols.ts';

/** A resource of a stack as it is once deployed, as far as that is known. */
export interface Deployed {
  /** `stack/LogicalId`. */
  id: string;
  stack: string;
  logicalId: string;
  type: string;
  /** The physical name. */
  name: string;
  /** Null for a type whose ARNs are not known. */
  arn: string | null;
  properties: Record<string, unknown>;
  source: ReviewedResource;
}

/** A policy document of a stack and the resource that has it. */
export interface Held {
  owner: Deployed;
  document: ReviewedDocument;
  /** As it is once deployed. */
  value: unknown;
  /** AWS maintains it: nobody can add to it. */
  isOfAws: boolean;
}

/** All stacks, deployed in one account. */
export interface Account extends Place {
  resources: Deployed[];
  held: Held[];
  /** By `stack/LogicalId`, with what is attached to them. */
  principals: ReadonlyMap<string, Principal>;
  fill: Fill;
  managedPolicies: ManagedPolicies;
}

export function deploy(
  templates: readonly ReviewedTemplate[],
  settings: Settings,
  place: Place,
  managedPolicies: ManagedPolicies,
): Account {
  const fill = filler(
    place,
    settings,
    templates.map(({ file }) => stackOf(file)),
  );
  const resources = templates.flatMap((template) => template.resources.map((resource) => deployed(resource, fill)));
  const owners = new Map(resources.map((resource) => [resource.id, resource]));
  const held = templates.flatMap(({ file, documents }) =>
    documents.flatMap((document): Held[] => {
      const stack = stackOf(file);
      const owner = owners.get(`${stack}/${document.owner?.logicalId}`);
      const value = mapTexts(document.value, (text) => fill(text, stack));
      return owner ? [{ owner, document, value, isOfAws: false }] : [];
    }),
  );
  return { ...place, resources, held, principals: principalsOf(templates, resources), fill, managedPolicies };
}

const NAMES: Record<string, string> = {
  'AWS::IAM::Role': 'RoleName',
  'AWS::IAM::User': 'UserName',
  'AWS::IAM::Group': 'GroupName',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
};

/** Once deployed, all that attaches a policy names it, or names whom it is attached to. */
function principalsOf(
  templates: readonly ReviewedTemplate[],
  resources: readonly Deployed[],
): ReadonlyMap<string, Principal> {
  const named = templates.map((template) => ({
    ...template,
    resources: resources
      .filter(({ source }) => source.template === template.file)
      .map(({ source, type, name, properties }): ReviewedResource => {
        const key = own(NAMES, type);
        return { ...source, properties: key === undefined ? properties : { ...properties, [key]: name } };
      }),
  }));
  const found = principalsIn({ templates: named });
  return new Map(found.map((one) => [`${stackOf(one.resource.template)}/${one.resource.logicalId}`, one]));
}

function deployed(source: ReviewedResource, fill: Fill): Deployed {
  const { template, logicalId, type } = source;
  const stack = stackOf(template);
  const properties = mapTexts(source.properties, (text) => fill(text, stack)) as Deployed['properties'];
  const shape = shapeOf(type);
  const given = shape?.name ? properties[shape.name] : undefined;
  const name = typeof given === 'string' && given !== '' ? given : fill(`\${${logicalId}}`, stack);
  const path = typeof properties.Path === 'string' ? properties.Path : '/';
  // Of a type that is not known here, GetAtt's `Arn` stays a symbol in policies as well.
  const pattern = shape ? shape.arn : `\${${logicalId}.Arn}`;
  const arn =
    pattern &&
    fill(pattern, stack)
      .replace('{path}', () => path)
      .replace('{name}', () => name);
  return { id: `${stack}/${logicalId}`, stack, logicalId, type, name, arn, properties, source };
}

/** The strings of a value or a list. */
export function textsIn(value: unknown): string[] {
  return [value].flat(9).filter((text) => typeof text === 'string');
}
