import { deepEqual, equal } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { actionsLabel, namesOf, principalLabel, resourceLabel } from '../../../scripts/review/output/labels.ts';
import { denialsIn, reachOf, tracedReachOf } from '../../../scripts/review/output/reach.ts';
import { reviewed } from '../../access/read/fixture.ts';
import { change } from './report.ts';

type Json = Record<string, unknown>;

const ADMIN = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
const MANAGED = {
  documentOf: (policy: string) => (policy.endsWith('/AdministratorAccess') ? ADMIN : null),
  names: () => ['AdministratorAccess'],
};
const document = (...Statement: unknown[]) => ({ Version: '2012-10-17', Statement });
const TRUST = document({
  Effect: 'Allow',
  Principal: { Service: 'lambda.amazonaws.com', AWS: 'arn:aws:iam::444455556666:root' },
  Action: 'sts:AssumeRole',
});
const role = (more: Json = {}) => ({
  Type: 'AWS::IAM::Role',
  Properties: { AssumeRolePolicyDocument: TRUST, ...more },
});
const inline = (...statements: unknown[]) => [{ PolicyName: 'p', PolicyDocument: document(...statements) }];
const allow = (Action: unknown, Resource: unknown, more: Json = {}) => ({ Effect: 'Allow', Action, Resource, ...more });
const object = { 'Fn::Sub': '${Bucket.Arn}/*' };

async function edges(t: TestContext, Resources: Json, access = [] as Parameters<typeof reachOf>[1]) {
  const head = await reviewed(t, { 'templates/a.yaml': JSON.stringify({ Resources }) });
  return reachOf(head, access, MANAGED).edges.map(({ from, to, label, change: what }) => [from, to, label, what]);
}

const INTO_ROLE = [
  ['lambda.amazonaws.com', 'a/R', 'sts: AssumeRole', null],
  ['account 444455556666', 'a/R', 'sts: AssumeRole', null],
];

test('what a role may do, and who may be the role', async (t) => {
  const R = role({
    Policies: inline(
      allow(['s3:GetObject', 's3:PutObject'], object),
      allow('s3:ListBucket', { 'Fn::GetAtt': ['Bucket', 'Arn'] }),
      allow('sqs:SendMessage', '*', { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }),
      { Effect: 'Deny', Action: '*', Resource: '*' },
    ),
  });
  deepEqual(await edges(t, { R, Bucket: { Type: 'AWS::S3::Bucket' } }), [
    ['a/R', 'a/Bucket', 's3: 3 actions', null],
    ['a/R', 'any resource', 'sqs: SendMessage, in part', null],
    ...INTO_ROLE,
  ]);
});

test('managed policies count where they are attached, AWS ones too; a boundary does not', async (t) => {
  const policy = (Resource: string) => ({
    Type: 'AWS::IAM::ManagedPolicy',
    Properties: { PolicyDocument: document(allow('s3:GetObject', Resource)) },
  });
  const R = role({
    ManagedPolicyArns: [{ Ref: 'P' }, 'arn:aws:iam::aws:policy/AdministratorAccess'],
    PermissionsBoundary: { Ref: 'B' },
  });
  deepEqual(await edges(t, { R, P: policy('arn:aws:s3:::b/*'), B: policy('*') }), [
    ['a/R', 's3 b', 's3: GetObject', null],
    ['a/R', 'any resource', 'everything', null],
    ...INTO_ROLE,
  ]);
});

test('a resource policy joins the principals to what it speaks of', async (t) => {
  const statement = allow('s3:GetObject', object, {
    Principal: { AWS: { 'Fn::GetAtt': ['R', 'Arn'] } },
  });
  const Policy = {
    Type: 'AWS::S3::BucketPolicy',
    Properties: { Bucket: { Ref: 'Bucket' }, PolicyDocument: document(statement, { ...statement, Principal: '*' }) },
  };
  deepEqual(await edges(t, { R: role(), Bucket: { Type: 'AWS::S3::Bucket' }, Policy }), [
    ...INTO_ROLE,
    ['a/R', 'a/Bucket', 's3: GetObject', null],
    ['everyone', 'a/Bucket', 's3: GetObject', null],
  ]);
});

test('what changed stands first and is told once', async (t) => {
  const R = role({ Policies: inline(allow(['s3:GetObject', 's3:PutObject'], object), allow('sns:Publish', '*')) });
  const access = [
    change({ principal: 'a/R', change: 'lost', actions: ['s3:*'], resources: ['*'] }),
    change({ principal: 'a/R', actions: ['s3:PutObject'], resources: ['${Bucket.Arn}/*'] }),
    change({
      principal: 'a/R',
      actions: ['sts:AssumeRole'],
      resources: ['arn:aws:iam::${AWS::AccountId}:role/R'],
      principals: ['arn:aws:iam::444455556666:root', 'arn:aws:iam::*:role/*', '*'],
    }),
  ];
  deepEqual(await edges(t, { R, Bucket: { Type: 'AWS::S3::Bucket' } }, access), [
    ['a/R', 'a/Bucket', 's3: PutObject', 'gained'],
    ['everyone', 'a/R', 'sts: AssumeRole', 'gained'],
    ['a/R', 'any resource', 's3: everything', 'lost'],
    ['a/R', 'a/Bucket', 's3: GetObject', null],
    ['a/R', 'any resource', 'sns: Publish', null],
    ...INTO_ROLE,
  ]);
});

test('a resource goes by its logical id where a policy has only its name', async (t) => {
  const bucket = 'arn:${AWS::Partition}:s3:::${Prefix}-${AWS::AccountId}';
  const R = role({
    Policies: inline(
      allow('dynamodb:GetItem', [
        { 'Fn::Sub': 'arn:${AWS::Partition}:dynamodb:*:${AWS::AccountId}:table/${Name}/index/*' },
        'arn:aws:dynamodb:*:444455556666:table/named',
        'arn:aws:dynamodb:*:*:table/named',
      ]),
      allow('lambda:InvokeFunction', { 'Fn::Sub': 'arn:aws:lambda:*:*:function:${Name}' }),
      allow('s3:GetObject', { 'Fn::Sub': `${bucket}/*` }),
    ),
  });
  const table = (TableName: unknown) => ({ Type: 'AWS::DynamoDB::Table', Properties: { TableName } });
  const twin = { Type: 'AWS::S3::Bucket', Properties: { BucketName: { 'Fn::Sub': '${Prefix}-${AWS::AccountId}' } } };
  const resources = { R, Table: table({ Ref: 'Name' }), Named: table('named'), One: twin, Other: twin };
  const told = (await edges(t, resources)).map(([, to]) => to);
  deepEqual(told.slice(0, 5), [
    'a/Table',
    'dynamodb table/named',
    'a/Named',
    // A parameter that another resource has for its name.
    'a/Name',
    // Two have that name.
    's3 {a/Prefix}-{AccountId}',
  ]);
});

test('each edge has the statements and the changes that say so', async (t) => {
  const one = allow('s3:GetObject', object);
  const other = allow(['s3:PutObject'], object);
  const R = role({ AssumeRolePolicyDocument: document(), Policies: inline(one, other, allow('sns:Publish', '*')) });
  const head = await reviewed(t, {
    'templates/a.yaml': JSON.stringify({ Resources: { R, Bucket: { Type: 'AWS::S3::Bucket' } } }),
  });
  const put = change({ principal: 'a/R', actions: ['s3:PutObject'], resources: ['${Bucket.Arn}/*'] });
  const gone = change({ principal: 'a/R', change: 'lost', actions: ['s3:*'], resources: ['*'] });
  const told = tracedReachOf(head, [put, gone], MANAGED).map(({ to, change: what, statements, changes }) => ({
    to,
    what,
    places: statements.map(({ place }) => place),
    changes: changes.map((change) => [put, gone].indexOf(change)),
  }));
  deepEqual(told, [
    { to: 'a/Bucket', what: 'gained', places: [0, 1], changes: [0] },
    { to: 'any resource', what: 'lost', places: [], changes: [1] },
    { to: 'a/Bucket', what: null, places: [0, 1], changes: [] },
    { to: 'any resource', what: null, places: [2], changes: [] },
  ]);
});

test('what is denied is told apart from what is granted', async (t) => {
  const deny = { Effect: 'Deny', Action: 's3:*', Resource: '*' };
  const head = await reviewed(t, {
    'templates/a.yaml': JSON.stringify({
      Resources: { R: role({ AssumeRolePolicyDocument: document(), Policies: inline(deny) }) },
    }),
  });
  deepEqual(tracedReachOf(head, [], MANAGED), []);
  const told = denialsIn(head, MANAGED).map(({ from, to, actions }) => [from, to, [...actions]]);
  deepEqual(told, [['a/R', 'any resource', ['s3:*']]]);
});

test('no more than sixty edges, those beside what changed before the others', async (t) => {
  const roles = Array.from({ length: 70 }, (_, index) => [
    `R${index}`,
    role({ AssumeRolePolicyDocument: document(), Policies: inline(allow('s3:GetObject', `arn:aws:s3:::b${index}/*`)) }),
  ]);
  const head = await reviewed(t, {
    'templates/a.yaml': JSON.stringify({ Resources: Object.fromEntries(roles) }),
  });
  const { edges: told, leftOut } = reachOf(head, [change({ principal: 'a/R69' })], MANAGED);
  equal(told.length, 60);
  equal(leftOut, 11);
  deepEqual(
    told.slice(0, 3).map(({ from, to, change: what }) => [from, to, what]),
    [
      ['a/R69', 's3 b', 'gained'],
      ['a/R69', 's3 b69', null],
      ['a/R0', 's3 b0', null],
    ],
  );
});

const naming = {
  stack: 'lab',
  names: namesOf([
    { arn: 'arn:aws:iam::${AWS::AccountId}:role/${RoleName}', name: 'lab/Role' },
    { arn: 'arn:aws:iam::${AWS::AccountId}:role/${RoleName}', name: 'other/Role' },
  ]),
};

test('short names of principals', () => {
  const labels = {
    '*': 'everyone',
    'arn:aws:iam::*:role/*': 'everyone',
    'arn:aws:iam::${AWS::AccountId}:role/${RoleName}': 'lab/Role',
    'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/${RoleName}': 'lab/Role',
    '${Role.Arn}': 'lab/Role',
    '${other::Role.Arn}': 'other/Role',
    '444455556666': 'account 444455556666',
    'arn:${AWS::Partition}:iam::${AWS::AccountId}:root': 'this account',
    'arn:aws:iam::${AWS::AccountId}:role/*': 'every role of this account',
    'arn:aws:iam::444455556666:user/A': 'user/A of account 444455556666',
    'arn:aws:iam::${AWS::AccountId}:oidc-provider/token.example.com': 'token.example.com',
    's3.amazonaws.com': 's3.amazonaws.com',
  };
  for (const [text, label] of Object.entries(labels)) equal(principalLabel(text, naming), label);
});

test('short names of resources', () => {
  const labels = {
    '*': 'any resource',
    '${Bucket.Arn}/*': 'lab/Bucket',
    '${other::Bucket.Arn}': 'other/Bucket',
    'arn:aws:s3:::b/key/*': 's3 b',
    'arn:aws:s3:::${Bucket}/*': 'lab/Bucket',
    'arn:aws:s3:::${Prefix}-${AWS::AccountId}/*': 's3 {lab/Prefix}-{AccountId}',
    'arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/T/index/*': 'dynamodb table/T',
    'arn:aws:sqs:*:*:${Queue}': 'lab/Queue',
    'arn:aws:logs:*:*:log-group:/aws/lambda/f:*': 'logs log-group/aws/lambda/f',
    'arn:aws:sns:*:*:*': 'sns',
    'not an ARN': 'not an ARN',
  };
  for (const [text, label] of Object.entries(labels)) equal(resourceLabel(text, naming), label);
});

test('actions in few words', () => {
  equal(
    actionsLabel(['s3:GetObject', 'sqs:A', 'sqs:B', 'sqs:C', 'sns:*']),
    's3: GetObject; sqs: 3 actions; sns: everything',
  );
  equal(actionsLabel(['a:A', 'b:B', 'c:C', 'd:D', 'e:E']), 'a: A; b: B; c: C; 2 more services');
  equal(actionsLabel(['s3:GetObject', '*']), 'everything');
});
