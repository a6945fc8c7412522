import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { RULES } from '../../../scripts/review/rules/index.ts';
import { reviewed } from '../../access/read/fixture.ts';
import { check } from '../rules/cases.ts';
import { ASSUME, document, policy, probe, resource, template } from './probe.ts';

const PASSES = 'warning pass-role-with-star-in-action-and-resource';
const every = { Effect: 'Allow', Action: '*', Resource: '*' };

for (const [name, condition] of Object.entries({
  'without a second factor': { Bool: { 'aws:MultiFactorAuthPresent': 'false' } },
  'over TLS': { Bool: { 'aws:SecureTransport': 'true' } },
  'in one Region': { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } },
})) {
  probe(`everything, ${name}`, policy({ ...every, Condition: condition }), 'error full-access', PASSES);
}
probe(
  'everything with a second factor',
  policy({ ...every, Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }),
  PASSES,
);
probe(
  'everything but one bucket',
  policy({ Effect: 'Allow', Action: '*', NotResource: 'arn:aws:s3:::reports' }),
  'error full-access',
  'warning allow-with-not-resource',
  'warning pass-role-with-star-in-action-and-not-resource',
  'warning wildcard-action',
);
probe(
  'nothing, as everything is excepted',
  policy({ Effect: 'Allow', Action: 'iam:PassRole', NotResource: '*' }),
  'warning allow-with-not-resource',
);

const powerful = (condition: object) =>
  resource('AWS::IAM::Role', {
    AssumeRolePolicyDocument: document({
      ...ASSUME,
      Principal: { AWS: 'arn:aws:iam::${AWS::AccountId}:root' },
      Condition: condition,
    }),
    ManagedPolicyArns: ['arn:aws:iam::aws:policy/IAMFullAccess'],
  });
probe(
  'a role for IAM, assumed with a second factor',
  powerful({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } }),
  'error administrator-access',
);
probe(
  'a role for IAM, assumed without a second factor',
  powerful({ Bool: { 'aws:MultiFactorAuthPresent': 'false' } }),
  'error administrator-access',
  'warning sensitive-role-without-mfa',
);

for (const action of [
  'ssm:StartSession',
  'ec2-instance-connect:SendSSHPublicKey',
  'lambda:UpdateFunctionConfiguration',
  'cloudformation:UpdateStack',
  'iam:PutRolePermissionsBoundary',
  'iam:DeleteRolePermissionsBoundary',
  'iam:PutUserPermissionsBoundary',
  'iam:DeleteUserPermissionsBoundary',
]) {
  probe(
    `${action} on everything`,
    policy({ Effect: 'Allow', Action: action, Resource: '*' }),
    'error privilege-escalation',
    'warning wildcard-resource',
  );
}
for (const actions of [
  ['iam:PassRole', 'autoscaling:CreateLaunchConfiguration', 'autoscaling:CreateAutoScalingGroup'],
  ['ec2:ModifyInstanceAttribute', 'ec2:StopInstances', 'ec2:StartInstances'],
]) {
  const passes = actions[0] === 'iam:PassRole' ? ['warning pass-role-with-star-in-resource'] : [];
  probe(
    `${actions.join(' with ')}`,
    policy({ Effect: 'Allow', Action: actions, Resource: '*' }),
    'error privilege-escalation',
    ...passes,
    'warning wildcard-resource',
  );
}
probe(
  'sessions of one instance',
  policy({
    Effect: 'Allow',
    Action: 'ssm:StartSession',
    Resource: 'arn:aws:ec2:us-east-1:${AWS::AccountId}:instance/i-0123456789abcdef0',
  }),
);

test('excepting everything allows nothing, and is told so', async (t) => {
  const files = policy(
    { Effect: 'Allow', Action: 's3:GetObject', NotResource: '*' },
    { Effect: 'Allow', NotAction: '*', Resource: '*' },
  );
  const rules = RULES.filter(({ id }) => /^allow-with-not-(action|resource)$/.test(id));
  deepEqual(
    check(await reviewed(t, files), rules).map(({ message }) => message),
    ['everything is excepted: the statement allows nothing', 'every action is excepted: the statement allows nothing'],
  );
});

test('advice on an operator keeps its negation', async (t) => {
  const condition = { StringNotEquals: { 'aws:SecureTransport': 'true' } };
  const files = policy({ Effect: 'Deny', Action: 's3:*', Resource: '*', Condition: condition });
  const rules = RULES.filter(({ id }) => id === 'type-mismatch');
  deepEqual(
    check(await reviewed(t, files), rules).map(({ fix }) => fix),
    ['write BoolIfExists, with the opposite value'],
  );
});

async function messageOf(t: Parameters<typeof reviewed>[0], action: string | string[], rule: string): Promise<string> {
  const read = await reviewed(t, policy({ Effect: 'Allow', Action: action, Resource: '*' }));
  return check(
    read,
    RULES.filter(({ id }) => id === rule),
  )
    .map(({ message }) => message)
    .join('; ');
}

test('one more way, and two more ways', async (t) => {
  const two = ['iam:AttachRolePolicy', 'iam:AttachUserPolicy'];
  equal(
    await messageOf(t, two, 'privilege-escalation'),
    'iam:AttachRolePolicy attaches any policy to a role, and there is 1 more way',
  );
  equal(
    await messageOf(t, [...two, 'iam:AttachGroupPolicy'], 'privilege-escalation'),
    'iam:AttachRolePolicy attaches any policy to a role, and there are 2 more ways',
  );
});

for (const action of ['s3:PutBucketPolicy', 'kms:PutKeyPolicy', 'lambda:AddPermission', 'sqs:SetQueueAttributes']) {
  test(`${action} on everything opens every resource`, async (t) => {
    equal(
      await messageOf(t, action, 'wildcard-resource'),
      `every resource is covered, and ${action} can be scoped; with ${action} any of them can be opened to other accounts`,
    );
  });
}

const tagged = (condition: object) =>
  policy({ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*', Condition: condition });
probe('queues with a tag', tagged({ StringEquals: { 'aws:ResourceTag/Team': 'orders' } }));
probe(
  'queues but those with a tag',
  tagged({ StringNotEquals: { 'aws:ResourceTag/Team': 'orders' } }),
  'warning wildcard-resource',
);
probe(
  "queues with another service's tag",
  tagged({ StringEquals: { 'ec2:ResourceTag/Team': 'orders' } }),
  'warning condition-key-of-no-action',
  'warning wildcard-resource',
);
probe(
  'a role and a document without statements',
  template({
    Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {} } },
    Images: { Type: 'AWS::ECR::Repository', Properties: { RepositoryPolicyText: { Version: '2012-10-17' } } },
  }),
  'error missing-statement',
);
