import { deepEqual, equal, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { NotAPolicy, readPolicyDocument } from '../../scripts/iam/policy/read.ts';

const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };
const policy = (more: object, only: object = statement) => ({
  Version: '2012-10-17',
  Statement: [{ ...only, ...more }],
});

test('single values read as lists, and a missing version is the older one', () => {
  const { version, statements } = readPolicyDocument({ Statement: statement });
  equal(version, '2008-10-17');
  deepEqual(statements[0]?.action, { not: false, patterns: ['s3:GetObject'] });
});

test('principals of every kind', () => {
  const [first] = readPolicyDocument(policy({ Principal: '*' })).statements;
  deepEqual(first?.principal?.aws, ['*']);
  const listed = { NotPrincipal: { AWS: '1', Service: ['a', 'b'], Federated: 'f', CanonicalUser: 'c' } };
  const [second] = readPolicyDocument(policy(listed)).statements;
  deepEqual(second?.principal, { not: true, aws: ['1'], service: ['a', 'b'], federated: ['f'], canonicalUser: ['c'] });
});

test('conditions: numbers and booleans are text, keys are in lower case', () => {
  const Condition = { NumericLessThan: { 'S3:Max-Keys': 10 }, Bool: { 'aws:SecureTransport': [true] } };
  const [first] = readPolicyDocument(policy({ Condition })).statements;
  deepEqual(
    first?.conditions.map(({ operator, key, values }) => [operator, key, values]),
    [
      ['NumericLessThan', 's3:max-keys', ['10']],
      ['Bool', 'aws:securetransport', ['true']],
    ],
  );
});

const MISTAKES: [title: string, value: unknown, message: string][] = [
  ['a list', [], '/: a policy document is a JSON object with Version and Statement'],
  ['null', null, '/: a policy document is a JSON object with Version and Statement'],
  ['no statement', { Version: '2012-10-17' }, '/: Statement is missing'],
  ['a version of no policy', { Version: '2012-10-18', Statement: [] }, '/Version: Version is 2012-10-17 or 2008-10-17'],
  ['a statement of text', { Statement: ['Allow'] }, '/Statement/0: a statement is a JSON object'],
  ['effect in small letters', policy({ Effect: 'allow' }), '/Statement/0/Effect: Effect is Allow or Deny'],
  ['no action', policy({ Action: undefined }), '/Statement/0: a statement has Action or NotAction'],
  ['both actions', policy({ NotAction: 'a:b' }), '/Statement/0: a statement has Action or NotAction, not both'],
  ['an action of no text', policy({ Action: ['a:b', 7] }), '/Statement/0/Action/1: expected a string'],
  ['an empty list', policy({ Resource: [] }), '/Statement/0/Resource: the list is empty'],
  [
    'an unknown operator',
    policy({ Condition: { Like: {} } }),
    "/Statement/0/Condition/Like: there is no condition operator 'Like'",
  ],
  ['a condition of text', policy({ Condition: 'x' }), '/Statement/0/Condition: Condition is an object of operators'],
  [
    'a key of no value',
    policy({ Condition: { Bool: { 'a:b/c': null } } }),
    '/Statement/0/Condition/Bool/a:b~1c: a condition value is a string, a number or a boolean',
  ],
  [
    'a principal of text',
    policy({ Principal: 'me' }),
    '/Statement/0/Principal: Principal is "*" or an object with AWS, Service, Federated or CanonicalUser',
  ],
];

for (const [title, value, message] of MISTAKES) {
  test(`not a policy: ${title}`, () => {
    throws(
      () => readPolicyDocument(value),
      (error) => error instanceof NotAPolicy && error.message === message,
    );
  });
}

test('an element that is not known is named with those that are', () => {
  throws(
    () => readPolicyDocument(policy({ Resources: '*' })),
    /^NotAPolicy: \/Statement\/0\/Resources: there is no element 'Resources' here: use Sid,/,
  );
});
