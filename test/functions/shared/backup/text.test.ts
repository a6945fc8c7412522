import { equal, notEqual, ok, throws } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import type { Item } from '../../../../functions/shared/backup/items/item.ts';
import { attributeText, canonicalText, itemTexts } from '../../../../functions/shared/backup/items/text.ts';
import { decimalOf, renoted } from './decimal.ts';
import { anyItem, anyName, anyValue, comparable, holds } from './items.ts';

describe('the texts of an item', () => {
  test('attributes by name, sets in order, numbers as they are, all in one line', () => {
    const item: Item = {
      b: { NS: ['2', '1.0'] },
      a: { M: { z: { L: [{ NULL: true }, { BOOL: false }] }, y: { S: 'a\n"b"' } } },
      c: { B: Uint8Array.of(0, 255) },
      d: { SS: ['b', 'a'] },
      e: { BS: [Uint8Array.of(1), Uint8Array.of()] },
    };
    const { text, canonical } = itemTexts(item);
    const start = String.raw`{"a":{"M":{"y":{"S":"a\n\"b\""},"z":{"L":[{"NULL":true},{"BOOL":false}]}}},"b":`;
    const end = ',"c":{"B":"AP8="},"d":{"SS":["a","b"]},"e":{"BS":["","AQ=="]}}';
    equal(text, `${start}{"NS":["1.0","2"]}${end}`);
    equal(canonical, `${start}{"NS":["1","2"]}${end}`);
  });

  test('one value has the same text alone as in an item', () =>
    holds(100, anyValue, (value) => {
      const { text, canonical } = itemTexts({ a: value });
      equal(`{"a":${attributeText(value)}}`, text);
      equal(`{"a":${canonicalText(value)}}`, canonical);
    }));

  test('bytes that are a part of a buffer', () => {
    equal(attributeText({ B: new Uint8Array([9, 1, 2, 9]).subarray(1, 3) }), '{"B":"AQI="}');
  });

  test('a text is one line', () => holds(200, anyItem, (item) => ok(!/[\r\n]/.test(itemTexts(item).text))));

  test('the order of attributes and of sets and the notation of numbers do not show in the canonical text', () =>
    holds(300, anyItem, (item) => equal(itemTexts(reworded(item)).canonical, itemTexts(item).canonical)));

  test('any change of an attribute shows in it', () =>
    holds(300, fc.tuple(anyItem, anyName, anyValue), ([item, name, value]) => {
      const changed = Object.fromEntries([...Object.entries(item), [name, value]]);
      equal(itemTexts(changed).canonical === itemTexts(item).canonical, isSame(changed, item));
    }));

  test('values that look alike differ', () => {
    const values: AttributeValue[] = [
      ...[{ S: '1' }, { N: '1' }, { S: '' }, { B: Uint8Array.of() }, { S: 'AQ==' }, { B: Uint8Array.of(1) }],
      ...[{ SS: ['1'] }, { NS: ['1'] }, { SS: ['a,b'] }, { SS: ['a', 'b'] }, { SS: ['a","b'] }, { L: [] }, { M: {} }],
      ...[{ L: [{ S: 'a' }] }, { SS: ['a'] }, { BS: [Uint8Array.of(1)] }, { SS: ['AQ=='] }, { S: '{"N":"1"}' }],
      ...[{ NULL: true }, { BOOL: true }, { BOOL: false }, { S: 'true' }, { S: 'é' }, { S: 'e\u0301' }],
    ];
    equal(new Set(values.map(canonicalText)).size, values.length);
    notEqual(itemTexts({ a: { S: 'x' } }).canonical, itemTexts({ b: { S: 'x' } }).canonical);
  });

  test('a type that is none of DynamoDB', () => {
    throws(() => itemTexts({ a: { $unknown: ['X', 1] } }), /^TypeError: an attribute of a type that this version/);
  });
});

/** The same item in other words. */
function reworded(item: Item): Item {
  return Object.fromEntries(
    Object.entries(item)
      .reverse()
      .map(([name, value]) => [name, rewordedValue(value)]),
  );
}

function rewordedValue(value: AttributeValue): AttributeValue {
  if (value.N !== undefined) return { N: renoted(value.N) };
  if (value.NS !== undefined) return { NS: value.NS.map(renoted).reverse() };
  if (value.SS !== undefined) return { SS: value.SS.toReversed() };
  if (value.BS !== undefined) return { BS: value.BS.toReversed() };
  if (value.L !== undefined) return { L: value.L.map(rewordedValue) };
  return value.M === undefined ? value : { M: reworded(value.M) };
}

function isSame(a: Item, b: Item): boolean {
  return isDeepStrictEqual(comparable(withDecimals(a)), comparable(withDecimals(b)));
}

function withDecimals(item: Item): Item {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, decimals(value)]));
}

function decimals(value: AttributeValue): AttributeValue {
  if (value.N !== undefined) return { N: decimalOf(value.N) };
  if (value.NS !== undefined) return { NS: value.NS.map(decimalOf) };
  if (value.L !== undefined) return { L: value.L.map(decimals) };
  return value.M === undefined ? value : { M: withDecimals(value.M) };
}
