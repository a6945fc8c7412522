import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adviceFor, principalOf, statementFor } from '../../scripts/aws/cause/denied.ts';
import { causeOf, deniedIn } from '../../scripts/aws/cause.ts';

const SERVICE = 'arn:aws:sts::111122223333:assumed-role/service/AWSCloudFormation';
const denied = (what: string, why = '') => causeOf(`User: ${SERVICE} is not authorized to perform: ${what}${why}`);

const principals: [string, ReturnType<typeof principalOf>][] = [
  [SERVICE, { name: 'service', kind: 'service role' }],
  ['arn:aws:sts::111122223333:assumed-role/deploy/ci', { name: 'deploy', kind: 'role' }],
  ['arn:aws-cn:iam::111122223333:role/path/deploy', { name: 'deploy', kind: 'role' }],
  ['arn:aws:iam::111122223333:user/path/ann', { name: 'ann', kind: 'user' }],
  ['arn:aws:iam::111122223333:root', { name: 'root', kind: 'account root' }],
  ['anonymous', { name: 'anonymous', kind: 'unknown' }],
];

for (const [arn, principal] of principals) {
  test(`whose policies were asked: ${arn}`, () => assert.deepEqual(principalOf(arn), principal));
}

test('a resource in quotes, as S3 gives it', () => {
  const message = `User: ${SERVICE} is not authorized to perform: s3:CreateBucket on resource: "arn:aws:s3:::b" because no identity-based policy allows the s3:CreateBucket action`;
  assert.equal(deniedIn(message)?.resource, 'arn:aws:s3:::b');
});

test('the statement that would allow it', () => {
  const one = { principal: SERVICE, action: 'sqs:CreateQueue', resource: 'arn:aws:sqs:us-east-1:111122223333:q' };
  const allow = { Effect: 'Allow', Action: one.action, Resource: one.resource };
  assert.deepEqual(statementFor(one), allow);
  assert.deepEqual(statementFor({ ...one, resource: null }), { ...allow, Resource: '*' });
});

test('a role is passed to one service', () => {
  const { Condition } = statementFor({ principal: SERVICE, action: 'iam:PassRole', resource: 'arn:aws:iam::1:role/x' });
  assert.deepEqual(Condition, { StringEquals: { 'iam:PassedToService': 'SERVICE.amazonaws.com' } });
});

const what = 'sqs:CreateQueue on resource: arn:aws:sqs:us-east-1:111122223333:q';
const who = 'service role service was denied sqs:CreateQueue on arn:aws:sqs:us-east-1:111122223333:q: ';
const allow =
  'allow it with {"Effect":"Allow","Action":"sqs:CreateQueue","Resource":"arn:aws:sqs:us-east-1:111122223333:q"}';
const advice: [string, string][] = [
  [' because no identity-based policy allows the sqs:CreateQueue action', allow],
  [' because no resource-based policy allows the sqs:CreateQueue action', allow],
  [
    ' because no permissions boundary allows the sqs:CreateQueue action',
    'its permissions boundary does not allow it, and no Allow elsewhere gets past that',
  ],
  [
    ' because no service control policy allows the sqs:CreateQueue action',
    'its service control policy does not allow it, and no Allow elsewhere gets past that',
  ],
  [
    ' with an explicit deny in an identity-based policy',
    'an explicit Deny in its identity-based policy refuses it, and no Allow gets past that',
  ],
  [
    ' with an explicit deny in a permissions boundary',
    'an explicit Deny in its permissions boundary refuses it, and no Allow gets past that',
  ],
  [' with an explicit deny', 'an explicit Deny refuses it, and no Allow gets past that'],
];

for (const [why, line] of advice) {
  test(`what to do about a refusal${why}`, () => assert.equal(adviceFor(denied(what, why)), who + line));
}

test('a cause that is no refusal needs no statement', () => assert.equal(adviceFor(causeOf('Queue exists')), null));

test('a principal that is no ARN, without control characters', () => {
  const line = adviceFor({ ...causeOf(''), denied: { principal: 'x\u001b[2J', action: 'a:B', resource: null } });
  assert.match(line ?? '', /^x \[2J was denied a:B: allow it with /);
});
