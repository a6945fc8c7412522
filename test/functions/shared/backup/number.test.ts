import { equal, match } from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { canonicalNumber } from '../../../../functions/shared/backup/items/number.ts';
import { decimalOf, renoted } from './decimal.ts';
import { anyNumber, holds } from './items.ts';

const NUMBERS: [given: string, canonical: string][] = [
  ['0', '0'],
  ['-0', '0'],
  ['0.000', '0'],
  ['-0e5', '0'],
  ['007', '7'],
  ['+7', '7'],
  ['7.', '7'],
  ['.5', '0.5'],
  ['-.50', '-0.5'],
  ['1.10', '1.1'],
  ['100', '100'],
  ['1e2', '100'],
  ['1E+2', '100'],
  ['1.5e1', '15'],
  ['1.25e1', '12.5'],
  ['12.5e-1', '1.25'],
  ['5e-3', '0.005'],
  ['5e-0003', '0.005'],
  ['1e125', `1${'0'.repeat(125)}`],
  ['1e-130', `0.${'0'.repeat(129)}1`],
  ['0.10e1', '1'],
  ['99999999999999999999999999999999999999', '99999999999999999999999999999999999999'],
];

describe('the one text of a number', () => {
  for (const [given, canonical] of NUMBERS) test(given, () => equal(canonicalNumber(given), canonical));

  for (const text of [
    '',
    '-',
    '.',
    'e5',
    '1e',
    '1.2.3',
    'NaN',
    'Infinity',
    '0x10',
    ' 1',
    '1 ',
    '1\n',
    '1e500000000',
    '1e-1000',
  ]) {
    test(`what is no number stays as it is: ${JSON.stringify(text)}`, () => equal(canonicalNumber(text), text));
  }

  test('it has the same value, in digits alone, and is its own one text', () =>
    holds(1000, anyNumber, (given) => {
      const canonical = canonicalNumber(given);
      equal(decimalOf(canonical), decimalOf(given));
      match(canonical, /^(?:0|-?(?:0|[1-9]\d*)(?:\.\d*[1-9])?)$/);
      equal(canonicalNumber(canonical), canonical);
    }));

  test('two numbers have the same text exactly when they have the same value', () =>
    holds(1000, fc.tuple(anyNumber, fc.oneof(anyNumber, fc.integer({ min: -12, max: 12 }).map(String))), ([a, b]) => {
      equal(canonicalNumber(renoted(a)), canonicalNumber(a));
      equal(canonicalNumber(a) === canonicalNumber(b), decimalOf(a) === decimalOf(b));
    }));
});
