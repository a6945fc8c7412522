import { equal } from 'node:assert/strict';
import { test } from 'node:test';
import { compilePattern, type PatternOptions } from '../../scripts/iam/decide/pattern.ts';

const GLOB: PatternOptions = { wildcards: true, variables: true };

function matches(pattern: string, text: string, context: Record<string, string[]> = {}, options = GLOB): boolean {
  return compilePattern(pattern, options)(text, (key) => context[key]);
}

const CASES: [pattern: string, text: string, matches: boolean][] = [
  ['*', '', true],
  ['', '', true],
  ['', 'a', false],
  ['a?c', 'abc', true],
  ['a?c', 'ac', false],
  ['a*c', 'ac', true],
  ['a*c', 'abcbc', true],
  ['a*c', 'abcb', false],
  ['*/x/*', 'arn:aws:s3:::b/x/y', true],
  ['a.c', 'abc', false],
  ['a**b', 'ab', true],
];

for (const [pattern, text, covered] of CASES) {
  test(`'${pattern}' ${covered ? 'covers' : 'does not cover'} '${text}'`, () => {
    equal(matches(pattern, text), covered);
  });
}

test('texts are compared with regard to case, unless the pattern says otherwise', () => {
  equal(matches('B', 'b'), false);
  equal(matches('S3:put*', 's3:PutObject', {}, { wildcards: true, variables: false, ignoreCase: true }), true);
});

const VARIABLES: [pattern: string, text: string, context: Record<string, string[]>, covered: boolean][] = [
  ['home/${aws:username}/*', 'home/ann/x', { 'aws:username': ['ann'] }, true],
  ['home/${aws:UserName}/*', 'home/ann/x', { 'aws:username': ['ann'] }, true],
  ['home/${aws:username}/*', 'home/bob/x', { 'aws:username': ['ann'] }, false],
  ['home/${aws:username}/*', 'home//x', {}, false],
  ["home/${aws:username, 'guest'}/*", 'home/guest/x', {}, true],
  ["home/${aws:username, 'guest'}/*", 'home/guest/x', { 'aws:username': ['ann'] }, false],
  ['${aws:PrincipalTag/team}', 'data', { 'aws:principaltag/team': ['*'] }, false],
  ['${aws:PrincipalTag/team}', '*', { 'aws:principaltag/team': ['*'] }, true],
  ['${aws:TagKeys}', 'a', { 'aws:tagkeys': ['a', 'b'] }, false],
  ['a${*}c', 'a*c', {}, true],
  ['a${*}c', 'abc', {}, false],
  ['a${?}c', 'a?c', {}, true],
  ['${$}{x}', '${x}', {}, true],
];

for (const [pattern, text, context, covered] of VARIABLES) {
  test(`'${pattern}' ${covered ? 'covers' : 'does not cover'} '${text}' where ${JSON.stringify(context)}`, () => {
    equal(matches(pattern, text, context), covered);
  });
}

test('in the older policy version variables are plain text', () => {
  equal(matches('${aws:username}', 'ann', { 'aws:username': ['ann'] }, { wildcards: true, variables: false }), false);
  equal(matches('${aws:username}', '${aws:username}', {}, { wildcards: true, variables: false }), true);
});

test('a hostile pattern does not stall it', () => {
  equal(matches('a*a*a*a*a*a*a*a*b', 'a'.repeat(2_000)), false);
});
