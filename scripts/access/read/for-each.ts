import { scalarText } from '../../template/scalar-text.ts';
import { entriesOf, itemsOf, madeList, madeMap, type Part, type Placed, partAt } from './placed.ts';

const LOOP = 'Fn::ForEach::';

/** Expanded entries of one template; CloudFormation takes 500 resources. */
const ENTRY_LIMIT = 2000;

/** Whether this key of a map is a loop: "Fn::ForEach" in the CloudFormation template reference. */
export function isLoop(key: string): boolean {
  return key.startsWith(LOOP);
}

/** The map with its loops over known collections written out; loops over anything else stay where they are. */
export function expandLoops(node: Placed | undefined, template: Placed): Placed | undefined {
  const entries = entriesOf(node);
  if (node === undefined || !entries.some(([key]) => isLoop(key))) return node;
  return madeMap(
    entries.flatMap(([key, part]) => (isLoop(key) ? (expanded(part.node, template) ?? [[key, part]]) : [[key, part]])),
    node.place,
  );
}

function expanded(loop: Placed, template: Placed, depth = 0): [string, Part][] | undefined {
  const [identifier, collection, body] = itemsOf(loop);
  const name = identifier?.value;
  const values = collection && collectionOf(collection, template);
  if (typeof name !== 'string' || values === undefined || body === undefined || depth > 5) return undefined;
  const entries: [string, Part][] = [];
  for (const value of values) {
    for (const [key, part] of entriesOf(body)) {
      const filled = { key: part.key, node: substituted(part.node, name, value) };
      const inner = isLoop(key) ? expanded(filled.node, template, depth + 1) : undefined;
      entries.push(...(inner ?? [[substitutedText(key, name, value), filled] as [string, Part]]));
      if (entries.length > ENTRY_LIMIT) return undefined;
    }
  }
  return entries;
}

/** Literal values, or the default of the parameter that is referred to. */
function collectionOf(collection: Placed, template: Placed): string[] | undefined {
  const reference = partAt(collection, 'Ref')?.value;
  const found = typeof reference === 'string' ? partAt(template, 'Parameters', reference, 'Default') : collection;
  if (found === undefined) return undefined;
  const values = typeof found.value === 'string' ? found.value.split(',').map((text) => text.trim()) : found.value;
  const isPlain = Array.isArray(values) && values.every((value) => ['string', 'number'].includes(typeof value));
  return isPlain ? values.map(scalarText) : undefined;
}

/** `${Name}` and `&{Name}` in text and keys, and `Ref: Name`; the latter form leaves out all but letters and digits. */
function substituted(node: Placed, name: string, value: string): Placed {
  if (typeof node.value === 'string') return { ...node, value: substitutedText(node.value, name, value) };
  if (Array.isArray(node.value))
    return madeList(
      itemsOf(node).map((item) => substituted(item, name, value)),
      node.place,
    );
  if (node.parts.size === 0) return node;
  if (node.parts.size === 1 && partAt(node, 'Ref')?.value === name)
    return { value, place: node.place, parts: new Map() };
  const entries = entriesOf(node).map(([key, part]) => {
    return [substitutedText(key, name, value), { key: part.key, node: substituted(part.node, name, value) }] as const;
  });
  return madeMap(entries, node.place);
}

function substitutedText(text: string, name: string, value: string): string {
  const withValue = text.replaceAll(`\${${name}}`, () => value);
  return withValue.replaceAll(`&{${name}}`, () => value.replaceAll(/[^A-Za-z0-9]/g, ''));
}
