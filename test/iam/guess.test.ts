import assert from 'node:assert/strict';
import { test } from 'node:test';
import { guessedRequest } from '../../scripts/iam/compare/guess.ts';
import { compilePolicies, decide, NO_POLICIES, type Policies } from '../../scripts/iam/decide/evaluate.ts';
import { readPolicyDocument } from '../../scripts/iam/policy/read.ts';

const TLS = { Bool: { 'aws:SecureTransport': 'false' } };
const OBJECTS = 'arn:aws:s3:::b/*';
const denyPlain = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: OBJECTS, Condition: TLS };

function guess(allow: object, deny: object, kind: 'identity' | 'resource') {
  const document = (...Statement: object[]) => readPolicyDocument({ Version: '2012-10-17', Statement });
  const policies = (one: ReturnType<typeof document>): Policies =>
    kind === 'identity' ? { ...NO_POLICIES, identityPolicies: [one] } : { ...NO_POLICIES, resourcePolicy: one };
  const [before, after] = [document(deny), document(deny, allow)];
  const [, statement] = after.statements;
  assert.ok(statement);
  const request = guessedRequest(statement, policies(before), policies(after));
  if (request) {
    assert.equal(decide(request, compilePolicies(policies(after))).decision, 'Allowed');
    assert.notEqual(decide(request, compilePolicies(policies(before))).decision, 'Allowed');
  }
  return request;
}

const FOUND: [name: string, allow: object, deny: object, kind: 'identity' | 'resource'][] = [
  [
    'a service, with the values that its conditions ask for',
    {
      ...{ Effect: 'Allow', Principal: { Service: 'logging.s3.amazonaws.com' }, Action: 's3:Put*', Resource: OBJECTS },
      Condition: {
        StringEquals: { 'aws:SourceAccount': '123456789012' },
        ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::*' },
      },
    },
    denyPlain,
    'resource',
  ],
  [
    'a role that is named',
    {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::123456789012:role/r' },
      Action: 's3:GetObject',
      Resource: OBJECTS,
    },
    denyPlain,
    'resource',
  ],
  [
    'the holder of an identity policy',
    { Effect: 'Allow', Action: '*', Resource: '*' },
    { Effect: 'Deny', Action: '*', Resource: '*', Condition: TLS },
    'identity',
  ],
];

for (const [name, allow, deny, kind] of FOUND) {
  test(`a request is guessed of ${name}`, () => assert.ok(guess(allow, deny, kind)));
}

const NOT_FOUND: [name: string, allow: object, deny: object][] = [
  [
    'what is denied to everybody',
    { Effect: 'Allow', Action: 's3:GetObject', Resource: OBJECTS },
    { Effect: 'Deny', Action: 's3:*', Resource: '*' },
  ],
  [
    'keys that AWS makes itself',
    { Effect: 'Allow', Action: 's3:GetObject', Resource: OBJECTS },
    { Effect: 'Deny', Action: 's3:*', Resource: '*', Condition: { StringEquals: { 'aws:ResourceAccount': '1' } } },
  ],
  [
    'policy variables',
    { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/${aws:username}' },
    { Effect: 'Deny', Action: 's3:*', Resource: '*', Condition: TLS },
  ],
];

for (const [name, allow, deny] of NOT_FOUND) {
  test(`nothing is guessed for ${name}`, () => assert.equal(guess(allow, deny, 'identity'), null));
}
