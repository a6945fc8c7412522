import type { UserError } from '../../cli/errors.ts';
import { UserError as Mistake } from '../../cli/errors.ts';
import type { Finding } from '../../template/finding.ts';
import { scalarText } from '../../template/scalar-text.ts';
import { parseDocument } from '../../template/source.ts';
import type { DocumentKind } from '../model.ts';
import { documentPlaces, ORGANIZATION_POLICIES } from './document-places.ts';
import { finding } from './parse.ts';
import { entriesOf, itemsOf, made, type Placed, partAt, positionOf } from './placed.ts';
import { noteUnresolved, type Scope } from './scope.ts';
import { synthesised } from './synthesised.ts';

interface FoundDocument {
  kind: DocumentKind;
  node: Placed;
}

export interface FoundDocuments {
  documents: FoundDocument[];
  /** Text that should be a document and is none. */
  broken: Finding[];
}

/** The policy documents of a resource, its properties resolved. */
export function documentsOf(type: string, properties: Placed, scope: Scope): FoundDocuments {
  const found: FoundDocuments = { documents: [], broken: [] };
  const listed = placesOf(type, properties);
  for (const { path, kind } of listed) for (const node of nodesAt(properties, path)) add(found, kind, node, scope);
  const own = synthesised(type, properties);
  if (own) found.documents.push({ kind: 'resource', node: own });
  if (listed.length === 0 && !own) found.documents.push(...unlisted(properties));
  return found;
}

function placesOf(type: string, properties: Placed): readonly { path: readonly string[]; kind: DocumentKind }[] {
  if (type !== 'AWS::Organizations::Policy') return documentPlaces(type);
  const kind = ORGANIZATION_POLICIES.get(partAt(properties, 'Type')?.value);
  return kind ? [{ path: ['Content'], kind }] : [];
}

/** All values at a path: what depends on a condition is a list of values there. */
function nodesAt(properties: Placed, path: readonly string[]): Placed[] {
  return path.reduce<Placed[]>((nodes, step) => nodes.flatMap((node) => itemsOf(partAt(node, step))), [properties]);
}

function add(found: FoundDocuments, kind: DocumentKind, node: Placed, scope: Scope): void {
  if (typeof node.value === 'string') addText(found, kind, node, scope);
  else if (node.parts.has('Statement')) found.documents.push({ kind, node });
  else if (node.parts.size > 0 && !node.parts.has('Version')) noteTemplates(node, scope);
}

/** SAM's policy templates, such as `S3ReadPolicy`, become documents when deploying. */
function noteTemplates(node: Placed, scope: Scope): void {
  for (const [name, { key }] of entriesOf(node))
    noteUnresolved(scope, key, name, 'a policy template, which becomes a document when deploying');
}

function addText(found: FoundDocuments, kind: DocumentKind, node: Placed, scope: Scope): void {
  const text = scalarText(node.value);
  if (!text.trimStart().startsWith('{')) return;
  const document = parsedText(text, node);
  if (!('rule' in document)) found.documents.push({ kind, node: document });
  else if (!text.includes('${')) found.broken.push(document);
  else noteUnresolved(scope, node.place, text.slice(0, 80), 'the text is a document only when deploying');
}

/** All parts of a document in text stand where the text does. */
function parsedText(text: string, node: Placed): Placed | Finding {
  try {
    return made(parseDocument(text, 'text').value, node.place);
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    return brokenText(node, error);
  }
}

function brokenText(node: Placed, error: UserError): Finding {
  const message = `a policy document in text that cannot be read: ${error.message.replace(/^text:/, '')}`;
  return finding(positionOf(node.place), 'error', message, 'correct it: until then it is not reviewed');
}

/** Documents of types that are not in the table: anything with statements that have an effect. */
function unlisted(node: Placed, depth = 0): FoundDocument[] {
  if (depth > 20) return [];
  const statements = itemsOf(partAt(node, 'Statement'));
  const effects = statements.map((statement) => partAt(statement, 'Effect')?.value);
  if (effects.some((effect) => effect === 'Allow' || effect === 'Deny')) {
    const isResource = statements.some((statement) => statement.parts.has('Principal'));
    return [{ kind: isResource ? 'resource' : 'unknown', node }];
  }
  return [...node.parts.values()].flatMap((part) => unlisted(part.node, depth + 1));
}
