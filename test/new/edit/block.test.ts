import { equal, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { type Block, withBlock } from '../../../scripts/new/edit/block.ts';
import { parseTemplate } from '../../../scripts/template/source.ts';

const at = (text: string, block: Block) => withBlock({ file: 'a.yaml', text, parse: parseTemplate }, block);
const to = (path: string[], ...lines: string[]): Block => ({ path, lines });

const TEXT = `# Ours.
A:
    x: !Ref B # why
    # more of x
    y:   {a: 1}

    # what z is

# About B.
B:
  - 1
`;

const EDITED: [title: string, text: string, block: Block, edited: string][] = [
  ['last, behind the comments of its map', TEXT, to(['A'], 'z: 1'), TEXT.replace('is\n', 'is\n    z: 1\n')],
  [
    'before a key, above the comments on it',
    TEXT,
    { ...to(['A'], 'z:', '  a: 1'), before: (key) => key === 'y' },
    TEXT.replace('    # more', '    z:\n      a: 1\n    # more'),
  ],
  [
    'with an empty line above',
    TEXT,
    { ...to(['A'], 'z: 1', '', 'v: 2'), isSpaced: true },
    TEXT.replace('is\n', 'is\n\n    z: 1\n\n    v: 2\n'),
  ],
  [
    'a section before another, with an empty line below',
    TEXT,
    { ...to([], 'C:', '  a: 1'), before: (key) => key === 'B', isSpaced: true },
    TEXT.replace('# About', 'C:\n  a: 1\n\n# About'),
  ],
  [
    'a section at the very beginning',
    'B:\n  x: 1\n',
    { ...to([], 'A: 1'), before: (key) => key === 'B', isSpaced: true },
    'A: 1\n\nB:\n  x: 1\n',
  ],
  ['a section at the end', TEXT, to([], 'C: 1'), `${TEXT}C: 1\n`],
  ['in Windows lines', 'A:\r\n  x: 1\r\nB: 2\r\n', to(['A'], 'y: 2'), 'A:\r\n  x: 1\r\n  y: 2\r\nB: 2\r\n'],
  ['after a byte order mark', '\uFEFFA:\n  x: 1\n', to(['A'], 'y: 2'), '\uFEFFA:\n  x: 1\n  y: 2\n'],
  ['where the last line has no end', 'A:\n  x: 1', to(['A'], 'y: 2'), 'A:\n  x: 1\n  y: 2'],
  [
    'behind a text over many lines',
    'A:\n  x: |\n    one\n\n    two\nB: 1\n',
    to(['A'], 'y: 2'),
    'A:\n  x: |\n    one\n\n    two\n  y: 2\nB: 1\n',
  ],
  [
    'into a map in a map',
    'A:\n  b:\n    c: 1\n  d: 1\n',
    to(['A', 'b'], 'e: 1'),
    'A:\n  b:\n    c: 1\n    e: 1\n  d: 1\n',
  ],
];

for (const [title, text, block, edited] of EDITED) {
  test(`a block is put ${title}; all else stays`, () => equal(at(text, block), edited));
}

const REFUSED: [title: string, text: string, block: Block, message: RegExp][] = [
  ['a map on one line', 'A: {x: 1}\n', to(['A'], 'y: 1'), /^a\.yaml: A is not written one key a line/],
  ['an empty map', 'A:\nB: 1\n', to(['A'], 'y: 1'), /^a\.yaml: A is not written one key a line/],
  ['no map', 'A: 1\n', to(['A'], 'y: 1'), /^a\.yaml: A is not written one key a line/],
  ['JSON', '{"A": {"x": 1}}\n', to(['A'], 'y: 1'), /^a\.yaml: A is not written one key a line/],
  ['no YAML', 'A: [\n', to(['A'], 'y: 1'), /^a\.yaml: A is not written one key a line/],
  ['a key that is there', 'A:\n  x: 1\n', to(['A'], 'x: 2'), /^a\.yaml has 'x' in A already: choose another name$/],
  ['a section that is there', 'A:\n  x: 1\n', to([], 'A: 2'), /^a\.yaml has 'A' in the document already/],
  ['an end of the document', 'A:\n  x: 1\n...\n', to([], 'B: 1'), /^a\.yaml: the document is laid out so/],
];

for (const [title, text, block, message] of REFUSED) {
  test(`refused: ${title}`, () => throws(() => at(text, block), { name: 'UserError', message }));
}
