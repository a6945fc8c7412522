import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourcesIn } from '../../../scripts/deployment/after/srcset.ts';

const CASES: [srcset: string, ...texts: string[]][] = [
  [''],
  [' , ,\n'],
  ['a.png', 'a.png'],
  ['a.png 1x, b.png 2x', 'a.png', 'b.png'],
  ['a.png 100w,b.png 200w', 'a.png', 'b.png'],
  ['a.png,\r\n\tb.png 2x,', 'a.png', 'b.png'],
  // Without room behind it a comma is part of the address.
  ['a.png,b.png', 'a.png,b.png'],
  ['data:image/png;base64,AA== 1x, b.png', 'data:image/png;base64,AA==', 'b.png'],
  ['a.png (1,2) 1x, b.png (', 'a.png', 'b.png'],
];

for (const [srcset, ...texts] of CASES) {
  test(`sources in ${JSON.stringify(srcset)}`, () => {
    const found = sourcesIn(srcset);
    assert.deepEqual(
      found.map(({ text }) => text),
      texts,
    );
    for (const { text, index } of found) assert.equal(srcset.slice(index, index + text.length), text);
  });
}
