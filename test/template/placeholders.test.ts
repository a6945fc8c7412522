import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fillPlaceholders, mistakeInKey, type Scope } from '../../scripts/template/placeholders.ts';

const offline: Scope = {
  pseudo: { 'AWS::AccountId': null, 'AWS::Region': null, 'AWS::Partition': null },
  resources: ['Bucket', 'Table'],
  parameters: ['BucketName'],
};
const known: Scope = {
  ...offline,
  pseudo: { 'AWS::AccountId': '111122223333', 'AWS::Region': 'eu-west-1', 'AWS::Partition': 'aws' },
};

type Value = string | { 'Fn::Sub': string };
const ARN = 'arn:${AWS::Partition}:s3:${AWS::Region}:${AWS::AccountId}:x';

const FILLED: [text: string, offline: Value, known: Value][] = [
  ['plain', 'plain', 'plain'],
  ['$ and {x} and $x', '$ and {x} and $x', '$ and {x} and $x'],
  [ARN, { 'Fn::Sub': ARN }, 'arn:aws:s3:eu-west-1:111122223333:x'],
  ['${Bucket}', { 'Fn::Sub': '${Bucket}' }, { 'Fn::Sub': '${Bucket}' }],
  ['${Bucket.Arn}/*', { 'Fn::Sub': '${Bucket.Arn}/*' }, { 'Fn::Sub': '${Bucket.Arn}/*' }],
  ['${Table.Stream.Arn}', { 'Fn::Sub': '${Table.Stream.Arn}' }, { 'Fn::Sub': '${Table.Stream.Arn}' }],
  [
    '${BucketName}-${AWS::AccountId}',
    { 'Fn::Sub': '${BucketName}-${AWS::AccountId}' },
    { 'Fn::Sub': '${BucketName}-111122223333' },
  ],
  ['home/${aws:username}/*', 'home/${aws:username}/*', 'home/${aws:username}/*'],
  [
    '${Bucket.Arn}/${aws:userid}',
    { 'Fn::Sub': '${Bucket.Arn}/${!aws:userid}' },
    { 'Fn::Sub': '${Bucket.Arn}/${!aws:userid}' },
  ],
  ['${aws:username}-${AWS::Region}', { 'Fn::Sub': '${!aws:username}-${AWS::Region}' }, '${aws:username}-eu-west-1'],
  ['${s3:prefix}', '${s3:prefix}', '${s3:prefix}'],
  ["${aws:PrincipalTag/team, 'x y'}", "${aws:PrincipalTag/team, 'x y'}", "${aws:PrincipalTag/team, 'x y'}"],
  ['${aws:RequestTag/cost center}', '${aws:RequestTag/cost center}', '${aws:RequestTag/cost center}'],
  [
    '${cognito-identity.amazonaws.com:sub}',
    '${cognito-identity.amazonaws.com:sub}',
    '${cognito-identity.amazonaws.com:sub}',
  ],
  ['${*}${?}${$}', '${*}${?}${$}', '${*}${?}${$}'],
  ['${Bucket}${*}', { 'Fn::Sub': '${Bucket}${!*}' }, { 'Fn::Sub': '${Bucket}${!*}' }],
];

for (const [text, whenOffline, whenKnown] of FILLED) {
  test(`fills ${text}`, () => {
    assert.deepEqual(fillPlaceholders(text, offline), { value: whenOffline });
    assert.deepEqual(fillPlaceholders(text, known), { value: whenKnown });
  });
}

const MISTAKES: [text: string, offset: number, reason: RegExp][] = [
  ['a${Buckt}', 1, /no resource or parameter 'Buckt'; did you mean Bucket\?/],
  ['${Missing.Arn}', 0, /no resource or parameter 'Missing'; there is Bucket, BucketName, Table/],
  ['${BucketName.Arn}', 0, /BucketName is a parameter, which has no attributes; write \$\{BucketName\}/],
  ['${aws:username}${Bucket', 15, /never closed/],
  ['${', 0, /never closed/],
  ['${}', 0, /neither a name/],
  ['${ Bucket }', 0, /neither a name/],
  ['${Bucket.}', 0, /neither a name/],
  ['${a${Bucket}}', 0, /neither a name/],
  ['${aws:PrincipalTag/${Bucket}}', 0, /neither a name/],
  ["${aws:username, 'x}", 0, /neither a name/],
  ['${aws:username, x}', 0, /neither a name/],
  ['${:x}', 0, /neither a name/],
  ['${AWS::StackName}', 0, /\$\{AWS::StackName\} cannot stand in a policy; there is AWS::AccountId/],
  ['${AWS::AccountID2}', 0, /did you mean AWS::AccountId\?/],
  ['${!aws:username}', 0, /write \$\{aws:username\}; packaging adds the !/],
  ['${toString}', 0, /no resource or parameter 'toString'/],
];

for (const [text, offset, reason] of MISTAKES) {
  test(`refuses ${text}`, () => {
    const result = fillPlaceholders(text, known);
    assert.ok('mistake' in result, JSON.stringify(result));
    assert.equal(result.mistake.offset, offset);
    assert.match(result.mistake.reason, reason);
  });
}

test('a key takes policy variables only', () => {
  assert.equal(mistakeInKey('aws:ResourceTag/${aws:username}', known), undefined);
  assert.deepEqual(mistakeInKey('${aws:x}-${AWS::AccountId}', known), {
    offset: 9,
    reason: '${AWS::AccountId} cannot stand in a key: only values are filled in',
  });
  assert.match(mistakeInKey('aws:ResourceTag/${Bucket}', offline)?.reason ?? '', /cannot stand in a key/);
  assert.match(mistakeInKey('${', offline)?.reason ?? '', /never closed/);
});
