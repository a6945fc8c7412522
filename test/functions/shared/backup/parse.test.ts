import { deepEqual, equal, throws } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { itemReader, parseItem } from '../../../../functions/shared/backup/items/parse.ts';
import { itemTexts } from '../../../../functions/shared/backup/items/text.ts';
import { anyItem, comparable, holds } from './items.ts';

describe('an item from its DynamoDB JSON', () => {
  test('any item comes back from its text', () =>
    holds(500, anyItem, (item) => deepEqual(comparable(parseItem(itemTexts(item).text)), comparable(item))));

  test('an attribute named __proto__ is one like any other, beside bytes too', () => {
    for (const more of ['', ',"b":{"B":"AQ=="}']) {
      const item = parseItem(`{"__proto__":{"M":{"__proto__":{"S":"x"}}}${more}}`);
      deepEqual(Object.keys(item), more === '' ? ['__proto__'] : ['__proto__', 'b']);
      equal(Object.getPrototypeOf(item), Object.prototype);
      equal(itemTexts(item).text, `{"__proto__":{"M":{"__proto__":{"S":"x"}}}${more}}`);
    }
  });

  test('as deep as DynamoDB takes it', () => {
    const text = `{"a":${'{"L":['.repeat(32)}{"S":"b"}${']}'.repeat(32)}}`;
    equal(itemTexts(parseItem(text)).text, text);
  });

  test('bytes are found in a text with spaces', () => {
    deepEqual(parseItem('{ "a" : { "B" : "AQI=" } }'), { a: { B: Buffer.of(1, 2) } });
    deepEqual(parseItem('{"a":{"BS"\n:["AQ=="]}}'), { a: { BS: [Buffer.of(1)] } });
  });

  test('a part of a text that was parsed before', () => {
    const text = '{"Item":{"a":{"L":[{"B":"AQ=="}]}}}';
    deepEqual(itemReader(text)(JSON.parse(text).Item), { a: { L: [{ B: Buffer.of(1) }] } });
  });

  const NONE: [title: string, text: string][] = [
    ['no JSON', '{'],
    ['nothing', ''],
    ['null', 'null'],
    ['a list', '[]'],
    ['a text', '"a"'],
    ['an attribute that is no value', '{"a":"b"}'],
    ['an attribute that is null', '{"a":null}'],
    ['an attribute that is a list', '{"a":[{"S":"b"}]}'],
    ['a value without a type', '{"a":{}}'],
    ['a value of two types', '{"a":{"S":"b","N":"1"}}'],
    ['a type that there is not', '{"a":{"X":"b"}}'],
    ['a type by another name', '{"a":{"toString":"b"}}'],
    ['a text that is a number', '{"a":{"S":1}}'],
    ['a number that is not in quotes', '{"a":{"N":1}}'],
    ['bytes that are a list', '{"a":{"B":[1]}}'],
    ['a truth in quotes', '{"a":{"BOOL":"true"}}'],
    ['a null in quotes', '{"a":{"NULL":"true"}}'],
    ['a set that is a text', '{"a":{"SS":"b"}}'],
    ['a set of numbers without quotes', '{"a":{"NS":[1]}}'],
    ['a map that is a list', '{"a":{"M":[]}}'],
    ['a map of what is no value', '{"a":{"M":{"b":"c"}}}'],
    ['a list that is a map', '{"a":{"L":{}}}'],
    ['a list of what is no value', '{"a":{"L":[{"S":"b"},"c"]}}'],
    ['lists in lists without end', `{"a":${'{"L":['.repeat(5_000)}${']}'.repeat(5_000)}}`],
  ];
  for (const [title, text] of NONE) {
    test(`refused: ${title}`, () => throws(() => parseItem(text), SyntaxError));
  }
});
