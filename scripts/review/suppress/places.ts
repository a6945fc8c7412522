import type { Owner, Reviewed, ReviewedDocument, ReviewedResource } from '../../access/model.ts';
import { scalarText } from '../../template/scalar-text.ts';
import type { Path, Position } from '../../template/source.ts';
import type { ReviewFinding } from '../check.ts';
import { valueKey } from './value-key.ts';

/** One of the statements or resources that a finding is about. */
export interface Place {
  owner: Owner | null;
  /** The statement's index and Sid; none where the finding is about no statement. */
  statements: readonly (string | number)[];
  /** The same for the parts into which conditions split one written statement. */
  identity: string;
  /** What stands where the finding points at; undefined for a whole statement, document or resource. */
  value: unknown;
}

/** A value at a position of interest. */
interface Spot {
  looked: Looked;
  path: Path;
  value: unknown;
}

interface Looked extends Pick<ReviewedDocument, 'at' | 'owner'> {
  kind: 'document' | 'resource';
  value: unknown;
}

/**
 * Where the findings stand, by the value at their position. A part with an anchor is written once and stands in several
 * statements, and a document can be included by several templates: the review tells such a finding once, so it has all
 * of these places. None means that the place is not known.
 */
export function placesOf(findings: readonly ReviewFinding[], reviewed: Reviewed): Map<ReviewFinding, Place[]> {
  const spots = spotsAt(findings, reviewed);
  return new Map(findings.map((finding) => [finding, placesAt(finding, spots.get(positionKey(finding)) ?? [])]));
}

function spotsAt(findings: readonly ReviewFinding[], reviewed: Reviewed): Map<string, Spot[]> {
  const spots = new Map<string, Spot[]>(findings.map((finding) => [positionKey(finding), []]));
  for (const looked of lookedAt(findings, reviewed)) {
    visit(looked.value, [], (value, path) => spots.get(positionKey(looked.at(path)))?.push({ looked, path, value }));
  }
  return spots;
}

/** Positions take long to find: templates that cannot have one of the findings are left. */
function lookedAt(findings: readonly ReviewFinding[], { templates, documents }: Reviewed): Looked[] {
  const files = new Set(findings.map(({ file }) => file));
  const ofTemplates = new Set(templates.map(({ file }) => file));
  const isIncluded = [...files].some((file) => !ofTemplates.has(file));
  const ofDocument = (document: ReviewedDocument): Looked => ({ ...document, kind: 'document' });
  return [
    ...documents.filter((document) => files.has(document.at([]).file)).map(ofDocument),
    ...templates
      .filter(({ file }) => isIncluded || files.has(file))
      .flatMap((template) => [...template.documents.map(ofDocument), ...template.resources.map(ofResource)]),
  ];
}

function ofResource(resource: ReviewedResource): Looked {
  return { kind: 'resource', owner: resource, value: { Properties: resource.properties }, at: resource.at };
}

function visit(value: unknown, path: Path, at: (value: unknown, path: Path) => void): void {
  at(value, path);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, part] of Object.entries(value)) visit(part, [...path, Array.isArray(value) ? Number(key) : key], at);
}

function placesAt(finding: ReviewFinding, spots: readonly Spot[]): Place[] {
  const groups = grouped(spots);
  const own = groups.find((group) => isOwn(finding, group));
  const kind = own?.[0]?.looked.kind;
  if (kind === undefined) return finding.statement === null ? [elsewhere(finding)] : [];
  const same = groups.filter(([spot]) => spot?.looked.kind === kind);
  return merged(same.flatMap((group) => placeOf(finding, group)));
}

/** The spots of each statement, document or resource; documents first, as the finding's value is most exact there. */
function grouped(spots: readonly Spot[]): Spot[][] {
  const groups = new Map<Looked, Map<number | null, Spot[]>>();
  for (const spot of spots) {
    const of = groups.get(spot.looked) ?? new Map<number | null, Spot[]>();
    groups.set(spot.looked, of);
    const group = of.get(statementOf(spot));
    if (group) group.push(spot);
    else of.set(statementOf(spot), [spot]);
  }
  const all = [...groups].flatMap(([{ kind }, of]) => [...of.values()].map((group) => ({ kind, group })));
  return all
    .sort((one, other) => (one.kind < other.kind ? -1 : one.kind > other.kind ? 1 : 0))
    .map(({ group }) => group);
}

function isOwn({ statement, logicalId }: ReviewFinding, [spot]: readonly Spot[]): boolean {
  if (spot === undefined || (spot.looked.owner?.logicalId ?? null) !== logicalId) return false;
  return statement === null || (spot.looked.kind === 'document' && statementOf(spot) === statement);
}

/** A rule about a resource as a whole points at its name, where no value stands. */
function elsewhere({ file, logicalId }: ReviewFinding): Place {
  const owner = logicalId === null ? null : { template: file, logicalId, type: '' };
  return { owner, statements: [], identity: '', value: undefined };
}

/**
 * All that a function such as `!Ref` makes stands where the function does; the message names which part of it is meant.
 * Where it names none the value is all of it, so that no change of it goes unseen.
 */
function valueAt({ message }: ReviewFinding, group: readonly Spot[]): unknown {
  const [only, ...more] = group;
  if (only === undefined || (more.length === 0 && isWhole(only))) return undefined;
  if (more.length === 0) return only.value;
  const named = group.filter(({ value }) => typeof value === 'string' && names(message, value));
  const longest = named.sort((one, other) => scalarText(other.value).length - scalarText(one.value).length)[0];
  return (longest ?? only).value;
}

/** As a word of its own: `s3:Get` is not named by `s3:Get* allows`. */
function names(message: string, value: string): boolean {
  if (value === '') return false;
  const around = message.split(value);
  return around.some((after, index) => {
    const before = around[index - 1];
    return before !== undefined && /(?:^|[\s'"])$/.test(before) && /^(?:['"]|[,:;?]?(?:\s|$))/.test(after);
  });
}

function isWhole({ looked: { kind }, path }: Spot): boolean {
  const [element, index] = path;
  if (kind === 'resource') return path.length === 0 || (path.length === 1 && element === 'Properties');
  return path.length === 0 || (element === 'Statement' && (path.length === 1 || (path.length === 2 && isIndex(index))));
}

function isIndex(step: string | number | undefined): step is number {
  return typeof step === 'number';
}

/** A document's only statement may stand without a list around it. */
function statementOf({ looked: { kind, value }, path: [element, index] }: Spot): number | null {
  if (kind === 'resource' || element !== 'Statement') return null;
  if (isIndex(index)) return index;
  return Array.isArray((value as { Statement?: unknown }).Statement) ? null : 0;
}

function placeOf(finding: ReviewFinding, group: readonly Spot[]): Place[] {
  const [spot] = group;
  if (spot === undefined) return [];
  const { owner, at } = spot.looked;
  const value = valueAt(finding, group);
  const index = finding.statement === null ? null : statementOf(spot);
  if (index === null) return [{ owner, statements: [], identity: '', value }];
  const { Statement: all } = spot.looked.value as { Statement: unknown };
  const sid = ((Array.isArray(all) ? all[index] : all) as { Sid?: unknown } | null)?.Sid;
  const statements = typeof sid === 'string' && sid !== '' ? [index, sid] : [index];
  const start = positionKey(at(Array.isArray(all) ? ['Statement', index] : ['Statement']));
  // A document that a function makes stands at one position as a whole.
  const identity = start === positionKey(at([])) ? `${start} ${index}` : start;
  return [{ owner, statements, identity, value }];
}

function merged(places: readonly Place[]): Place[] {
  const once = new Map<string, Place>();
  for (const place of places) {
    const { owner, identity, statements } = place;
    const key = JSON.stringify([owner?.template, owner?.logicalId, identity, valueKey(place.value)]);
    once.set(key, { ...place, statements: [...(once.get(key)?.statements ?? []), ...statements] });
  }
  return [...once.values()];
}

function positionKey({ file, line, column }: Position): string {
  return `${line}:${column}:${file}`;
}
