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
    for (const part of Object.values(parsed)) assertValue(part);
    return isBinary ? mapped(parsed as Record<string, Raw>) : (parsed as Item);
  };
}

type Raw = Record<string, unknown>;

function isMap(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function assertValue(value: unknown): void {
  const [type = '', ...more] = isMap(value) ? Object.keys(value) : [];
  if (more.length > 0 || !TYPES.has(type)) throw new SyntaxError('not an attribute value');
  const inner = (value as Raw)[type];
  if (type === 'M' && isMap(inner)) Object.values(inner).forEach(assertValue);
  else if (type === 'L' && Array.isArray(inner)) inner.forEach(assertValue);
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
