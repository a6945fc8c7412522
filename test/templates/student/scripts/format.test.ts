import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { bytesText, clipped, count, portions, preview, SHOWN } from '../../../../templates/student/scripts/format.ts';

test('texts are clipped between characters', () => {
  deepEqual([clipped('abc', 3), clipped('abcd', 3), clipped('ab🎉d', 3)], ['abc', 'abc…', 'ab…']);
});

test('of a long text, or one of many lines, the beginning is shown', () => {
  equal(preview('a'.repeat(SHOWN)), 'a'.repeat(SHOWN));
  equal(preview('a'.repeat(SHOWN + 1)), 'a'.repeat(SHOWN));
  equal(preview(`${'a'.repeat(SHOWN - 1)}🎉b`), 'a'.repeat(SHOWN - 1));
  equal(preview('a\nb\nc\nd\ne'), 'a\nb\nc\nd\ne');
  equal(preview('a\nb\r\nc\rd\u2028e\u2029f'), 'a\nb\r\nc\rd\u2028e');
  equal(preview('\n'.repeat(400)), '');
});

test('long texts are laid out in pieces, of which nothing is lost', () => {
  deepEqual(portions(''), []);
  deepEqual(portions('short'), ['short']);
  const texts = ['a', '🎉', 'ab ', 'line\n', '\n', ' ', 'a\u0301'].map((text) => text.repeat(5_001));
  for (const text of [...texts, `${'a'.repeat(1_999)}🎉${'b'.repeat(2_000)}`]) {
    const pieces = portions(text);
    equal(pieces.join(''), text);
    ok(pieces.every((piece) => piece.length > 0 && piece.length <= 2_000));
    ok(pieces.every((piece) => !/\p{Surrogate}/u.test(piece)));
  }
  equal(portions('word '.repeat(1_000))[0]?.at(-1), ' ');
  equal(portions('two words\n'.repeat(1_000))[0]?.at(-1), '\n');
});

test('sizes and numbers are read by people', () => {
  deepEqual([0, 1, 999, 1000, 999_949, 999_950, 1_234_567, 5e15].map(bytesText), [
    ...['0 bytes', '1 byte', '999 bytes', '1.0 KB', '999.9 KB', '1.0 MB', '1.2 MB', '5000.0 TB'],
  ]);
  deepEqual([count(1, 'student', 'students'), count(1234, 'student', 'students')], ['1 student', '1,234 students']);
});
