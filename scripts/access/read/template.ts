import type { Finding } from '../../template/finding.ts';
import { isMap } from '../../template/walk.ts';
import type { DocumentKind, Owner, ReviewedParameter, ReviewedTemplate, Unresolved } from '../model.ts';
import { documentsOf } from './documents.ts';
import { resolved, scopeOf } from './evaluate.ts';
import { itemsOf, made, madeMap, type Part, type Placed, partAt, positionOf } from './placed.ts';
import { reviewedTemplate as plainlyReviewed, plainTemplate } from './plain.ts';
import { arnOf } from './references.ts';
import { noteUnresolved, type Scope, type TemplateScope } from './scope.ts';

/** A template's resources and documents, resolved, as trees that know where each part is written. */
export interface Resolution {
  parameters: ReviewedParameter[];
  resources: { owner: Owner; top: Placed }[];
  documents: { owner: Owner; kind: DocumentKind; node: Placed }[];
  unresolved: Unresolved[];
  /** Documents in text that is none. */
  broken: Finding[];
  /** ARNs that are some principal's permissions boundary. */
  boundaries: string[];
  /** The ARNs of managed policies, by logical id. */
  policies: ReadonlyMap<string, string>;
}

export function resolveTemplate(file: string, template: TemplateScope): Resolution {
  const scope = scopeOf(template);
  const policies = new Map<string, string>();
  const found: Resolution = {
    parameters: parametersOf(template),
    ...{ resources: [], documents: [], unresolved: [], broken: [], boundaries: [] },
    policies,
  };
  for (const [logicalId, part] of template.sections.resources) {
    const resource = resourceOf(logicalId, part, scope);
    if (!resource) continue;
    const owner: Owner = { template: file, logicalId, type: resource.type };
    const { top, properties } = resource;
    const { documents, broken } = documentsOf(owner.type, properties, scope);
    found.resources.push({ owner, top });
    found.documents.push(...documents.map((document) => ({ owner, ...document })));
    found.broken.push(...broken.map((one) => ({ ...one, logicalId })));
    found.boundaries.push(...boundariesOf(properties));
    if (owner.type === 'AWS::IAM::ManagedPolicy') policies.set(logicalId, arnOf(logicalId, scope));
  }
  return { ...found, unresolved: [...template.unresolved.values()] };
}

function parametersOf({ sections }: TemplateScope): ReviewedParameter[] {
  return [...sections.parameters].flatMap(([name, { key, node }]) => {
    if (!isMap(node.value)) return [];
    const given = partAt(node, 'Default');
    const defaultAt = given ? positionOf(given.place) : null;
    return [{ name, declaration: node.value, at: positionOf({ ...key, value: key.key }), defaultAt }];
  });
}

function resourceOf(id: string, part: Part, scope: Scope): { type: string; top: Placed; properties: Placed } | null {
  if (id.startsWith('Fn::')) {
    noteUnresolved(scope, part.key, id, 'resources that a loop or a macro adds when deploying');
    return null;
  }
  const type = partAt(part.node, 'Type')?.value;
  if (typeof type !== 'string') return null;
  if (scope.template.conditions === false && part.node.parts.has('Condition')) return null;
  const written = part.node.parts.get('Properties');
  const properties = (written && bounded(written.node, scope)) ?? made({}, part.node.place);
  const entries = [...part.node.parts].filter(([key]) => key !== 'Properties') as [string, Part][];
  const whole: [string, Part] = ['Properties', { key: written?.key ?? part.key, node: properties }];
  return { type, top: madeMap([...entries, whole], part.node.place), properties };
}

/** Text or nesting that grows without end is hostile: the resource is listed, the others are read. */
function bounded(node: Placed, scope: Scope): Placed | null {
  try {
    return resolved(node, scope);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    noteUnresolved(scope, node.place, 'Properties', 'they expand to more than can be reviewed');
    return null;
  }
}

function boundariesOf(properties: Placed): string[] {
  const values = itemsOf(partAt(properties, 'PermissionsBoundary')).map(({ value }) => value);
  return values.filter((value) => typeof value === 'string');
}

/** The resolution as plain data. Its trees are let go of; `again` brings them back where positions need one. */
export function reviewedTemplate(file: string, found: Resolution, again: () => Resolution): ReviewedTemplate {
  return plainlyReviewed(file, plainTemplate(found), again);
}
