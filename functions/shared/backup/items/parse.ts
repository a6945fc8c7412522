import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from './item.ts';

/** Text in which a binary value may stand; everything else is as the SDK takes it. */
const MAYBE_BINARY = /"BS?"\s*:/;

const TYPES = new Set(['S', 'N', 'B', 'SS', 'NS', 'BS', 'M', 'L', 'NULL', 'BOOL']);

/** An item from its DynamoDB JSON. @throws SyntaxError when it is none */
export function parseItem(text: string): Item {
  return itemReader(text)(JSON.parse(text));
}

/** Makes items of what was parsed from a text of DynamoDB JSON. They throw a SyntaxError for what is none. */
export function itemReader(text: string): (parsed: unknown) => Item {
  const isBinary = MAYBE_BINARY.test(text);
  return (parsed) => {
    if (!isMap(parsed)) throw new SyntaxError('not an item');
    for (const part of Object.values(parsed)) assertValue(part, 1);
    return isBinary ? mapped(parsed as Record<string, Raw>) : (parsed as Item);
  };
}

type Raw = Record<string, unknown>;

function isMap(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Levels: far more than the 32 that DynamoDB takes, and few enough for every stack. */
const DEEPEST = 100;

function assertValue(value: unknown, level: number): void {
  if (level > DEEPEST) throw new SyntaxError('nested too deeply');
  const [type = '', ...more] = isMap(value) ? Object.keys(value) : [];
  if (more.length > 0 || !TYPES.has(type)) throw new SyntaxError('not an attribute value');
  const inner = (value as Raw)[type];
  const isNested = (type === 'M' && isMap(inner)) || (type === 'L' && Array.isArray(inner));
  if (isNested) for (const one of Object.values(inner as object)) assertValue(one, level + 1);
  else if (!isScalar(type, inner)) throw new SyntaxError(`not a value of type ${type}`);
}

function isScalar(type: string, inner: unknown): boolean {
  if (type === 'BOOL' || type === 'NULL') return typeof inner === 'boolean';
  const isSet = type.length === 2;
  if (isSet) return Array.isArray(inner) && inner.every((member) => typeof member === 'string');
  return type.length === 1 && typeof inner === 'string';
}

function mapped(map: Record<string, Raw>): Item {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, withBytes(value)]));
}

function withBytes(value: Raw): AttributeValue {
  const { B, BS, L, M } = value;
  if (typeof B === 'string') return { B: Buffer.from(B, 'base64') };
  if (Array.isArray(BS)) return { BS: BS.map((text: string) => Buffer.from(text, 'base64')) };
  if (Array.isArray(L)) return { L: L.map((one) => withBytes(one)) };
  if (isMap(M)) return { M: mapped(M as Record<string, Raw>) };
  return value as unknown as AttributeValue;
}
