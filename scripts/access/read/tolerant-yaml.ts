import type { Scalar, YAMLMap } from 'yaml';
import { type Alias, Composer, type CST, isAlias, isMap, isScalar, Lexer, type Node, type Pair, Parser } from 'yaml';
import { DEPTH_LIMIT } from '../../template/json.ts';
import { type Marked, markedList, markedMap, markedScalar, type Part } from '../../template/marked.ts';
import { mistakeAt } from '../../template/mistake.ts';
import { plainScalar } from '../../template/scalars.ts';
import type { Locate } from '../../template/source.ts';
import { getAttArguments, longForm } from '../../template/tags.ts';

const SIZE_LIMIT = 2_000_000;
const ODDITY_LIMIT = 20;

/** Something that CloudFormation would not take, or not as its author means it, but that can be read all the same. */
interface Oddity {
  offset: number;
  message: string;
  fix: string;
}

export interface Tolerated {
  documents: Marked[];
  oddities: Oddity[];
}

interface Reader {
  locate: Locate;
  anchors: Map<string, Marked>;
  odd(node: Node | null, message: string, fix: string): void;
}

/** Reads what packaging refuses: repeated and merge keys, several documents, tags that CloudFormation does not know. */
export function parseTolerantly(text: string, locate: Locate): Tolerated {
  const oddities: Oddity[] = [];
  const options = { schema: 'failsafe', merge: false, resolveKnownTags: false, uniqueKeys: false } as const;
  const documents: Marked[] = [];
  for (const document of new Composer(options).compose(tokens(text, locate), true, text.length)) {
    const [error] = document.errors;
    if (error) throw mistakeAt(locate(error.pos[0]), `not valid YAML: ${error.message}`);
    const reader: Reader = {
      locate,
      anchors: new Map(),
      odd(node, message, fix) {
        if (oddities.length < ODDITY_LIMIT) oddities.push({ offset: node?.range?.[0] ?? 0, message, fix });
      },
    };
    const top = document.contents as Node | null;
    if (documents.length === 1) reader.odd(top, 'a second document starts here', 'keep one document in a file');
    documents.push(top ? read(reader, top, 0) : markedScalar(null, 0));
  }
  return { documents, oddities };
}

/** The composer recurses, so the depth is looked at before. */
function* tokens(text: string, locate: Locate): Generator<CST.Token> {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    if (parser.stack.length > 2 * DEPTH_LIMIT)
      throw mistakeAt(locate(parser.offset), `nested deeper than ${DEPTH_LIMIT} levels`);
  }
  yield* parser.end();
}

function read(reader: Reader, node: Node, depth: number): Marked {
  const start = node.range?.[0] ?? 0;
  if (depth > DEPTH_LIMIT) throw mistakeAt(reader.locate(start), `nested deeper than ${DEPTH_LIMIT} levels`);
  if (isAlias(node)) return readAlias(reader, node);
  const marked = readTagged(reader, node, start, depth);
  if (marked.size > SIZE_LIMIT)
    throw mistakeAt(reader.locate(start), `the document expands to more than ${SIZE_LIMIT} characters`);
  const { anchor } = node as { anchor?: string };
  if (anchor) reader.anchors.set(anchor, marked);
  return marked;
}

function readTagged(reader: Reader, node: Node, start: number, depth: number): Marked {
  const tag = node.tag;
  if (tag === undefined || tag === '!' || tag.startsWith('tag:yaml.org,2002:')) return readPlain(reader, node, depth);
  const known = longForm(tag);
  if (!known) reader.odd(node, `unknown tag ${tag}`, 'write a function that CloudFormation has');
  const name = known ?? `Fn::${tag.slice(1)}`;
  const argument = isScalar(node) ? argumentOf(reader, node, name) : readPlain(reader, node, depth + 1);
  return markedMap(new Map([[name, { key: start, node: argument }]]), start);
}

function argumentOf(reader: Reader, node: Scalar, name: string): Marked {
  const start = node.range?.[0] ?? 0;
  const text = String(node.value ?? '');
  if (name !== 'Fn::GetAtt') return markedScalar(text, start);
  const pair = getAttArguments(text);
  if (!pair) reader.odd(node, '!GetAtt takes Resource.Attribute', 'name the resource and its attribute');
  const parts = (pair ?? [text, '']).map((value) => ({ key: start, node: markedScalar(value, start) }));
  return markedList(parts, start);
}

function readPlain(reader: Reader, node: Node, depth: number): Marked {
  const start = node.range?.[0] ?? 0;
  if (isScalar(node)) {
    const text = String(node.value ?? '');
    const isText = node.type !== 'PLAIN' || node.tag !== undefined;
    return markedScalar(isText ? text : plainScalar(text, 'cloudformation'), start);
  }
  if (isMap(node)) return readMap(reader, node as YAMLMap, start, depth);
  const items = (node as unknown as { items: Node[] }).items;
  const nodes = items.map((item) => read(reader, item, depth + 1));
  return markedList(
    nodes.map((marked) => ({ key: marked.start, node: marked })),
    start,
  );
}

function readMap(reader: Reader, node: YAMLMap, start: number, depth: number): Marked {
  const parts = new Map<string, Part>();
  const merged: Marked[] = [];
  for (const pair of node.items as Pair<Node, Node | null>[]) {
    const name = isScalar(pair.key) ? String(pair.key.value) : JSON.stringify(pair.key);
    const key = pair.key.range?.[0] ?? start;
    const value = pair.value ? read(reader, pair.value, depth + 1) : markedScalar(null, key);
    if (!isScalar(pair.key)) reader.odd(pair.key, 'a key must be plain text', 'write the key as text');
    if (name === '<<') {
      reader.odd(pair.key, 'merge keys (<<) do not exist in CloudFormation', 'write the keys out');
      merged.push(value);
      continue;
    }
    if (parts.has(name)) reader.odd(pair.key, `the key '${name}' stands here twice: the last is read`, 'keep one');
    parts.set(name, { key, node: value });
  }
  for (const marked of merged) merge(parts, marked);
  return markedMap(parts, start);
}

/** The map's own keys win, then the first of several merged maps. */
function merge(parts: Map<string, Part>, marked: Marked): void {
  const maps = Array.isArray(marked.value) ? [...marked.parts.values()].map((part) => part.node) : [marked];
  for (const { parts: others } of maps)
    for (const [key, part] of others) if (typeof key === 'string' && !parts.has(key)) parts.set(key, part);
}

function readAlias(reader: Reader, node: Alias): Marked {
  const marked = reader.anchors.get(node.source);
  if (marked) return marked;
  reader.odd(node, `the alias *${node.source} has no anchor &${node.source} before it`, 'write the value out');
  return markedScalar(null, node.range?.[0] ?? 0);
}
