import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import type { Item } from '../../../../functions/shared/backup/items/item.ts';
import { canonicalNumber } from '../../../../functions/shared/backup/items/number.ts';
import type { KeyAttribute } from '../../../../functions/shared/backup/table-record.ts';

/*
 * Items of every kind that DynamoDB takes. Its limits: numbers of 38 digits with a magnitude of 1e-130 to 9.99…e125, or
 * zero; maps and lists 32 deep; an item of 400 KB with its attributes' names; keys of 2,048 (partition) and 1,024 (sort)
 * bytes that are not empty; sets that are not empty, without a member twice; names that are not empty; NULL is true.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */

/** The same items on each run; `PROPERTY_SEED` and `PROPERTY_RUNS` look further. */
const SEED = Number(process.env.PROPERTY_SEED ?? 20260301);

/** Fails with the seed and the smallest example that was found. */
export async function holds<T>(
  runs: number,
  drawn: fc.Arbitrary<T>,
  check: (drawn: T) => void | Promise<void>,
): Promise<void> {
  const numRuns = Number(process.env.PROPERTY_RUNS ?? runs);
  await fc.assert(
    fc.asyncProperty(drawn, async (one) => check(one)),
    { seed: SEED, numRuns },
  );
}

const TRICKY_NAMES = [
  ...['__proto__', 'constructor', 'toString', 'prototype', 'hasOwnProperty', 'length', '0', '10', 'S', 'B', 'BS'],
  ...['a,b', 'a"b', 'a\nb', 'a\r\nb', ' a ', '=a', '-a', '@a', '{a', '\uFEFFa', '{"S":"a"}', 'ID', '\0'],
  ...['é', 'e\u0301', '日本', '🎉', '(other attributes)', '(other attributes) 2'],
];

const TRICKY_TEXTS = [
  ...['', ' ', '\t', '\n', '\r', '\r\n', '\0', '\uFEFF', '\u2028', '"', '""', ',', ';', '\\', '{', '}', '{}', 'null'],
  ...['true', '0', '-1', '=1+1', '+1', '-1+1', '@x', '＝1', ' =1', '\uFEFF=1', '"=1', 'x;=1', 'x\n=1', 'x\t"=1', ';'],
  ...['{"S":"a"}', '"B":', '{"B":"AAAA"}', 'a\r', '\ra', ' a ', 'ID', 'a,b\r\n"c"', '\u{10FFFF}', '🎉', '\\u003b'],
];

export const anyName = fc.oneof(fc.constantFrom(...TRICKY_NAMES), fc.string({ unit: 'binary', minLength: 1 }));

const anyText = fc.oneof(
  fc.constantFrom(...TRICKY_TEXTS),
  fc.string({ unit: 'binary' }),
  fc.array(fc.constantFrom(...TRICKY_TEXTS), { maxLength: 4 }).map((parts) => parts.join('')),
);

const anyBytes = fc.uint8Array({ maxLength: 40 });

/** In any of the notations that DynamoDB takes. */
export const anyNumber = fc
  .record({
    sign: fc.constantFrom('', '-'),
    first: fc.integer({ min: 1, max: 9 }),
    more: fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 37 }),
    exponent: fc.oneof(
      fc.integer({ min: -3, max: 40 }),
      fc.constantFrom(-130, 125),
      fc.integer({ min: -130, max: 125 }),
    ),
    notation: fc.constantFrom('plain', 'exponent', 'whole', 'zero'),
  })
  .map(({ sign, first, more, exponent, notation }) => {
    if (notation === 'zero') return '0';
    const text = `${sign}${first}${more.length > 0 ? `.${more.join('')}` : ''}e${exponent}`;
    if (notation === 'exponent') return text;
    return notation === 'whole' ? `${sign}${first}${more.join('')}E${exponent - more.length}` : canonicalNumber(text);
  });

function setOf<T>(members: fc.Arbitrary<T>, selector: (member: T) => string): fc.Arbitrary<T[]> {
  return fc.uniqueArray(members, { minLength: 1, maxLength: 5, selector });
}

const anyScalar: fc.Arbitrary<AttributeValue> = fc.oneof(
  anyText.map((S) => ({ S })),
  anyNumber.map((N) => ({ N })),
  anyBytes.map((B) => ({ B })),
  fc.boolean().map((BOOL) => ({ BOOL })),
  fc.constant({ NULL: true }),
  setOf(anyText, (member) => member).map((SS) => ({ SS })),
  setOf(anyNumber, canonicalNumber).map((NS) => ({ NS })),
  setOf(anyBytes, (member) => member.join()).map((BS) => ({ BS })),
);

/** Of all ten types; maps and lists are up to five deep. */
export const anyValue = fc.letrec<{ value: AttributeValue; map: Item }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, depthSize: 'small' },
    { weight: 8, arbitrary: anyScalar },
    { weight: 2, arbitrary: fc.array(tie('value'), { maxLength: 4 }).map((L) => ({ L })) },
    { weight: 2, arbitrary: tie('map').map((M) => ({ M })) },
  ),
  map: attributes(tie('value'), 3),
})).value;

function attributes(values: fc.Arbitrary<AttributeValue>, maxLength: number): fc.Arbitrary<Item> {
  return fc
    .uniqueArray(fc.tuple(anyName, values), { maxLength, selector: ([name]) => name })
    .map((all) => Object.fromEntries(all));
}

/** Without a key. */
export const anyItem: fc.Arbitrary<Item> = attributes(anyValue, 8);

/** Keys are not empty, and of the type that the table has for them. */
export function itemWithKey(keys: readonly KeyAttribute[]): fc.Arbitrary<Item> {
  const own = fc.tuple(...keys.map(({ name, type }) => keyValues[type].map((value) => [name, value] as const)));
  return fc.tuple(own, anyItem).map(([key, item]) => Object.fromEntries([...Object.entries(item), ...key]));
}

const keyValues: Record<KeyAttribute['type'], fc.Arbitrary<AttributeValue>> = {
  S: anyText.filter((text) => text !== '').map((S) => ({ S })),
  N: anyNumber.map((N) => ({ N })),
  B: fc.uint8Array({ minLength: 1, maxLength: 40 }).map((B) => ({ B })),
};

/** With what has no meaning made one: the order of a set, and the class that holds bytes. */
export function comparable(item: Item): Item {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, comparableValue(value)]));
}

function comparableValue(value: AttributeValue): AttributeValue {
  if (value.B !== undefined) return { B: Buffer.from(value.B) };
  if (value.SS !== undefined) return { SS: value.SS.toSorted() };
  if (value.NS !== undefined) return { NS: value.NS.toSorted() };
  if (value.BS !== undefined) return { BS: value.BS.map((one) => Buffer.from(one)).sort(Buffer.compare) };
  if (value.L !== undefined) return { L: value.L.map(comparableValue) };
  return value.M === undefined ? value : { M: comparable(value.M) };
}
