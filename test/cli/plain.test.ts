import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plain } from '../../scripts/cli/plain.ts';
import { mistake } from '../../scripts/template/mistake.ts';

const CASES: [given: string, shown: string][] = [
  ['a line: as it is, AWS::S3::Bucket ', 'a line: as it is, AWS::S3::Bucket '],
  ['a\r\nb\u2028c\u0085d', 'a b c d'],
  ['\u001b[2K\u202eb', ' [2K b'],
  ['::error::x', ': :error::x'],
  ['  \u00a0::stop-commands::x', '  \u00a0: :stop-commands::x'],
  ['\n\t::error::x', ' : :error::x'],
  [':::error::x', ': ::error::x'],
  ['a ##[error]b ###[add-mask]c', 'a # #[error]b ## #[add-mask]c'],
  ['## [a] #[b]', '## [a] #[b]'],
  ['##\u200b[error]', '## [error]'],
];

for (const [given, shown] of CASES) {
  test(`plain: ${JSON.stringify(given)}`, () => assert.equal(plain(given), shown));
}

test('a mistake’s line holds no workflow command either', () => {
  assert.equal(mistake('a.yaml:1:1: the key \n##[error]x').message, 'a.yaml:1:1: the key \\u{a}# #[error]x');
});
