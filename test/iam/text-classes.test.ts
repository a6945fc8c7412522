import { deepEqual, equal, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { globOf } from '../../scripts/iam/compare/glob.ts';
import { intersection } from '../../scripts/iam/compare/intersection.ts';
import { TooComplex, textClasses } from '../../scripts/iam/compare/text-classes.ts';
import { compilePattern } from '../../scripts/iam/decide/pattern.ts';

/** All texts over these letters up to a length. */
function texts(letters: string, length: number): string[] {
  if (length === 0) return [''];
  const shorter = texts(letters, length - 1);
  return [...new Set([...shorter, ...shorter.flatMap((text) => [...letters].map((letter) => text + letter))])];
}

const PATTERNS = ['', '*', '?', 'a', 'a*', '*b', 'a*b', 'a?b', '*a*', 'ab*', '??', 'a*a', '*ab*', 'b*a*'];
const SHORT = texts('abc', 6);

const accepts = (pattern: string, text: string) =>
  compilePattern(pattern, { wildcards: true, variables: false })(text, () => undefined);
const signature = (patterns: string[], text: string) =>
  patterns.map((pattern) => Number(accepts(pattern, text))).join('');

test('three patterns at a time: every way in which texts can be covered is found once, and no other', () => {
  for (const one of PATTERNS) {
    for (const other of PATTERNS) {
      const patterns = [one, other, 'a*b*'];
      const expected = new Set(SHORT.map((text) => signature(patterns, text)));
      const found = textClasses(patterns.map((pattern) => globOf(pattern)));
      const signatures = found.map(({ text }) => signature(patterns, text));
      deepEqual([...signatures].sort(), [...expected].sort(), patterns.join(' '));
      for (const { text, covered } of found) {
        equal(signature(patterns, text), patterns.map((_, place) => Number(covered.has(place))).join(''));
      }
    }
  }
});

test('literals and prefixes alone need no automata, and are told apart all the same', () => {
  const patterns = ['s3:*', 's3:Get*', 's3:GetObject', 'ec2:*', 'other*'];
  const covered = textClasses(patterns.map((pattern) => globOf(pattern))).map((found) => [...found.covered].join());
  deepEqual(covered.sort(), ['', '0', '0,1', '0,1,2', '3', '4']);
});

test('case is folded where the pattern folds it', () => {
  const found = textClasses([globOf('a', { ignoreCase: true }), globOf('a')]).map(({ covered }) => [...covered].join());
  deepEqual(found.sort(), ['', '0', '0,1']);
});

test('a star inside a part of an ARN does not reach past its colon', () => {
  const wide = globOf('arn:aws:iam::*:role/x', { arn: true });
  const found = textClasses([wide, globOf('arn:aws:iam::1:2:role/x'), globOf('arn:aws:iam::12:role/x')]);
  deepEqual(found.map(({ covered }) => [...covered].join()).sort(), ['', '0', '0,2', '1']);
});

test('adversarial stars stay small', () => {
  const found = textClasses([globOf('a*a*a*a*b'), globOf('a*b')]).map(({ covered }) => [...covered].join());
  deepEqual(found.sort(), ['', '0,1', '1']);
});

test('what would take too much memory is refused, not guessed', () => {
  const many = Array.from({ length: 16 }, (_, index) => globOf(`*${String.fromCharCode(97 + index)}????????????????`));
  throws(() => textClasses(many), TooComplex);
});

test('the intersection of two patterns covers what both cover', () => {
  for (const one of PATTERNS) {
    for (const other of PATTERNS) {
      const both = intersection(globOf(one), globOf(other));
      for (const text of SHORT) {
        equal(
          both?.some((glob) => glob.matches(text)),
          accepts(one, text) && accepts(other, text),
          `${one} and ${other}: ${text}`,
        );
      }
    }
  }
});
