import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { projectFolder } from '../../scripts/cli/project.ts';
import { withText } from '../../scripts/rotate-key/pin-text.ts';
import { parseSettings } from '../../scripts/template/source.ts';

const PATH = ['stacks', 'student', 'parameters', 'Version'];
const TOP = '# Names.\nregion: us-east-1\nstacks:\n';

const EDITS: [what: string, before: string, after: string | null][] = [
  [
    'another version, a comment behind it',
    `${TOP}  student:\n    parameters:\n      Version: 'old' # by hand\n      Z: 1\n`,
    `${TOP}  student:\n    parameters:\n      Version: 'new' # by hand\n      Z: 1\n`,
  ],
  [
    'a plain text',
    `${TOP}  student: {parameters: {Version: old}}\n`,
    `${TOP}  student: {parameters: {Version: 'new'}}\n`,
  ],
  [
    'an empty one',
    `${TOP}  student:\n    parameters:\n      Version: ''\n`,
    `${TOP}  student:\n    parameters:\n      Version: 'new'\n`,
  ],
  [
    'one without a value',
    `${TOP}  student:\n    parameters:\n      Version: # none yet\n`,
    `${TOP}  student:\n    parameters:\n      Version: 'new' # none yet\n`,
  ],
  [
    'a block of text',
    `${TOP}  student:\n    parameters:\n      Version: |-\n        old\n      Z: 1\n`,
    `${TOP}  student:\n    parameters:\n      Version: 'new'\n      Z: 1\n`,
  ],
  ['a list in its place', `${TOP}  student:\n    parameters:\n      Version: [a]\n`, null],
  [
    'the last of the parameters',
    `${TOP}  student:\n    parameters:\n      A: 1 # one\n\n  web: {}\n`,
    `${TOP}  student:\n    parameters:\n      A: 1 # one\n      Version: 'new'\n\n  web: {}\n`,
  ],
  [
    'below a block of text',
    `${TOP}  student:\n    parameters:\n      A: |\n        one\n        two\n  web: {}\n`,
    `${TOP}  student:\n    parameters:\n      A: |\n        one\n        two\n      Version: 'new'\n  web: {}\n`,
  ],
  [
    'at the end of a file without a line break',
    `${TOP}  student:\n    parameters:\n      A: 1`,
    `${TOP}  student:\n    parameters:\n      A: 1\n      Version: 'new'`,
  ],
  [
    'line breaks of Windows',
    'stacks:\r\n  student:\r\n    parameters:\r\n      A: 1\r\n  web: {}\r\n',
    "stacks:\r\n  student:\r\n    parameters:\r\n      A: 1\r\n      Version: 'new'\r\n  web: {}\r\n",
  ],
  ['a byte order mark', '\uFEFFstacks: {student: {}}\n', "\uFEFFstacks: {student: {parameters: {Version: 'new'}}}\n"],
  [
    'parameters in one line',
    `${TOP}  student:\n    parameters: {A: 1, B: [2, 3]}\n`,
    `${TOP}  student:\n    parameters: {A: 1, B: [2, 3], Version: 'new'}\n`,
  ],
  [
    'no parameters',
    `${TOP}  student:\n    region: us-east-1\n  web: {}\n`,
    `${TOP}  student:\n    region: us-east-1\n    parameters:\n      Version: 'new'\n  web: {}\n`,
  ],
  [
    'parameters without a value',
    `${TOP}  student:\n    parameters:\n    region: us-east-1\n`,
    `${TOP}  student:\n    parameters: {Version: 'new'}\n    region: us-east-1\n`,
  ],
  ['an empty stack', `${TOP}  student: {}\n`, `${TOP}  student: {parameters: {Version: 'new'}}\n`],
  ['a stack without a value', `${TOP}  student:\n`, `${TOP}  student: {parameters: {Version: 'new'}}\n`],
  [
    'no such stack',
    `${TOP}  web:\n    parameters: {A: 1}\nprefix: p\n`,
    `${TOP}  web:\n    parameters: {A: 1}\n  student:\n    parameters:\n      Version: 'new'\nprefix: p\n`,
  ],
  ['no stacks', 'stacks: {}\n', "stacks: {student: {parameters: {Version: 'new'}}}\n"],
  [
    'parameters that are shared',
    `${TOP}  a:\n    parameters: &all\n      A: 1\n  student:\n    parameters: *all\n`,
    null,
  ],
  [
    'parameters that others share',
    `${TOP}  student:\n    parameters: &all\n      A: 1\n  web:\n    parameters: *all\n`,
    null,
  ],
  ['no YAML', 'a: [', null],
  ['a list', '- a\n', null],
];

for (const [what, before, after] of EDITS) {
  test(`a version is written where it belongs, and nothing else is touched: ${what}`, () => {
    assert.equal(withText(before, PATH, 'new'), after);
  });
}

test('a text is written as it is', () => {
  const value = "it's: #1 \\n";
  const written = withText('stacks: {}\n', ['stacks', 'A'], value);
  assert.deepEqual(parseSettings(written ?? '', '').value, { stacks: { A: value } });
});

for (const name of ['dev', 'prod']) {
  test(`the file of ${name} gets one line, or one of its lines changes`, () => {
    const text = readFileSync(join(projectFolder, `templates/environments/${name}.yaml`), 'utf8');
    const lines = text.split('\n');
    for (const stack of ['lab', 'bootstrap', 'data-bridge', 'audit', 'new-one']) {
      const once = withText(text, ['stacks', stack, 'parameters', 'Version'], 'one') ?? '';
      const left = once.split('\n').filter((line) => !lines.includes(line));
      assert.ok(left.length > 0 && left.length <= 3, left.join('\n'));
      assert.ok(left.some((line) => line.endsWith("Version: 'one'")));
      const twice = withText(once, ['stacks', stack, 'parameters', 'Version'], 'two');
      assert.equal(twice, once.replace("Version: 'one'", "Version: 'two'"));
    }
  });
}

test('whatever the file, it says what it said and the version, or is left alone', () => {
  const key = fc.constantFrom('student', 'parameters', 'Version', 'a', 'b', 'stacks');
  const line = fc.tuple(
    fc.nat(4),
    key,
    fc.constantFrom('', ' x', ' {}', ' {a: b}', ' # c', ' |\n          t', " ''", ' [a]'),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
      const text = `stacks:\n${lines.map(([depth, name, rest]) => `${'  '.repeat(depth)}${name}:${rest}\n`).join('')}`;
      const read = (yaml: string) => parseSettings(yaml, '').value as { stacks: { [name: string]: unknown } };
      let before: ReturnType<typeof read>;
      try {
        before = read(text);
      } catch {
        return withText(text, PATH, 'new') === null;
      }
      const written = withText(text, PATH, 'new');
      if (written === null) return true;
      const now = read(written) as { stacks: { student: { parameters: Record<string, unknown> } } };
      assert.equal(now.stacks.student.parameters.Version, 'new');
      assert.deepEqual(Object.keys(now), Object.keys(before));
      return true;
    }),
    { numRuns: 1_000 },
  );
});
