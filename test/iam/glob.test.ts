import { equal } from 'node:assert/strict';
import { test } from 'node:test';
import { actionMatches, globMatches } from '../../scripts/iam/glob.ts';

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

for (const [pattern, text, matches] of CASES) {
  test(`'${pattern}' ${matches ? 'covers' : 'does not cover'} '${text}'`, () => {
    equal(globMatches(pattern, text), matches);
  });
}

test('actions are compared without regard to case, resources with it', () => {
  equal(actionMatches('S3:put*', 's3:PutObject'), true);
  equal(globMatches('B', 'b'), false);
});
