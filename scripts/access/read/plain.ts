import type { Finding } from '../../template/finding.ts';
import type { Path } from '../../template/source.ts';
import { isMap } from '../../template/walk.ts';
import type {
  DocumentKind,
  Owner,
  ReviewedDocument,
  ReviewedParameter,
  ReviewedResource,
  ReviewedTemplate,
  Unresolved,
} from '../model.ts';
import { keyPosition, type Placed, valuePosition } from './placed.ts';
import { keyPlace, type Places, type Tabulated, tabulated, valuePlace } from './places.ts';
import type { Resolution } from './template.ts';

/** A template's resolution without its trees. */
export interface PlainTemplate {
  parameters: ReviewedParameter[];
  resources: PlainResource[];
  documents: PlainDocument[];
  unresolved: Unresolved[];
  broken: Finding[];
  boundaries: string[];
  policies: ReadonlyMap<string, string>;
}

export interface PlainResource {
  owner: Owner;
  /** All of the resource, `Type` and `Metadata` included. */
  value: Record<string, unknown>;
  /** Null for a tree that is too large for a table. */
  places: Places | null;
}

export interface PlainDocument {
  owner: Owner;
  kind: DocumentKind;
  value: unknown;
  places: Places | null;
  /** Its path in the resource; null for a document that AWS makes of the resource, or that is written as text. */
  path: Path | null;
}

export function plainTemplate(found: Resolution): PlainTemplate {
  const wanted = new Set(found.documents.map(({ node }) => node));
  const inside = new Map<Placed, { path: Path; places: Places }>();
  const resources = found.resources.map(({ owner, top }): PlainResource => {
    const table: Tabulated | null = tabulated(top, wanted);
    for (const [node, at] of table?.found ?? []) inside.set(node, at);
    return { owner, value: top.value as Record<string, unknown>, places: table?.places ?? null };
  });
  const documents = found.documents.map(({ owner, kind, node }): PlainDocument => {
    const { path, places } = inside.get(node) ?? { path: null, places: tabulated(node, new Set())?.places ?? null };
    return { owner, kind, value: node.value, places, path };
  });
  const { parameters, unresolved, broken, boundaries, policies } = found;
  return { parameters, resources, documents, unresolved, broken, boundaries, policies };
}

/** @param again brings the trees back, for those that have no table */
export function reviewedTemplate(file: string, plain: PlainTemplate, again: () => Resolution): ReviewedTemplate {
  const resources = plain.resources.map(({ owner, value, places }, index): ReviewedResource => {
    const where = positions(value, places, () => again().resources[index]?.top);
    const metadata = Object.hasOwn(value, 'Metadata') ? { metadata: value.Metadata } : {};
    return { ...owner, properties: isMap(value.Properties) ? value.Properties : {}, ...metadata, ...where };
  });
  const documents = plain.documents.map(({ owner, kind, value, places }, index): ReviewedDocument => {
    const where = positions(value, places, () => again().documents[index]?.node);
    return { kind, owner, value, ...where };
  });
  return { file, parameters: plain.parameters, resources, documents, unresolved: plain.unresolved };
}

type Positions = Pick<ReviewedDocument, 'at' | 'keyAt'>;

/** By the table, or, where there is none, by the tree. */
export function positions(value: unknown, places: Places | null, tree: () => Placed | undefined): Positions {
  if (places) return { at: (path) => valuePlace(value, places, path), keyAt: (path) => keyPlace(value, places, path) };
  const top = () => {
    const found = tree();
    if (found === undefined) throw new Error('a file that was read cannot be read again');
    return found;
  };
  return { at: (path) => valuePosition(top(), path), keyAt: (path) => keyPosition(top(), path) };
}
