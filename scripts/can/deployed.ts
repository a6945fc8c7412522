import type { Settings } from './settings.ts';
import { type ReviewedDocument, type ReviewedResource, type ReviewedTemplate, shapeOf, stackOf } from './stacks.ts';
import { type Fill, filler, mapTexts, type Place } from './symbols.ts';

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
}

/** All stacks, deployed in one account. */
export interface Account extends Place {
  resources: Deployed[];
  held: Held[];
  fill: Fill;
}

export function deploy(templates: readonly ReviewedTemplate[], settings: Settings, place: Place): Account {
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
      return owner ? [{ owner, document, value }] : [];
    }),
  );
  return { ...place, resources, held, fill };
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
