import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resolveText } from '../../scripts/deployment/resolve.ts';

const scope = new Map([
  ['Prefix', 'p'],
  ['AWS::Region', 'eu-west-1'],
]);

const cases: [unknown, string | null][] = [
  ['plain', 'plain'],
  [8080, '8080'],
  [true, 'true'],
  [{ Ref: 'Prefix' }, 'p'],
  [{ Ref: 'Bucket' }, null],
  [{ 'Fn::Sub': '${Prefix}-x-${AWS::Region}' }, 'p-x-eu-west-1'],
  [{ 'Fn::Sub': 'no variables' }, 'no variables'],
  [{ 'Fn::Sub': '${!Literal}-${Prefix}' }, '${Literal}-p'],
  [{ 'Fn::Sub': '${Bucket.Arn}' }, null],
  [{ 'Fn::Sub': ['${Own}-${Prefix}', { Own: { Ref: 'AWS::Region' } }] }, 'eu-west-1-p'],
  [{ 'Fn::Sub': ['${Own}', { Own: { 'Fn::GetAtt': ['A', 'Arn'] } }] }, null],
  [{ 'Fn::Sub': { Ref: 'Prefix' } }, null],
  [{ 'Fn::Sub': ['${Own}', null] }, null],
  [{ 'Fn::Sub': ['${Own}'] }, null],
  [{ 'Fn::Sub': ['${Own}', ['x']] }, null],
  [{ 'Fn::Join': ['-', [{ Ref: 'Prefix' }, 'b', { 'Fn::Sub': '${AWS::Region}' }]] }, 'p-b-eu-west-1'],
  [{ 'Fn::Join': ['-', [{ Ref: 'Bucket' }]] }, null],
  [{ 'Fn::Join': ['-', { Ref: 'List' }] }, null],
  [{ 'Fn::GetAtt': ['A', 'Arn'] }, null],
  [{ Ref: { toString: 'Prefix' } }, null],
  [{ 'Fn::Join': [{ toString: '-' }, ['a', 'b']] }, null],
  [{ Ref: 'Prefix', Other: 1 }, null],
  [['Prefix'], null],
  [{}, null],
  [null, null],
];

for (const [value, expected] of cases) {
  test(JSON.stringify(value), () => assert.equal(resolveText(value, scope), expected));
}
