import { deepEqual, equal } from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Comparison } from '../../scripts/iam/compare/compare.ts';
import {
  ACCOUNT,
  ALICE,
  all,
  allow,
  deny,
  difference,
  identity,
  KEY,
  OTHER,
  type Parts,
  QUEUE,
  ROLE,
  SESSION,
  to,
  vpce,
} from './sides.ts';

type Case = [title: string, before: Parts, after: Parts, verdict: Comparison, principal?: string];

const time = (operator: string, value: string) => ({ [operator]: { 'aws:CurrentTime': value } });

const CASES: Record<string, Case[]> = {
  'Actions and resources': [
    ['an action more', identity(allow('s3:GetObject')), identity(allow(['s3:GetObject', 's3:PutObject'])), 'broader'],
    ['case and order', identity(allow(['s3:GetObject', 'ec2:*'])), identity(allow(['EC2:*', 's3:getobject'])), 'equal'],
    ['a wildcard that names no more', identity(allow('s3:*')), identity(allow(['s3:*', 's3:Get*'])), 'equal'],
    ['NotAction', identity(allow('*')), identity({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }), 'narrower'],
    [
      'an action and all others are all',
      identity(all),
      identity(allow('s3:*'), { Effect: 'Allow', NotAction: 's3:*', Resource: '*' }),
      'equal',
    ],
    ['a prefix', identity(allow('s3:*', 'arn:aws:s3:::b/*')), identity(allow('s3:*', 'arn:aws:s3:::b/a*')), 'narrower'],
    [
      'patterns that overlap',
      identity(allow('s3:*', 'arn:aws:s3:::b/*x')),
      identity(allow('s3:*', 'arn:aws:s3:::b/x*')),
      'incomparable',
    ],
    [
      'NotResource is all the rest',
      identity(all),
      identity(allow('*', 'a*'), { Effect: 'Allow', Action: '*', NotResource: 'a*' }),
      'equal',
    ],
    [
      'a Deny that hits nothing',
      identity(allow('s3:*', 'a*')),
      identity(allow('s3:*', 'a*'), deny('s3:*', 'b*')),
      'equal',
    ],
    ['a Deny', identity(allow('s3:*', 'a*')), identity(allow('s3:*', 'a*'), deny('s3:*', '*b')), 'narrower'],
  ],
  Conditions: [
    ['one dropped', identity(allow('s3:*', '*', vpce('v'))), identity(allow('s3:*')), 'broader'],
    [
      'both of two',
      identity(all),
      identity(
        allow('*', '*', { Bool: { 'aws:SecureTransport': 'true' } }),
        allow('*', '*', { BoolIfExists: { 'aws:SecureTransport': 'false' } }),
      ),
      'equal',
    ],
    [
      'a key compared with two values at once',
      identity(allow('s3:*', '*', { ...vpce('a'), StringLike: { 'aws:SourceVpce': 'b*' } })),
      identity(),
      'equal',
    ],
    [
      'a key of many values can have both',
      identity(),
      identity(
        allow('s3:*', '*', { 'ForAnyValue:StringEquals': { 'aws:TagKeys': 'a' }, StringLike: { 'aws:TagKeys': 'b*' } }),
      ),
      'broader',
    ],
    [
      'dates that meet',
      identity(allow('s3:*', '*', time('DateLessThan', '2026-01-01'))),
      identity(allow('s3:*', '*', time('DateLessThanEquals', '2026-01-01'))),
      'broader',
    ],
    [
      'the same time in both of its keys',
      identity(
        deny('s3:*', '*', time('DateLessThan', '2026-01-01T00:00:00Z')),
        allow('s3:*', '*', time('DateLessThan', '2025-01-01T00:00:00Z')),
      ),
      identity(),
      'equal',
    ],
    [
      'addresses',
      identity(allow('s3:*', '*', { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } })),
      identity(allow('s3:*', '*', { IpAddress: { 'aws:SourceIp': ['10.0.0.0/9', '10.128.0.0/9'] } })),
      'equal',
    ],
    [
      'a block of addresses more',
      identity(allow('s3:*', '*', { IpAddress: { 'aws:SourceIp': '10.0.0.0/9' } })),
      identity(allow('s3:*', '*', { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } })),
      'broader',
    ],
    [
      'numbers',
      identity(allow('s3:*', '*', { NumericLessThan: { 's3:max-keys': '10' } })),
      identity(allow('s3:*', '*', { NumericLessThan: { 's3:max-keys': '11' } })),
      'broader',
    ],
    [
      'what the principal is',
      identity(allow('s3:*', '*', { ArnEquals: { 'aws:PrincipalArn': ALICE } })),
      identity(allow('s3:*')),
      'equal',
    ],
    [
      'a name that is another’s',
      identity(),
      identity(allow('s3:*', '*', { StringEquals: { 'aws:username': 'bob' } })),
      'equal',
    ],
    [
      'a void negation',
      identity(allow('s3:*')),
      identity(allow('s3:*', '*', { StringNotEquals: { 'aws:username': 'bob' } })),
      'equal',
    ],
    [
      'a variable for a name',
      identity(allow('s3:*', 'arn:aws:s3:::b/alice')),
      identity(allow('s3:*', 'arn:aws:s3:::b/${aws:username}')),
      'equal',
    ],
    [
      'a tag for a name: without the tag it is lost',
      identity(allow('s3:*', 'arn:aws:s3:::b/red')),
      identity(allow('s3:*', 'arn:aws:s3:::b/${aws:PrincipalTag/team}')),
      'incomparable',
    ],
    [
      'a tag whose value is asked for',
      identity(allow('s3:*', 'arn:aws:s3:::b/red', { StringEquals: { 'aws:PrincipalTag/team': 'red' } })),
      identity(
        allow('s3:*', 'arn:aws:s3:::b/${aws:PrincipalTag/team}', { StringEquals: { 'aws:PrincipalTag/team': 'red' } }),
      ),
      'equal',
    ],
    [
      'a default for a tag',
      identity(allow('s3:*', 'arn:aws:s3:::b/x', { Null: { 'aws:PrincipalTag/team': 'true' } })),
      identity(
        allow('s3:*', "arn:aws:s3:::b/${aws:PrincipalTag/team, 'x'}", { Null: { 'aws:PrincipalTag/team': 'true' } }),
      ),
      'equal',
    ],
  ],
  'Kinds of policy': [
    ['a boundary removed', { ...identity(all), permissionBoundary: [allow('s3:*')] }, identity(all), 'broader'],
    [
      'a boundary that restricts nothing',
      identity(allow('s3:*')),
      { ...identity(allow('s3:*')), permissionBoundary: [all] },
      'equal',
    ],
    ['a boundary does not grant', identity(), { permissionBoundary: [all] }, 'equal'],
    ['an SCP', identity(all), { ...identity(all), scps: [allow('s3:*')] }, 'narrower'],
    ['an RCP', identity(all), { ...identity(all), rcps: [all, deny('s3:*')] }, 'narrower'],
    ['a session policy', identity(all), { ...identity(all), sessionPolicies: [all] }, 'equal', SESSION],
    [
      'a resource’s policy that names the user',
      identity(),
      { resourcePolicy: [to({ AWS: ALICE }, allow('s3:*'))] },
      'broader',
    ],
    [
      'one that names the account delegates',
      identity(),
      { resourcePolicy: [to({ AWS: ACCOUNT }, allow('s3:*', `arn:aws:sqs:eu-west-1:${ACCOUNT}:q`))] },
      'equal',
    ],
    [
      'what both grant already',
      identity(allow('s3:*', `arn:aws:sqs:eu-west-1:${ACCOUNT}:q`)),
      {
        ...identity(allow('s3:*', `arn:aws:sqs:eu-west-1:${ACCOUNT}:q`)),
        resourcePolicy: [to({ AWS: ALICE }, allow('s3:*', `arn:aws:sqs:eu-west-1:${ACCOUNT}:q`))],
      },
      'equal',
    ],
    [
      'resources of two accounts: the other one’s',
      identity(allow('sqs:*', [QUEUE, QUEUE.replace(ACCOUNT, OTHER)])),
      {
        ...identity(allow('sqs:*', [QUEUE, QUEUE.replace(ACCOUNT, OTHER)])),
        resourcePolicy: [to({ AWS: ACCOUNT }, allow('sqs:*'))],
      },
      'broader',
    ],
    [
      'a key that asks its own policy',
      identity(allow('kms:*', KEY)),
      { ...identity(allow('kms:*', KEY)), resourcePolicy: [to({ AWS: ROLE }, allow('kms:*'))] },
      'narrower',
    ],
    [
      'a role named is its sessions',
      identity(),
      { resourcePolicy: [to({ AWS: ROLE }, allow('s3:*'))] },
      'broader',
      SESSION,
    ],
    [
      'a session named is its role’s',
      identity(),
      { resourcePolicy: [to({ AWS: SESSION }, allow('s3:*'))] },
      'broader',
      ROLE,
    ],
  ],
};

for (const [title, cases] of Object.entries(CASES)) {
  describe(title, () => {
    for (const [name, before, after, expected, principal] of cases) {
      test(`${name}: ${expected}`, () => {
        const found = difference(before, after, principal);
        deepEqual([found.verdict, found.undecided], [expected, []]);
        const mirrored: Record<string, string> = { broader: 'narrower', narrower: 'broader' };
        equal(difference(after, before, principal).verdict, mirrored[expected] ?? expected);
      });
    }
  });
}
