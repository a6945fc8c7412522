import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDocument } from '../../scripts/template/source.ts';
import { mistakeOf } from './fixture.ts';

const VALID = [
  '{}',
  ' [ ] ',
  '"a"',
  'null',
  '-0.5e+10',
  '{"a": [1, 2.0, true, false, null, "x"], "b": {"c": {}}}',
  '"\\u00e9\\ud83d\\ude00 \\" \\\\ \\/ \\b\\f\\n\\r\\t"',
  '\t\r\n{"a":\r\n1}\n',
];

for (const text of VALID) {
  test(`reads ${JSON.stringify(text)} as JSON.parse does`, () => {
    assert.deepEqual(parseDocument(text, 'p.json').value, JSON.parse(text));
  });
}

test('a byte order mark is no part of the document', () => {
  const source = parseDocument('\uFEFF{"a": 1}', 'p.json');
  assert.deepEqual([source.value, source.keyAt(['a'])], [{ a: 1 }, { file: 'p.json', line: 1, column: 2 }]);
});

const MISTAKES: [text: string, at: string, reason: RegExp][] = [
  ['', '1:1', /expected a value, found the end of the file/],
  ['{\n  "a": 1,\n}', '2:9', /remove the comma before '}'/],
  ['[1,]', '1:3', /remove the comma before ']'/],
  ['[1,,2]', '1:4', /expected a value, found ','/],
  ['{"a": 1\n "b": 2}', '2:2', /expected ',' or '}', found '"'/],
  ['{\n "a": [1,\n 2\n}', '4:1', /expected ',' or ']', found '}'/],
  ['{"a": 1} x', '1:10', /'x' after the end of the document/],
  ['{\n // why\n "a": 1}', '2:2', /found a comment \(JSON has none\)/],
  ['{"a": /* 1 */ 2}', '1:7', /found a comment/],
  ['{"a": 1, "a": 2}', '1:10', /the key "a" stands here twice/],
  ['{"\\u0061": 1, "a": 2}', '1:15', /the key "a" stands here twice/],
  ['{"__proto__": {}}', '1:2', /"__proto__" is not allowed/],
  ['{a: 1}', '1:2', /expected a key in double quotes, found 'a'/],
  ["{'a': 1}", '1:2', /a single quote \(strings take double quotes\)/],
  ['{"a"; 1}', '1:5', /expected ':' after the key, found ';'/],
  ['{"a": "x', '1:7', /a string is never closed/],
  ['{"a": "x\ny"}', '1:9', /a string holds a line break/],
  ['{"a": "\\x"}', '1:8', /unknown escape '\\x'/],
  ['{"a": "\\u12"}', '1:8', /unknown escape '\\u'/],
  ['{"a": 01}', '1:7', /expected a value, found '01'/],
  ['{"a": +1}', '1:7', /expected a value, found '\+1'/],
  ['{"a": .5}', '1:7', /expected a value, found '\.5'/],
  ['{"a": NaN}', '1:7', /expected a value, found 'NaN'/],
  ['{"a": toString}', '1:7', /expected a value, found 'toString'/],
  ['{"a": 12345678901234567890}', '1:7', /too large to be kept exactly/],
  ['{"a":', '1:6', /expected a value, found the end of the file/],
  ['['.repeat(100_000), '1:201', /nested deeper than 200 levels/],
];

for (const [text, at, reason] of MISTAKES) {
  test(`refuses ${JSON.stringify(text.slice(0, 30))}`, async () => {
    const message = await mistakeOf(() => parseDocument(text, 'policies/p.json'));
    assert.ok(message.startsWith(`policies/p.json:${at}: not valid JSON: `), message);
    assert.match(message, reason);
  });
}
