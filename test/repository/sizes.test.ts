import { deepEqual, ok, throws } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { projectFolder } from '../../scripts/cli/project.ts';
import { functionSizes } from './sizes.ts';
import { repositoryFiles } from './sources.ts';

const FILE_LINES = 300;
const FUNCTION_LINES = 40;
/** What a test sets up, does and expects belongs together. */
const TEST_FUNCTION_LINES = 60;

/** What is tried by reviews (test/cases) is data. */
const sources = repositoryFiles()
  .filter((file) => /^(scripts|functions|templates|test)\/.*\.(ts|mjs)$/.test(file) && !file.startsWith('test/cases/'))
  .map((file) => ({ file, text: readFileSync(join(projectFolder, file), 'utf8') }));

test('no source file is too long to be read at once', () => {
  ok(sources.length > 1000, `only ${sources.length} files were found`);
  const lines = sources.map(({ file, text }) => [file, text.split('\n').length - 1] as const);
  deepEqual(
    lines.filter(([, count]) => count > FILE_LINES),
    [],
  );
});

test('no function is too long to be read at once', () => {
  const found = sources.flatMap(({ file, text }) => functionSizes(file, text).map((size) => ({ file, ...size })));
  ok(found.length > 5000, `only ${found.length} functions were found`);
  const long = found.filter(({ file, lines }) => {
    return lines > (file.startsWith('test/') ? TEST_FUNCTION_LINES : FUNCTION_LINES);
  });
  deepEqual(long, []);
});

const body = (count: number) => '  work();\n'.repeat(count);

const SAMPLES: [title: string, text: string, sizes: [line: number, lines: number][]][] = [
  ['a function', `\nfunction a() {\n${body(3)}}\n`, [[2, 5]]],
  ['a method', `const a = {\n  b() {\n${body(1)}  },\n};\n`, [[2, 3]]],
  [
    'a function in it counts for both',
    `const a = () => {\n  const b = function () {\n${body(2)}  };\n};\n`,
    [
      [2, 4],
      [1, 6],
    ],
  ],
  ['a test', `test('a', async () => {\n${body(2)}});\n`, [[1, 4]]],
  [
    'a test in a group counts for itself',
    `describe('a', () => {\n  it('b', () => {\n${body(4)}  });\n  work();\n});\n`,
    [
      [2, 6],
      [1, 4],
    ],
  ],
  [
    'so does a part of a test, or one that is skipped',
    `test('a', (t) => {\n  t.test('b', () => {\n${body(2)}  });\n  test.skip('c', () => {\n${body(1)}  });\n});\n`,
    [
      [2, 4],
      [6, 3],
      [1, 4],
    ],
  ],
  ['what a RegExp tests counts', 'function a() {\n  return /b/.test(\n    text(),\n  );\n}\n', [[1, 5]]],
  ['a text over many lines is one', 'function a() {\n  return `\nb\nc ${d}\ne`;\n}\n', [[1, 3]]],
];

for (const [title, text, sizes] of SAMPLES) {
  test(`a size: ${title}`, () => {
    const found = functionSizes('a.ts', text).map(({ line, lines }) => [line, lines]);
    const inOrder = (list: readonly (readonly number[])[]) => [...list].sort(([one = 0], [other = 0]) => one - other);
    deepEqual(inOrder(found), inOrder(sizes));
  });
}

test('a file that cannot be read is told', () => {
  throws(() => functionSizes('a.ts', 'const = 1;'), /^Error: a\.ts: /);
});
