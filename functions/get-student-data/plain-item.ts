import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from '../shared/backup/items/item.ts';
import { canonicalNumber } from '../shared/backup/items/number.ts';
import { STUDENT_FIELDS } from '../shared/student-api/student.ts';

/** A student as JSON. */
export type Student = Record<string, unknown>;

/** An item with whatever it holds: the fields of a student first, the others by name. */
export function plainItem(item: Item): Student {
  const own = STUDENT_FIELDS.filter((name) => Object.hasOwn(item, name));
  const others = Object.keys(item).filter((name) => !(own as string[]).includes(name));
  return Object.fromEntries([...own, ...others.sort()].map((name) => [name, plain(item[name] as AttributeValue)]));
}

function plain(value: AttributeValue): unknown {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return plainNumber(value.N);
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.NULL !== undefined) return null;
  if (value.M !== undefined) return plainMap(value.M);
  if (value.L !== undefined) return value.L.map(plain);
  if (value.SS !== undefined) return value.SS;
  if (value.NS !== undefined) return value.NS.map(plainNumber);
  if (value.B !== undefined) return base64(value.B);
  if (value.BS !== undefined) return value.BS.map(base64);
  throw new TypeError('an attribute of a type that this version does not know');
}

function plainMap(map: Item): Student {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, plain(value)]));
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

/** DynamoDB's numbers have up to 38 digits: one that JavaScript would change stays text. */
function plainNumber(text: string): number | string {
  const canonical = canonicalNumber(text);
  const number = Number(text);
  if (canonicalNumber(String(number)) === canonical) return number;
  return canonical.length > LONG ? withExponent(canonical) : canonical;
}

/** Characters of a number that is not made long by zeros. */
const LONG = 48;

/** `1.2e-120`: of zeros alone, an item can hold more than an answer. */
function withExponent(canonical: string): string {
  const [, sign = '', whole = '', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(canonical) ?? [];
  const digits = (whole + fraction).replace(/^0+/, '');
  const [first, ...more] = digits.replace(/0+$/, '');
  return `${sign}${first}.${more.join('')}e${digits.length - fraction.length - 1}`;
}
