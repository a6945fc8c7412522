import { equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { fitted, type Section } from '../../../scripts/cli/markdown/fitted.ts';

const section = (name: string, count: number, isFolded = false): Section => ({
  before: `<${name}>`,
  entries: Array.from({ length: count }, (_, index) => `${name}${index}`),
  leftOut: (left) => `${left} left`,
  after: `</${name}>`,
  isFolded,
});

test('all that fits is told, and an empty section is not', () => {
  equal(fitted('top', [section('a', 2), section('b', 0)], 100), 'top\n\n<a>\na0\na1\n</a>');
});

test('whole entries are left out and counted, folded sections first', () => {
  const sections = [section('a', 3), section('b', 3, true), section('c', 3)];
  equal(fitted('top', sections, 61), 'top\n\n<a>\na0\n2 left\n</a>\n\n<b>\n3 left\n</b>\n\n<c>\nc0\n2 left\n</c>');
});

test('no length is exceeded', () => {
  for (let longest = 70; longest < 200; longest++) {
    const text = fitted('top', [section('a', 12), section('b', 12, true), section('c', 12)], longest);
    ok(text.length <= longest, `${text.length} of ${longest}`);
    equal(text.match(/<\/[abc]>/g)?.length, 3);
  }
});
