import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { UserError } from '../../scripts/cli/errors.ts';
import type { Marked } from '../../scripts/template/marked.ts';
import { locator } from '../../scripts/template/source.ts';
import { parseUsualYaml } from '../../scripts/template/usual/yaml.ts';
import { parseWholeYaml } from '../../scripts/template/yaml.ts';

/** Keys in their order, places and sizes. */
const plain = (top: Marked) => JSON.stringify(top, (_, value) => (value instanceof Map ? [...value] : value));

function whole(text: string): string {
  try {
    return plain(parseWholeYaml(text, locator(text, 't.yaml'), 'cloudformation'));
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

/** Whether it was usual; what is must come out the same. */
function isUsual(text: string): boolean {
  const usual = parseUsualYaml(text, 'cloudformation');
  if (usual !== null) assert.equal(plain(usual), whole(text), text);
  return usual !== null;
}

const USUAL = [
  'A:\n  B: 1\nC: x\n',
  '---\nA: 1 # one\n\n# two\nB: [a, "b", !Ref C, {D: e, F: !GetAtt G.Arn}]\n',
  'A:\n- 1\n- B: c\n  D:\n    - - e\n      - f\n-\n- g:\n',
  'A: !If\n  - B\n  - !Sub "${C}-d"\n  - !Ref AWS::NoValue\n',
  'A: !Sub |\n  echo "x"\n    more\n\n  end\n\nB: >-\n  one\n  two\n\n  three\n',
  "A: 'it''s'\n\"B\": \"q\\n\\\"\"\n'C': --flag\nD: :x\nE: !GetAZs\nF:",
  'A: first\n  second\n   third\nB: 2012-10-17\n',
  'A: |\n  ends here',
];

for (const text of USUAL) test(`usual: ${JSON.stringify(text)}`, () => assert.ok(isUsual(text)));

const UNUSUAL = [
  ...[
    'A: &a 1\n',
    'A: *a\n',
    '<<: 1\n',
    'A: 1\nA: 2\n',
    'A: !Unknown x\n',
    'A: "x\n  y"\n',
    'A: |+\n  x\n',
    '? A\n: 1\n',
  ],
  ...['A: @x\n', 'A: b: c\n', 'A: [b\n', 'A:\n  B: 1\n C: 2\n', '- A\n', 'text', '', 'A: 1\n---\nB: 2\n', '\tA: 1\n'],
  ...[
    'A: 1\r\nB: 2\r\n',
    '{"A": 1}\n',
    'A: "\\x41"\n',
    '__proto__: 1\n',
    'A: !GetAtt B\n',
    'A: [b: c]\n',
    'A: x\n\n  y\n',
  ],
];

for (const text of UNUSUAL) {
  test(`for the whole parser: ${JSON.stringify(text)}`, () => assert.ok(!isUsual(text)));
}

const folder = join(import.meta.dirname, '..', '..', 'templates');
const templates = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => readFileSync(join(folder, name), 'utf8'));

test('the templates of this repository are usual', () => {
  assert.ok(templates.length > 0);
  for (const text of templates) assert.ok(isUsual(text));
});

const DAMAGE = [
  ' ',
  '\n',
  '\n  ',
  ': ',
  '- ',
  ' #',
  "'",
  '"',
  '|',
  '!Ref ',
  '[',
  ']',
  '{',
  '}',
  ',',
  '@',
  '*',
  '&',
  '?',
  '~',
];

test('damaged templates are never read otherwise than by the whole parser', () => {
  let seed = 1;
  const next = (below: number) => {
    seed = (seed * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return Math.floor((seed / 2 ** 32) * below);
  };
  let usual = 0;
  for (let round = 0; round < 600; round++) {
    const lines = (templates[next(templates.length)] ?? '').split('\n');
    const start = next(lines.length);
    let text = `A:\n${lines.slice(start, start + 20).join('\n')}\n`;
    for (let times = next(3); times >= 0; times--) {
      const offset = next(text.length);
      text = text.slice(0, offset) + (DAMAGE[next(DAMAGE.length * 2)] ?? '') + text.slice(offset + next(3));
    }
    if (isUsual(text)) usual++;
  }
  assert.ok(usual > 50, `only ${usual} were compared`);
});
