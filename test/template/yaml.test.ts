import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSettings, parseTemplate } from '../../scripts/template/source.ts';
import { mistakeOf } from './fixture.ts';

const parse = (text: string) => parseTemplate(text, 't.yaml').value;

const TAGS: [text: string, value: unknown][] = [
  ['!Ref Table', { Ref: 'Table' }],
  ['!Condition IsProd', { Condition: 'IsProd' }],
  ['!Sub "x-${Y}"', { 'Fn::Sub': 'x-${Y}' }],
  ['!Sub ["x-${Y}", {Y: !Ref Z}]', { 'Fn::Sub': ['x-${Y}', { Y: { Ref: 'Z' } }] }],
  ['!GetAtt Table.Arn', { 'Fn::GetAtt': ['Table', 'Arn'] }],
  ['!GetAtt Nested.Outputs.Name', { 'Fn::GetAtt': ['Nested', 'Outputs.Name'] }],
  ['!GetAtt [Table, Arn]', { 'Fn::GetAtt': ['Table', 'Arn'] }],
  ['!If [C, !Ref A, 2]', { 'Fn::If': ['C', { Ref: 'A' }, 2] }],
  ['!Join ["-", [a, b]]', { 'Fn::Join': ['-', ['a', 'b']] }],
  ['!Select [0, [a]]', { 'Fn::Select': [0, ['a']] }],
  ['!Split [",", "a,b"]', { 'Fn::Split': [',', 'a,b'] }],
  ['!ImportValue name', { 'Fn::ImportValue': 'name' }],
  ['!Equals [a, b]', { 'Fn::Equals': ['a', 'b'] }],
  ['!And [{Condition: A}, !Condition B]', { 'Fn::And': [{ Condition: 'A' }, { Condition: 'B' }] }],
  ['!Or [!Condition A, !Condition B]', { 'Fn::Or': [{ Condition: 'A' }, { Condition: 'B' }] }],
  ['!Not [!Equals [a, b]]', { 'Fn::Not': [{ 'Fn::Equals': ['a', 'b'] }] }],
  ['!FindInMap [A, b, c]', { 'Fn::FindInMap': ['A', 'b', 'c'] }],
  ['!Base64 text', { 'Fn::Base64': 'text' }],
  ['!Cidr [10.0.0.0/16, 2, 8]', { 'Fn::Cidr': ['10.0.0.0/16', 2, 8] }],
  ["!GetAZs ''", { 'Fn::GetAZs': '' }],
  ['!Transform {Name: T, Parameters: {a: b}}', { 'Fn::Transform': { Name: 'T', Parameters: { a: 'b' } } }],
  ['!ToJsonString {a: 1}', { 'Fn::ToJsonString': { a: 1 } }],
  ['!Length [a, b]', { 'Fn::Length': ['a', 'b'] }],
  ['!Contains [[a], a]', { 'Fn::Contains': [['a'], 'a'] }],
  ['!ValueOf [P, a]', { 'Fn::ValueOf': ['P', 'a'] }],
  ['!Sub 12', { 'Fn::Sub': '12' }],
];

for (const [text, value] of TAGS) {
  test(`long form of ${text}`, () => assert.deepEqual(parse(`A: ${text}`), { A: value }));
}

const SCALARS: [text: string, value: unknown][] = [
  ['2012-10-17', '2012-10-17'],
  ['2012-10-17T00:00:00Z', '2012-10-17T00:00:00Z'],
  ['12', 12],
  ['-1.5', -1.5],
  ['1.10', '1.10'],
  ['007', '007'],
  ['012345678901', '012345678901'],
  ['12345678901234567890', '12345678901234567890'],
  ['12:30:45', '12:30:45'],
  ['0x1F', '0x1F'],
  ['1e3', '1e3'],
  ['true', true],
  ['False', false],
  ['yes', true],
  ['Off', false],
  ['yEs', 'yEs'],
  ['"yes"', 'yes'],
  ['', null],
  ['~', null],
  ['null', null],
  ["''", ''],
  ['.inf', '.inf'],
  ['!!str 12', '12'],
];

for (const [text, value] of SCALARS) {
  test(`scalar ${text || '(nothing)'}`, () => assert.deepEqual(parse(`A: ${text}`), { A: value }));
}

test('settings of our own are YAML 1.2 without CloudFormation tags', async () => {
  assert.deepEqual(parseSettings('a: yes\nb: true', 's.yaml').value, { a: 'yes', b: true });
  assert.match(await mistakeOf(() => parseSettings('a: !Ref b', 's.yaml')), /^s\.yaml:1:9: unknown tag !Ref$/);
});

test('keys keep their text', () => {
  assert.deepEqual(parse('on: 1\n2012-10-17: 2\n1: 3'), { on: 1, '2012-10-17': 2, 1: 3 });
});

test('aliases are expanded', () => {
  assert.deepEqual(parse('A: &a {x: !Ref Y}\nB: *a'), { A: { x: { Ref: 'Y' } }, B: { x: { Ref: 'Y' } } });
});

const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]'];
for (const [index, letter] of [...'bcdefghij'].entries()) {
  bomb.push(`${letter}: &${letter} [${Array(9).fill(`*${'abcdefghij'[index]}`).join()}]`);
}

const MISTAKES: [name: string, text: string, message: RegExp][] = [
  ['duplicate key', 'A: 1\nA: 2', /^t\.yaml:2:1: the key 'A' stands here twice/],
  ['duplicate key of other quoting', 'A: {b: 1, "b": 2}', /^t\.yaml:1:11: the key 'b' stands here twice/],
  ['unknown tag', 'A:\n  B: !Foo x', /^t\.yaml:2:11: unknown tag !Foo$/],
  ['binary', 'A: !!binary aGk=', /unknown tag !!binary$/],
  ['GetAtt without attribute', 'A: !GetAtt Table', /^t\.yaml:1:12: !GetAtt takes Resource\.Attribute, not 'Table'/],
  ['merge key', 'A:\n  <<: {b: 1}', /^t\.yaml:2:3: merge keys/],
  ['merge key under a YAML 1.1 directive', '%YAML 1.1\n---\n<<: {b: 1}', /^t\.yaml:3:1: merge keys/],
  ['map as key', '? [a]\n: b', /^t\.yaml:1:3: a key must be plain text/],
  ['prototype', '__proto__: {a: 1}', /^t\.yaml:1:1: the key '__proto__' is not allowed/],
  ['alias without anchor', 'A: *b', /^t\.yaml:1:4: the alias \*b has no anchor &b before it/],
  ['alias of itself', 'A: &a [*a]', /the alias \*a has no anchor/],
  ['alias bomb', bomb.join('\n'), /^t\.yaml:\d+:\d+: the document expands to more than/],
  ['two documents', 'A: 1\n---\nB: 2', /^t\.yaml:2:1: a second document starts here/],
  ['open list', 'A: [1', /^t\.yaml:1:6: not valid YAML: /],
  ['tab', 'A:\n\tB: 1', /^t\.yaml:2:1: not valid YAML: Tabs are not allowed/],
  ['mapping in a value', 'A: b: c', /^t\.yaml:1:4: not valid YAML: /],
  ['nested too deeply', '['.repeat(250) + ']'.repeat(250), /nested deeper than 200 levels$/],
  ['nested without end', '['.repeat(100_000), /nested deeper than 200 levels$/],
  ['block nesting without end', '- '.repeat(50_000), /nested deeper than 200 levels$/],
];

for (const [name, text, message] of MISTAKES) {
  test(`mistake: ${name}`, async () => assert.match(await mistakeOf(() => parse(text)), message));
}

test('a key cannot write lines of its own into a log', async () => {
  const message = await mistakeOf(() => parse('"a\\n::error::x\\e[31m": 1\n"a\\n::error::x\\e[31m": 2'));
  assert.match(message, /^t\.yaml:2:1: the key 'a\\u\{a\}::error::x\\u\{1b\}\[31m' stands here twice/);
});
