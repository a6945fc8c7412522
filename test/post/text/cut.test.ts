import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cut, shares } from '../../../scripts/post/text/cut.ts';
import { hostileText } from '../../cli/harmless.ts';

const WORD = 'The rest is elsewhere.';

test('what fits is left as it is', () => {
  equal(cut('a\nb', 3, WORD), 'a\nb');
});

test('it is cut after a line', () => {
  equal(cut('one\ntwo\nthree three three three three', 32, WORD), `one\ntwo\n\n${WORD}`);
  equal(cut('one\ntwo\nthree three three three three', 29, WORD), `one\n\n${WORD}`);
});

test('a line that is too long leaves only the word', () => {
  equal(cut('x'.repeat(100), 50, WORD), WORD);
});

const block = (open: string, close: string) =>
  `before\n${open}\n${'inside\n'.repeat(20)}${close}\nafter\n${'x'.repeat(100)}`;

test('never in a block of code', () => {
  for (const [open, close] of [
    ['```js', '```'],
    ['~~~', '~~~'],
    ['````', '````'],
  ] as const) {
    const document = block(open, close).replace('inside', open === '````' ? '```' : 'inside');
    equal(cut(document, 100, WORD), `before\n\n${WORD}`);
    ok(cut(document, 230, WORD).includes(`\n${close}\nafter\n\n${WORD}`));
  }
});

test('never in a row of a table that HTML makes', () => {
  const row = '<tr>\n<td>one</td>\n<td>two</td>\n</tr>\n';
  const done = cut(`<table>\n${row.repeat(10)}</table>`, 110, WORD);
  equal(done, `<table>\n${row}</table>\n\n${WORD}`);
});

test('a row of a table is a line', () => {
  const done = cut(`| a | b |\n| - | - |\n${'| 1 | 2 |\n'.repeat(20)}`, 60, WORD);
  equal(done, `| a | b |\n| - | - |\n| 1 | 2 |\n\n${WORD}`);
});

test('what it is folded into and listed in is closed, so that the word is seen', () => {
  const document = `<details><summary>More</summary>\n<ul>\n${'<li>entry</li>\n'.repeat(20)}</ul></details>`;
  const done = cut(document, 120, WORD);
  ok(done.length <= 120);
  equal(done, `<details><summary>More</summary>\n<ul>\n<li>entry</li>\n<li>entry</li>\n</ul></details>\n\n${WORD}`);
});

test('tags in code are no tags, and a closing one without an opening one is none', () => {
  equal(cut(`</ul> \`<table>\`\n${'x'.repeat(90)}`, 60, WORD), `</ul> \`<table>\`\n\n${WORD}`);
});

test('short documents leave their room to long ones', () => {
  deepEqual(shares([10, 20], 100), [10, 20]);
  deepEqual(shares([100, 5, 100], 65), [30, 5, 30]);
  deepEqual(shares([100, 40], 60), [30, 30]);
  deepEqual(shares([], 60), []);
});

test('whatever is cut, it is as short as asked, and begins as it began', () => {
  fc.assert(
    fc.property(fc.array(hostileText, { minLength: 1 }), fc.integer({ min: 60, max: 400 }), (lines, longest) => {
      const document = lines.join('\n');
      const done = cut(document, longest, WORD);
      ok(done.length <= longest, done);
      if (done === document) return;
      ok(done.endsWith(WORD));
      const kept = done
        .slice(0, -WORD.length)
        .replace(/\n(?:<\/\w+>)+\n\n$/, '')
        .trimEnd();
      ok(document.startsWith(kept), kept);
    }),
    { numRuns: 300 },
  );
});
