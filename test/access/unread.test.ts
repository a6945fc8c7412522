import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { BUCKET, changes, document, inline, READ, type Resources, role, stack, withRead } from './builders.ts';

const MACRO = { 'Fn::Transform': { Name: 'Mine', Parameters: {} } };
const INCLUDE = { 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 's3://b/x.json' } } };

for (const [title, unread] of [
  ['a document from elsewhere', { Policies: [{ PolicyName: 'p', PolicyDocument: INCLUDE }] }],
  ['a macro in place of policies', { Policies: MACRO }],
  ['a macro among the properties', { ...MACRO }],
  ['a trust policy by a parameter', { AssumeRolePolicyDocument: { Ref: 'Trust' }, Policies: inline(READ) }],
] as const) {
  test(`${title} is not taken for no access`, async (t) => {
    const { undecided } = await changes(t, withRead, stack({ R: role(unread) }));
    ok(undecided.some(({ principal }) => principal === 'a/R'));
    deepEqual(
      (await changes(t, stack({ R: role(unread) }), stack({ R: role({ ...unread, Tags: [] }) }))).undecided,
      [],
    );
  });
}

test('a policy whose document nobody can read is told with whom it is attached to', async (t) => {
  const policy = (PolicyDocument: unknown) => ({
    Type: 'AWS::IAM::ManagedPolicy',
    Properties: { Roles: [{ Ref: 'R' }], PolicyDocument },
  });
  const before = stack({ R: role({}), P: policy(document(READ)) });
  const { undecided } = await changes(t, before, stack({ R: role({}), P: policy(INCLUDE) }));
  ok(undecided.some(({ principal }) => principal === 'a/R'));
});

test('the policy of a bucket that nobody can read is not taken for none', async (t) => {
  const policy = (PolicyDocument: unknown) =>
    stack({ B: BUCKET, P: { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: { Ref: 'B' }, PolicyDocument } } });
  const { undecided } = await changes(t, policy(document()), policy(INCLUDE));
  ok(undecided.some(({ principal }) => principal === 'a/P'));
});

test('access that SAM makes of connectors and open URLs is not passed over', async (t) => {
  const sam = (more: Resources, others: Resources = {}) =>
    stack({ F: { Type: 'AWS::Serverless::Function', Properties: { Handler: 'a.b', ...more } }, ...others });
  const Properties = { Source: { Id: 'F' }, Destination: { Id: 'T' }, Permissions: ['Write'] };
  const heads = [
    sam({ Connectors: { C: { Properties: { Destination: { Id: 'T' }, Permissions: ['Write'] } } } }),
    sam({ FunctionUrlConfig: { AuthType: 'NONE' } }),
    sam({}, { C: { Type: 'AWS::Serverless::Connector', Properties } }),
  ];
  for (const head of heads) equal((await changes(t, sam({}), head)).undecided.length, 1);
  deepEqual((await changes(t, sam({}), sam({ FunctionUrlConfig: { AuthType: 'AWS_IAM' } }))).undecided, []);
});
