import {
  type Alias,
  Composer,
  type CST,
  isAlias,
  isMap,
  isScalar,
  Lexer,
  type Node,
  type Pair,
  Parser,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import { DEPTH_LIMIT } from './json.ts';
import { type Marked, markedList, markedMap, markedScalar, type Part } from './marked.ts';
import { mistakeAt } from './mistake.ts';
import { type Dialect, plainScalar } from './scalars.ts';
import type { Locate } from './source.ts';
import { getAttArguments, longForm } from './tags.ts';
import { parseUsualYaml } from './usual/yaml.ts';

/** Twice CloudFormation's limit for a template, so that aliases cannot make a small file a huge document. */
const SIZE_LIMIT = 2_000_000;

/** Tags of YAML itself that say what the value is anyway. `!!binary`, `!!set` and the like CloudFormation refuses. */
const PLAIN_TAGS = new Set(['tag:yaml.org,2002:str', 'tag:yaml.org,2002:map', 'tag:yaml.org,2002:seq', '!']);

const TOO_DEEP = `nested deeper than ${DEPTH_LIMIT} levels`;

interface Reader {
  text: string;
  dialect: Dialect;
  anchors: Map<string, Marked>;
  fail(message: string, node: Node | null): never;
}

export function parseYaml(text: string, locate: Locate, dialect: Dialect): Marked {
  return parseUsualYaml(text, dialect) ?? parseWholeYaml(text, locate, dialect);
}

/** All of YAML, and what is wrong with it. */
export function parseWholeYaml(text: string, locate: Locate, dialect: Dialect): Marked {
  const reader: Reader = {
    text,
    dialect,
    anchors: new Map(),
    fail(message, node) {
      throw mistakeAt(locate(node?.range?.[0] ?? 0), message);
    },
  };
  const top = composed(text, locate);
  return top ? read(reader, top, 0) : markedScalar(null, 0);
}

function composed(text: string, locate: Locate): Node | null {
  // The failsafe schema leaves all scalars as text; this module says what they mean. Its own search for repeated keys is
  // quadratic, `readMap` does it.
  const options = { schema: 'failsafe', merge: false, resolveKnownTags: false, uniqueKeys: false } as const;
  const [document, second] = new Composer(options).compose(tokens(text, locate), true, text.length);
  const [error] = document?.errors ?? [];
  if (error) throw mistakeAt(locate(error.pos[0]), `not valid YAML: ${error.message}`);
  if (second) throw mistakeAt(locate(second.range[0]), 'a second document starts here: a file holds one');
  return document?.contents ?? null;
}

/** The composer recurses, and V8 ends the process when a regular expression runs out of stack: look before it does. */
function* tokens(text: string, locate: Locate): Generator<CST.Token> {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    if (parser.stack.length > 2 * DEPTH_LIMIT) throw mistakeAt(locate(parser.offset), TOO_DEEP);
  }
  yield* parser.end();
}

function read(reader: Reader, node: Node, depth: number): Marked {
  if (depth > DEPTH_LIMIT) reader.fail(TOO_DEEP, node);
  if (isAlias(node)) return readAlias(reader, node);
  const tag = node.tag;
  const plain = tag === undefined || PLAIN_TAGS.has(tag);
  const marked = plain ? readPlain(reader, node, depth) : readTagged(reader, node, tag, depth);
  if (marked.size > SIZE_LIMIT) reader.fail(`the document expands to more than ${SIZE_LIMIT} characters`, node);
  const { anchor } = node as { anchor?: string };
  if (anchor) reader.anchors.set(anchor, marked);
  return marked;
}

function readPlain(reader: Reader, node: Node, depth: number): Marked {
  const start = node.range?.[0] ?? 0;
  if (isScalar(node)) return markedScalar(scalarValue(reader, node), start);
  if (isMap(node)) return readMap(reader, node, start, depth);
  const items = (node as unknown as { items: Node[] }).items;
  const parts = items.map((item) => {
    const marked = read(reader, item, depth + 1);
    return { key: marked.start, node: marked };
  });
  return markedList(parts, start);
}

function scalarValue(reader: Reader, node: Scalar): unknown {
  const text = String(node.value ?? '');
  return node.type === 'PLAIN' && node.tag === undefined ? plainScalar(text, reader.dialect) : text;
}

function readMap(reader: Reader, node: YAMLMap, start: number, depth: number): Marked {
  const parts = new Map<string, Part>();
  for (const pair of node.items as Pair<Node, Node | null>[]) {
    const name = keyName(reader, pair.key);
    const key = pair.key.range?.[0] ?? start;
    if (parts.has(name)) reader.fail(`the key '${name}' stands here twice: keep one`, pair.key);
    parts.set(name, { key, node: pair.value ? read(reader, pair.value, depth + 1) : markedScalar(null, key) });
  }
  return markedMap(parts, start);
}

function keyName(reader: Reader, key: Node): string {
  if (!isScalar(key) || key.tag !== undefined) return reader.fail('a key must be plain text', key);
  const name = String(key.value);
  if (name === '<<' && key.type === 'PLAIN')
    reader.fail('merge keys (<<) do not exist in CloudFormation: write the keys out', key);
  if (name === '__proto__') reader.fail("the key '__proto__' is not allowed", key);
  return name;
}

function readAlias(reader: Reader, node: Alias): Marked {
  const marked = reader.anchors.get(node.source);
  return marked ?? reader.fail(`the alias *${node.source} has no anchor &${node.source} before it`, node);
}

function readTagged(reader: Reader, node: Node, tag: string, depth: number): Marked {
  const name = reader.dialect === 'cloudformation' ? longForm(tag) : undefined;
  if (!name) return reader.fail(`unknown tag ${tag.replace('tag:yaml.org,2002:', '!!')}`, node);
  const start = tagStart(reader, node, tag);
  const argument = isScalar(node) ? readArgument(reader, node, name) : readPlain(reader, node, depth + 1);
  return markedMap(new Map([[name, { key: start, node: argument }]]), start);
}

function readArgument(reader: Reader, node: Scalar, name: string): Marked {
  const start = node.range?.[0] ?? 0;
  const text = String(node.value ?? '');
  if (name !== 'Fn::GetAtt') return markedScalar(text, start);
  const pair = getAttArguments(text) ?? reader.fail(`!GetAtt takes Resource.Attribute, not '${text}'`, node);
  return markedList(
    pair.map((value) => ({ key: start, node: markedScalar(value, start) })),
    start,
  );
}

/** The parser's ranges begin after the tag; people look at the tag. */
function tagStart(reader: Reader, node: Node, tag: string): number {
  const start = node.range?.[0] ?? 0;
  const found = reader.text.lastIndexOf(tag, start);
  return found >= 0 && /^(?:\s|&\S+|#.*\n)*$/.test(reader.text.slice(found + tag.length, start)) ? found : start;
}
