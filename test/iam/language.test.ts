import { equal, notEqual, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { globAutomaton } from '../../scripts/iam/compare/glob-automaton.ts';
import { someText, TooComplex } from '../../scripts/iam/compare/language.ts';
import { compilePattern } from '../../scripts/iam/decide/pattern.ts';

const glob = (pattern: string, ignoreCase = false, arn = false) =>
  globAutomaton(pattern, { wildcards: true, ignoreCase, arn });

/** All texts over these letters up to a length. */
function* texts(letters: string, length: number): Generator<string> {
  yield '';
  if (length === 0) return;
  for (const rest of texts(letters, length - 1))
    if (rest.length === length - 1) for (const letter of letters) yield letter + rest;
  for (const shorter of texts(letters, length - 1)) if (shorter !== '' || length === 1) yield shorter;
}

const PATTERNS = ['', '*', '?', 'a', 'a*', '*b', 'a*b', 'a?b', '*a*', 'ab*', '??', 'a*a', '*ab*', 'b*a*'];

test('every pair of patterns: a text in one and not in the other is found exactly when there is one', () => {
  const short = [...new Set(texts('abc', 5))];
  const accepts = (pattern: string, text: string) =>
    compilePattern(pattern, { wildcards: true, variables: false })(text, () => undefined);
  for (const one of PATTERNS) {
    for (const other of PATTERNS) {
      const found = someText({ all: [[glob(one)]], none: [glob(other)] });
      const expected = short.some((text) => accepts(one, text) && !accepts(other, text));
      equal(found !== null, expected, `${one} without ${other}: ${found}`);
      if (found !== null)
        equal(accepts(one, found) && !accepts(other, found), true, `${one} without ${other}: ${found}`);
    }
  }
});

test('groups are met by any of their patterns, and all groups must be met', () => {
  equal(
    someText({
      all: [
        [glob('a'), glob('b')],
        [glob('b'), glob('c')],
      ],
      none: [],
    }),
    'b',
  );
  equal(someText({ all: [[glob('a')], [glob('b'), glob('c')]], none: [] }), null);
});

test('case is folded where the pattern folds it', () => {
  notEqual(someText({ all: [[glob('a', true)]], none: [glob('a')] }), null);
  equal(someText({ all: [[glob('a')]], none: [glob('A', true)] }), null);
});

test('a star inside a part of an ARN does not reach past its colon', () => {
  const wide = glob('arn:aws:iam::*:role/x', false, true);
  equal(someText({ all: [[wide], [glob('arn:aws:iam::1:2:role/x')]], none: [] }), null);
  notEqual(someText({ all: [[wide], [glob('arn:aws:iam::12:role/x')]], none: [] }), null);
});

test('adversarial stars stay small', () => {
  equal(someText({ all: [[glob('a*a*a*a*b')]], none: [glob('a*b')] }), null);
  equal(someText({ all: [[glob('a*b')]], none: [glob('a*a*a*a*b')] }), 'ab');
});

test('what would take too much memory is refused, not guessed', () => {
  const many = Array.from({ length: 16 }, (_, index) => [glob(`*${String.fromCharCode(97 + index)}????????????????`)]);
  throws(() => someText({ all: many, none: [] }), TooComplex);
});
