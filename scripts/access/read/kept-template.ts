import type { Finding } from '../../template/finding.ts';
import type { Path } from '../../template/source.ts';
import type { DocumentKind, ReviewedParameter, Unresolved } from '../model.ts';
import { type Entry, isExact } from './cache-bytes.ts';
import { type Origin, originOf } from './origin.ts';
import { childOf, type Places, partsIn } from './places.ts';
import type { PlainDocument, PlainResource, PlainTemplate } from './plain.ts';

/** What a template comes to that depends on no other file. */
export interface KnownTemplate {
  /** What was wrong and could be read all the same. */
  odd: Finding[];
  /** Names of exports, each with its output. */
  exports: ReadonlyMap<string, string>;
  plain: PlainTemplate;
}

interface Kept {
  odd: Finding[];
  exports: [name: string, output: string][];
  parameters: ReviewedParameter[];
  resources: { logicalId: string; type: string; value: Record<string, unknown> }[];
  documents: KeptDocument[];
  unresolved: Unresolved[];
  broken: Finding[];
  boundaries: string[];
  policies: [logicalId: string, arn: string][];
}

/** Of a document with a path, the value stands in the resource. */
interface KeptDocument {
  resource: number;
  kind: DocumentKind;
  path: Path | null;
  value: unknown;
  start: number;
  key: number;
}

/** Null for what cannot be kept: too large, with parts in other files, or numbers that JSON does not bring back. */
export function templateEntry(file: string, { odd, exports, plain }: KnownTemplate): Entry | null {
  const { parameters, resources, documents, unresolved, broken, boundaries, policies } = plain;
  const tables: Uint32Array[] = [];
  for (const { places, value, path } of [...resources.map((one) => ({ ...one, path: null })), ...documents]) {
    if (!places?.origins.every((origin) => origin.file === file) || !isExact(value)) return null;
    if (path === null) tables.push(places.numbers);
  }
  const owners = new Map(resources.map(({ owner }, index) => [owner, index]));
  const json: Kept = {
    odd,
    exports: [...exports],
    resources: resources.map(({ owner: { logicalId, type }, value }) => ({ logicalId, type, value })),
    documents: documents.map(({ owner, kind, value, path, places }) => ({
      resource: owners.get(owner) ?? -1,
      kind,
      path,
      value: path === null ? value : null,
      start: places?.start ?? 0,
      key: places?.key ?? 0,
    })),
    ...{ parameters, unresolved, broken, boundaries, policies: [...policies] },
  };
  return { json, numbers: joined(tables) };
}

/** @throws anything for an entry of another shape */
export function templateIn({ json, numbers }: Entry, file: string, text: string): KnownTemplate {
  const kept = json as Kept;
  if (!Array.isArray(kept.odd)) throw new TypeError('no list of oddities');
  const origins: Origin[] = [originOf(text, file)];
  let next = 0;
  const table = (value: unknown): Uint32Array => {
    const start = next;
    next += 2 * partsIn(value);
    if (next > numbers.length) throw new RangeError('fewer numbers than parts');
    return numbers.subarray(start, next);
  };
  const resources = kept.resources.map(({ logicalId, type, value }): PlainResource => {
    const own = table(value);
    const places: Places = { origins, numbers: own, start: 0, key: own[1] ?? 0 };
    return { owner: { template: file, logicalId, type }, value, places };
  });
  const documents = kept.documents.map((one) => documentIn(one, resources, origins, table));
  const { unresolved, broken, boundaries } = kept;
  const policies = new Map(kept.policies);
  const plain = { parameters: [...kept.parameters], resources, documents, unresolved, broken, boundaries, policies };
  return { odd: kept.odd, exports: new Map(kept.exports), plain };
}

function documentIn(
  { resource: index, kind, path, value: own, start, key }: KeptDocument,
  resources: readonly PlainResource[],
  origins: Origin[],
  table: (value: unknown) => Uint32Array,
): PlainDocument {
  const resource = resources[index];
  if (!resource?.places) throw new RangeError('a document of no resource');
  const { owner } = resource;
  if (path === null) return { owner, kind, value: own, path, places: { origins, numbers: table(own), start, key } };
  const value = path.reduce<unknown>(childOf, resource.value);
  return { owner, kind, value, path, places: { ...resource.places, start, key } };
}

function joined(tables: readonly Uint32Array[]): Uint32Array {
  const whole = new Uint32Array(tables.reduce((sum, { length }) => sum + length, 0));
  let next = 0;
  for (const table of tables) {
    whole.set(table, next);
    next += table.length;
  }
  return whole;
}
