import { posix } from 'node:path';
import type { ReviewedResource } from './model.ts';

/** The resources that a text in a template means. */
export type Named = (text: string, from: ReviewedResource) => ReviewedResource[];

const NAMES = ['RoleName', 'UserName', 'GroupName', 'ManagedPolicyName'];
const SYMBOL = /^\$\{(?:([^{}:]+)::)?([^{}.:]+)(?:\.Arn)?\}$/;

/** Of IAM's resources: by logical id, in the same template or another one; by name; by an ARN that ends with either. */
export function namedAmong(resources: readonly ReviewedResource[]): Named {
  const byPlace = new Map<string, ReviewedResource[]>();
  const byName = new Map<string, ReviewedResource[]>();
  for (const resource of resources.filter(({ type }) => type.startsWith('AWS::IAM::'))) {
    const { template, logicalId, properties } = resource;
    add(byPlace, `${template}#${logicalId}`, resource);
    add(byPlace, `${posix.parse(template).name}::${logicalId}`, resource);
    for (const name of NAMES.map((key) => properties[key])) {
      if (typeof name === 'string') add(byName, known(name, template), resource);
    }
  }
  return (text, from) => {
    // AWS's own policies have names that a template's may have too.
    if (text.includes(':iam::aws:')) return [];
    const last = text.slice(text.lastIndexOf('/') + 1);
    const [, stack, id] = SYMBOL.exec(last) ?? [];
    const place = stack === undefined ? `${from.template}#${id}` : `${stack}::${id}`;
    const placed = id === undefined ? undefined : byPlace.get(place);
    return placed ?? nearest(byName.get(known(last, from.template)) ?? [], from);
  };
}

/** Templates that never meet in one account use the same names: a template's own goes before that of another one. */
function nearest(all: readonly ReviewedResource[], { template }: ReviewedResource): ReviewedResource[] {
  const own = all.filter((resource) => resource.template === template);
  return own.length > 0 || all.length !== 1 ? own : [...all];
}

/** A parameter of one template is not that of another, though it has the same name. */
function known(name: string, template: string): string {
  return /\$\{(?!AWS::)/.test(name) ? `${template} ${name}` : name;
}

function add(index: Map<string, ReviewedResource[]>, key: string, resource: ReviewedResource): void {
  const there = index.get(key);
  if (there === undefined) index.set(key, [resource]);
  else there.push(resource);
}
