import { equal } from 'node:assert/strict';
import { test } from 'node:test';
import type { Request } from '../../../scripts/iam/decide/evaluate.ts';
import type { Deployment } from '../../../scripts/prove/deployment.ts';
import { decidedIn } from '../../../scripts/prove/rule/decided.ts';
import { ACCOUNT, type Given, policy, stackOf } from '../documents.ts';

const ROLE = `arn:aws:iam::${ACCOUNT}:role/Worker`;
const BOUNDARY = `arn:aws:iam::${ACCOUNT}:policy/boundary`;
const QUEUE = `arn:aws:sqs:us-east-1:${ACCOUNT}:jobs`;
const TOPIC = `arn:aws:sns:us-east-1:${ACCOUNT}:news`;
const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/k`;
const FUNCTION = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:work`;
const SECRET = `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:s-AbCdEf`;

const allow = (Action: string, Resource = '*', more: object = {}) => ({ Effect: 'Allow', Action, Resource, ...more });
const service = (Service: string) => ({ Principal: { Service } });
const account = { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } };

function given(type: string, properties: Given['properties'], ...documents: [Given['documents'][0]['kind'], object][]) {
  const all = documents.map(([kind, statement]) => ({ kind, value: policy(statement) }));
  return { type: `AWS::${type}`, properties, documents: all };
}

const worker = (properties: Given['properties'] = {}) =>
  given('IAM::Role', properties, ['trust', { ...allow('sts:AssumeRole'), ...service('lambda.amazonaws.com') }]);

const { stacks, place, root }: Deployment = {
  root: '/',
  place: { accountId: ACCOUNT, partition: 'aws', region: 'us-east-1' },
  stacks: [
    stackOf(
      {
        Worker: worker({ PermissionsBoundary: BOUNDARY, ManagedPolicyArns: [`arn:aws:iam::${ACCOUNT}:policy/shared`] }),
        Own: given('IAM::Policy', { Roles: ['Worker'] }, ['identity', allow('s3:*')]),
        Bucket: given('S3::BucketPolicy', { Bucket: 'files' }, [
          'resource',
          { ...allow('s3:GetObject', 'arn:aws:s3:::files/*'), ...service('cloudfront.amazonaws.com') },
        ]),
        Queue: given('SQS::QueuePolicy', { Queues: [`https://sqs.us-east-1.amazonaws.com/${ACCOUNT}/jobs`] }, [
          'resource',
          { ...allow('sqs:SendMessage', QUEUE), ...service('s3.amazonaws.com') },
        ]),
        Topic: given('SNS::TopicPolicy', { Topics: [TOPIC] }, [
          'resource',
          { ...allow('sns:Publish', TOPIC), ...service('cloudwatch.amazonaws.com') },
        ]),
        Secret: given('SecretsManager::ResourcePolicy', { SecretId: SECRET }, [
          'resource',
          { Effect: 'Deny', Principal: '*', Action: 'secretsmanager:GetSecretValue', Resource: '*' },
        ]),
        Key: given('KMS::Key', {}, ['resource', allow('kms:*', '*', account)]),
        FromBucket: given('Lambda::Permission', {}, [
          'resource',
          { ...allow('lambda:InvokeFunction', FUNCTION), ...service('s3.amazonaws.com') },
        ]),
        FromApi: given('Lambda::Permission', {}, [
          'resource',
          { ...allow('lambda:InvokeFunction', FUNCTION), ...service('apigateway.amazonaws.com') },
        ]),
      },
      { Worker: 'Worker', 'Worker.Arn': ROLE, 'Key.Arn': KEY },
    ),
    stackOf(
      {
        Boundary: given('IAM::ManagedPolicy', {}, ['boundary', allow('s3:GetObject')]),
        Shared: given('IAM::ManagedPolicy', {}, ['identity', allow('sqs:*')]),
        Attached: given('IAM::ManagedPolicy', { Roles: ['Other'] }, ['identity', allow('kms:Decrypt')]),
        Other: worker({ ManagedPolicyArns: [`arn:aws:iam::${ACCOUNT}:policy/attached`] }),
        Elsewhere: worker({ PermissionsBoundary: `arn:aws:iam::${ACCOUNT}:policy/of-nobody` }),
        OfElsewhere: given('IAM::Policy', { Roles: ['Elsewhere'] }, ['identity', allow('s3:GetObject')]),
      },
      {
        ...{ Other: 'Other', 'Other.Arn': `arn:aws:iam::${ACCOUNT}:role/Other`, Elsewhere: 'Elsewhere' },
        ...{ 'Boundary.Arn': BOUNDARY, 'Shared.Arn': `arn:aws:iam::${ACCOUNT}:policy/shared` },
        'Attached.Arn': `arn:aws:iam::${ACCOUNT}:policy/attached`,
      },
    ),
  ],
};
const deployment: Deployment = { root, place, stacks };

function ask(principal: string, action: string, resource: string, more: Partial<Request> = {}): Request {
  const own = { principalAccount: ACCOUNT, resourceAccount: ACCOUNT, context: {} };
  return { ...own, principal, action, resource, ...more };
}

const [allowed, implicitly, explicitly] = ['Allowed', 'ImplicitlyDenied', 'ExplicitlyDenied'] as const;
const OTHER = `arn:aws:iam::${ACCOUNT}:role/Other`;
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/Worker/1`;

const CASES: [title: string, request: Request, decision: string][] = [
  ['a role by its policy', ask(ROLE, 's3:GetObject', 'arn:aws:s3:::any/a'), allowed],
  ['a session of it', ask(SESSION, 's3:GetObject', 'arn:aws:s3:::any/a'), allowed],
  ['what its boundary leaves out', ask(ROLE, 's3:PutObject', 'arn:aws:s3:::any/a'), implicitly],
  [
    'what the policy of another stack allows and the boundary does not',
    ask(ROLE, 'sqs:SendMessage', QUEUE),
    implicitly,
  ],
  [
    'a role of a policy that names it, and of a key that lets the account decide',
    ask(OTHER, 'kms:Decrypt', KEY),
    allowed,
  ],
  ['a key of which nothing is known', ask(OTHER, 'kms:Decrypt', `${KEY}2`), allowed],
  [
    'a role whose boundary nobody here makes',
    ask(ROLE.replace('Worker', 'Elsewhere'), 's3:GetObject', 'arn:a'),
    allowed,
  ],
  ['a role that is not there', ask(`${ROLE}2`, 's3:GetObject', 'arn:aws:s3:::any/a'), implicitly],
  [
    'a role of that name elsewhere',
    ask(ROLE.replace(ACCOUNT, '444455556666'), 's3:GetObject', 'arn:aws:s3:::any/a', {
      principalAccount: '444455556666',
    }),
    implicitly,
  ],
  ['a trusted service', ask('lambda.amazonaws.com', 'sts:AssumeRole', ROLE), allowed],
  ['another service', ask('ec2.amazonaws.com', 'sts:AssumeRole', ROLE), implicitly],
  [
    'a service on objects of a bucket',
    ask('cloudfront.amazonaws.com', 's3:GetObject', 'arn:aws:s3:::files/a/b'),
    allowed,
  ],
  ['and of another', ask('cloudfront.amazonaws.com', 's3:GetObject', 'arn:aws:s3:::other/a'), implicitly],
  ['a service on a queue', ask('s3.amazonaws.com', 'sqs:SendMessage', QUEUE), allowed],
  ['a service on a topic', ask('cloudwatch.amazonaws.com', 'sns:Publish', TOPIC), allowed],
  ['the first of two permissions', ask('s3.amazonaws.com', 'lambda:InvokeFunction', FUNCTION), allowed],
  ['the second', ask('apigateway.amazonaws.com', 'lambda:InvokeFunction', FUNCTION), allowed],
  ['a version', ask('apigateway.amazonaws.com', 'lambda:InvokeFunction', `${FUNCTION}:1`), implicitly],
  ['a secret that nobody may read', ask(OTHER, 'secretsmanager:GetSecretValue', SECRET), explicitly],
];

for (const [title, request, decision] of CASES) {
  test(`decided by what is deployed: ${title}`, () => {
    equal(decidedIn(deployment, request), decision);
  });
}

test('a document that is changed decides in its place, and only while it is', () => {
  const own = stacks[0]?.documents.find(({ owner }) => owner?.logicalId === 'Own');
  const boundary = stacks[1]?.documents.find(({ owner }) => owner?.logicalId === 'Boundary');
  if (!own || !boundary) throw new Error('not there');
  const read = ask(ROLE, 's3:GetObject', 'arn:aws:s3:::any/a');
  const write = ask(ROLE, 's3:PutObject', 'arn:aws:s3:::any/a');
  equal(decidedIn(deployment, read, { document: own, value: policy(allow('ec2:DescribeRegions')) }), implicitly);
  equal(decidedIn(deployment, write, { document: boundary, value: policy(allow('s3:PutObject')) }), allowed);
  equal(decidedIn(deployment, read, { document: boundary, value: policy(allow('s3:PutObject')) }), implicitly);
  const trust = stacks[0]?.documents.find(({ kind }) => kind === 'trust');
  if (!trust) throw new Error('not there');
  const nothing = { Version: '2012-10-17', Statement: [] };
  equal(
    decidedIn(deployment, ask('lambda.amazonaws.com', 'sts:AssumeRole', ROLE), { document: trust, value: nothing }),
    implicitly,
  );
  equal(decidedIn(deployment, read, { document: trust, value: nothing }), allowed);
  equal(decidedIn(deployment, read), allowed);
});
