import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Path, parseDocument, parseTemplate } from '../../scripts/template/source.ts';

const YAML = `# a comment
Resources:
  Table:
    Type: AWS::DynamoDB::Table
    Name: !Sub "x-\${Y}"
    Arn: !GetAtt A.B.C
    Text: !Sub |
      two
      lines
    List: [a, !Ref B]
    Nothing:
`;

const template = parseTemplate(YAML, 'templates/x.yaml');
const short = ({ line, column }: { line: number; column: number }) => `${line}:${column}`;

const PLACES: [path: Path, value: string, key: string][] = [
  [[], '2:1', '2:1'],
  [['Resources', 'Table'], '4:5', '3:3'],
  [['Resources', 'Table', 'Type'], '4:11', '4:5'],
  [['Resources', 'Table', 'Name'], '5:11', '5:5'],
  [['Resources', 'Table', 'Name', 'Fn::Sub'], '5:16', '5:11'],
  [['Resources', 'Table', 'Arn', 'Fn::GetAtt', 1], '6:18', '6:18'],
  [['Resources', 'Table', 'Text'], '7:11', '7:5'],
  [['Resources', 'Table', 'List', 0], '10:12', '10:12'],
  [['Resources', 'Table', 'List', 1], '10:15', '10:15'],
  [['Resources', 'Table', 'Nothing'], '11:13', '11:5'],
  [['Resources', 'Table', 'Missing', 'Deeper', 3], '4:5', '3:3'],
  [['Resources', 'constructor'], '3:3', '2:1'],
];

for (const [path, value, key] of PLACES) {
  test(`position of ${path.join('.') || 'the document'}`, () => {
    assert.equal(short(template.at(path)), value);
    assert.equal(short(template.keyAt(path)), key);
    assert.equal(template.at(path).file, 'templates/x.yaml');
  });
}

test('positions in JSON', () => {
  const source = parseDocument('{\r\n  "a": [\r\n    {"b": 1}]\r\n}', 'p.json');
  assert.equal(short(source.at(['a'])), '2:8');
  assert.equal(short(source.keyAt(['a', 0, 'b'])), '3:6');
  assert.equal(short(source.at(['a', 0, 'b'])), '3:11');
});

test('a template may be JSON by its name or its first character', () => {
  const text = '\n{\n\t"Resources": {"A": {"Fn::Sub": "x"}}}';
  const value = { Resources: { A: { 'Fn::Sub': 'x' } } };
  assert.deepEqual(parseTemplate(text, 't.json').value, value);
  assert.deepEqual(parseTemplate(text, 't.template').value, value);
  assert.deepEqual(parseTemplate('A: !Ref B', 't.template').value, { A: { Ref: 'B' } });
});

test('the position of an aliased part is where it is written', () => {
  const source = parseTemplate('A: &a\n  b: 1\nC: *a', 't.yaml');
  assert.equal(short(source.at(['C', 'b'])), '2:6');
});
