import { deepEqual, match } from 'node:assert/strict';
import { test } from 'node:test';
import { writtenAccounts } from '../../scripts/iam/accounts.ts';
import { parseTemplate } from '../../scripts/template/source.ts';

const inFile = (file: string, text: string, accountId: string | null = null) =>
  writtenAccounts(parseTemplate(text, file), accountId);
const inYaml = (text: string) => inFile('templates/x.yaml', text).map(({ line, column }) => [line, column]);
const inJson = (text: string) => inFile('policies/x.json', text).map(({ line, column }) => [line, column]);

test('an account id is found with its line and column', () => {
  const text = '{\n  "AWS": "arn:aws:iam::111122223333:role/X"\n}';
  const [finding, ...others] = inFile('policies/x.json', text, '444455556666');
  deepEqual(others, []);
  deepEqual([finding?.file, finding?.line, finding?.column], ['policies/x.json', 2, 24]);
  match(finding?.message ?? '', /111122223333, not 444455556666,/);
});

test('the account that is deployed to goes stale as well', () => {
  const [finding] = inFile('x.yaml', 'A: arn:aws:iam::444455556666:root', '444455556666');
  match(finding?.message ?? '', /444455556666 is written here/);
});

test('a placeholder is one too', () => {
  deepEqual(inYaml('A: arn:aws:iam::<AWS_ACCOUNT_ID>:root'), [[1, 17]]);
});

test('other numbers are not account ids', () => {
  const texts = [
    '2012-10-17',
    '1234567890123',
    '12345678901',
    'a111122223333',
    'b-111122223333-c',
    '${AWS::AccountId}',
  ];
  deepEqual(inJson(JSON.stringify(texts)), []);
});

test('a comment names nobody', () => {
  deepEqual(inYaml('# was 111122223333\nA: b # and arn:aws:iam::111122223333:root\n'), []);
});

test('an escape hides nothing; the value is pointed at', () => {
  deepEqual(inJson('[1,\n "1111\\u00322223333", "arn:aws:iam::1111\\u00322\\u003223333:root"]'), [
    [2, 2],
    [2, 23],
  ]);
  deepEqual(inYaml('A: "1111\\x322223333"'), [[1, 4]]);
});

test('a key is one too, in quotes or not', () => {
  deepEqual(inJson('{"a": {"arn:aws:iam::111122223333:root": true}}'), [[1, 22]]);
  deepEqual(inYaml("Mappings:\n  Names:\n    '111122223333': {Name: a}\n    444455556666: {Name: b}\n"), [
    [3, 6],
    [4, 5],
  ]);
});

test('two in one text are two, and a text of several lines is pointed at', () => {
  deepEqual(inYaml('A: 111122223333 444455556666x 444455556666'), [
    [1, 4],
    [1, 31],
  ]);
  deepEqual(inYaml('A: !Sub |\n  arn:aws:iam::111122223333:root\n'), [[1, 9]]);
});

test('a number is an account where it names one or becomes text, and a size elsewhere', () => {
  deepEqual(inYaml('Bytes: 107374182400\nList: [107374182400]\nQuoted: "107374182400"'), [[3, 10]]);
  const named = [
    'Principal: {AWS: [111122223333]}',
    'Principal: {AWS: !If [A, 111122223333, b]}',
    'StringEquals: {aws:SourceAccount: 111122223333}',
    'Parameters: {OwnerAccountId: {Type: String, Default: 111122223333}}',
    "Arn: !Join [':', [arn, aws, iam, '', 111122223333, root]]",
    "Arn: !Sub ['${Id}', {Id: 111122223333}]",
  ];
  for (const text of named) deepEqual(inYaml(text), [[1, text.indexOf('1111') + 1]], text);
  deepEqual(inYaml('AccountTable: {Properties: {Capacity: {Bytes: 107374182400}}}'), []);
});
