import { posix } from 'node:path';
import type { Reviewed, ReviewedResource } from '../../../../access/model.ts';
import { principalName } from '../../../../access/units.ts';
import { EVERYONE, stackOf } from '../../labels.ts';
import type { NodeKind, PageNode } from './model.ts';

/** What the labels of nodes can stand for. */
export interface Known {
  resources: ReadonlyMap<string, ReviewedResource>;
  /** Files of documents that no template includes. */
  documents: ReadonlySet<string>;
  stacks: ReadonlySet<string>;
}

export interface Part {
  label: string;
  /** Whether it reaches something, and is reached. */
  isFrom: boolean;
  isTo: boolean;
}

export function knownIn({ templates, documents }: Reviewed): Known {
  const resources = templates.flatMap((template) => template.resources);
  const names = resources.map((one) => [principalName(one.template, one.logicalId), one] as const);
  return {
    resources: new Map(names),
    documents: new Set(documents.map((document) => document.at([]).file)),
    stacks: new Set(names.map(([name]) => stackOf(name))),
  };
}

export function nodeOf(part: Part, known: Known): Omit<PageNode, 'denials' | 'notes'> {
  const { label } = part;
  const resource = known.resources.get(label);
  const kind = kindOf(part, resource, known);
  const group = groupOf(label, known);
  const at = resource?.keyAt([]);
  return {
    label,
    kind,
    group,
    ...shortNames(label, kind, group, resource),
    at: at === undefined ? null : `${at.file}:${at.line}`,
  };
}

const PRINCIPALS: ReadonlySet<string> = new Set(['AWS::IAM::Role', 'AWS::IAM::User', 'AWS::IAM::Group']);

function kindOf({ label, isFrom }: Part, resource: ReviewedResource | undefined, { documents }: Known): NodeKind {
  if (resource !== undefined) return PRINCIPALS.has(resource.type) ? 'principal' : 'resource';
  if (documents.has(label)) return 'document';
  if (!isFrom) return label === 'any resource' ? 'any' : 'pattern';
  if (label === EVERYONE) return 'everyone';
  if (/\.amazonaws\.com(?:\.cn)?$/.test(label)) return 'service';
  return /(?:^|of )(?:this account|account \S+)$/.test(label) ? 'account' : 'outside';
}

/** That of a resource, and that of what is named by a parameter of a stack. */
function groupOf(label: string, { stacks, documents }: Known): string {
  if (documents.has(label)) return '';
  const stack = posix.dirname(label);
  return stacks.has(stack) ? stack : '';
}

const TYPES: Record<NodeKind, string> = {
  everyone: 'public',
  outside: 'from outside',
  service: 'AWS service',
  account: '',
  principal: '',
  document: 'document',
  resource: '',
  pattern: '',
  any: '',
};

function shortNames(label: string, kind: NodeKind, group: string, resource: ReviewedResource | undefined) {
  const name = group === '' ? label : posix.basename(label);
  if (resource !== undefined) return { name, type: typeText(resource.type) };
  if (kind === 'service') return { name: name.replace(/\.amazonaws\.com(?:\.cn)?$/, ''), type: TYPES.service };
  if (kind === 'pattern' && group !== '') return { name, type: 'by parameter' };
  const [, service = '', rest = ''] = (kind === 'pattern' && /^([a-z][a-z\d-]*) (\S.*)$/s.exec(label)) || [];
  return service === '' ? { name, type: TYPES[kind] } : { name: rest, type: service };
}

/** `S3 Bucket` of `AWS::S3::Bucket`. */
function typeText(type: string): string {
  const parts = type.split('::');
  return (parts[0] === 'AWS' ? parts.slice(1) : parts).join(' ');
}
