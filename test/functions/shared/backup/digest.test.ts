import { equal, notEqual } from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { itemsDigest } from '../../../../functions/shared/backup/items/digest.ts';
import { itemTexts } from '../../../../functions/shared/backup/items/text.ts';
import { anyItem, holds } from './items.ts';

const TEXTS = ['{"id":{"S":"1"}}', '{"id":{"S":"2"},"n":{"N":"0.5"}}', '{"id":{"S":"é🎉"}}'];

/*
 * Both from Python, with the texts above and with each of them 1,000 times:
 *   sums = [int.from_bytes(hashlib.sha256(text.encode()).digest(), 'big') for text in texts]
 *   '%064x' % (sum(sums) * times % 2**256)
 */
const ONCE = '0eafc5c68cdcbec9fdcea1894c45b928d90efc97d173ffcc37e6e4a4c4e1fba3';
const THOUSAND_TIMES = '5e9c8f963e4945076f270051f05b478fe28ab10a2d1f35ba5ded23a112bef4b8';

function digestOf(texts: readonly string[]) {
  const digest = itemsDigest();
  for (const text of texts) digest.add(text);
  return digest;
}

describe('the digest of items', () => {
  test('of none', () => {
    const digest = itemsDigest();
    equal(digest.hex(), '0'.repeat(64));
    equal(digest.count, 0);
  });

  test('of known items', () => {
    const digest = digestOf(TEXTS);
    equal(digest.hex(), ONCE);
    equal(digest.count, 3);
    equal(digestOf(Array.from({ length: 1000 }, () => TEXTS).flat()).hex(), THOUSAND_TIMES);
  });

  test('of items as they are, whatever their notation', () => {
    const items = [{ id: { S: '1' } }, { n: { N: '5.0E-1' }, id: { S: '2' } }, { id: { S: 'é🎉' } }];
    equal(digestOf(items.map((item) => itemTexts(item).canonical)).hex(), ONCE);
  });

  test('a carry goes through all words', () => {
    const digest = itemsDigest();
    digest.merge('f'.repeat(64), 1);
    digest.merge('1'.padStart(64, '0'), 1);
    equal(digest.hex(), '0'.repeat(64));
    digest.merge(`${'0'.repeat(24)}${'f'.repeat(40)}`, 1);
    digest.merge('1'.padStart(64, '0'), 1);
    equal(digest.hex(), `${'1'.padStart(24, '0')}${'0'.repeat(40)}`);
    equal(digest.count, 4);
  });

  test('it does not depend on the order, and those of parts add up to that of the whole', () => {
    const split = fc.tuple(fc.array(anyItem, { maxLength: 12 }), fc.nat(12));
    return holds(100, split, ([items, at]) => {
      const texts = items.map((item) => itemTexts(item).canonical);
      const whole = digestOf(texts);
      equal(digestOf(texts.toReversed()).hex(), whole.hex());
      const merged = itemsDigest();
      for (const part of [texts.slice(at), texts.slice(0, at)].map(digestOf)) merged.merge(part.hex(), part.count);
      equal(merged.hex(), whole.hex());
      equal(merged.count, items.length);
    });
  });

  test('it is a sum modulo 2^256', () => {
    const hexes = fc.array(fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }), { maxLength: 9 });
    return holds(200, hexes, (numbers) => {
      const digest = itemsDigest();
      for (const number of numbers) digest.merge(number.toString(16).padStart(64, '0'), 1);
      const sum = numbers.reduce((all, number) => all + number, 0n) % 2n ** 256n;
      equal(digest.hex(), sum.toString(16).padStart(64, '0'));
    });
  });

  test('one item lost, doubled or changed shows', () => {
    const [one = '', ...more] = TEXTS;
    for (const texts of [more, [one, ...TEXTS], [one.replace('1', '3'), ...more]]) {
      notEqual(digestOf(texts).hex(), ONCE);
    }
  });
});
