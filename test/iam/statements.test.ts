import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { statementsOf, symbolic } from '../../scripts/iam/statements.ts';
import { parseDocument } from '../../scripts/template/source.ts';

const SYMBOLS: [value: unknown, text: string][] = [
  ['arn:aws:s3:::x', 'arn:aws:s3:::x'],
  [{ Ref: 'Bucket' }, '${Bucket}'],
  [{ 'Fn::GetAtt': ['Bucket', 'Arn'] }, '${Bucket.Arn}'],
  [{ 'Fn::GetAtt': 'Bucket.Arn' }, '${Bucket.Arn}'],
  [{ 'Fn::Sub': '${Bucket.Arn}/*' }, '${Bucket.Arn}/*'],
  [{ 'Fn::Sub': ['${B}/*', { B: { 'Fn::GetAtt': ['Bucket', 'Arn'] } }] }, '${Bucket.Arn}/*'],
  [{ 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Bucket', 'Arn'] }, '/*']] }, '${Bucket.Arn}/*'],
  [{ 'Fn::ImportValue': 'x' }, '${?}'],
];

for (const [value, text] of SYMBOLS) {
  test(`${JSON.stringify(value)} reads as ${text}`, () => equal(symbolic(value), text));
}

test('a single statement, action and principal read as lists, with their lines', () => {
  const text = `{
    "Statement": {
      "Effect": "Allow",
      "Principal": { "AWS": "\${Role.Arn}" },
      "Action": "s3:GetObject",
      "Resource": "*"
    }
  }`;
  const source = parseDocument(text, 'policies/x.json');
  const [statement] = statementsOf(source, source.value, []);
  deepEqual(statement?.principals, ['${Role.Arn}']);
  deepEqual(statement?.actions, ['s3:GetObject']);
  equal(statement?.at.line, 2);
  equal(statement?.principalsAt.line, 4);
});

test('an identity statement has no principals, NotAction is marked, and what is no statement is left out', () => {
  const text = '{"Statement": [{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}, {"Effect": "Maybe"}, 7]}';
  const source = parseDocument(text, 'policies/x.json');
  const statements = statementsOf(source, source.value, []);
  equal(statements.length, 1);
  equal(statements[0]?.principals, null);
  equal(statements[0]?.inverted, true);
});
