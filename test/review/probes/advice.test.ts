import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { RULES } from '../../../scripts/review/rules/index.ts';
import { reviewed } from '../../access/read/fixture.ts';
import { check } from '../rules/cases.ts';
import { bucketPolicy, document, policy, READ, resource, type Statement } from './probe.ts';

/** The message and the fix of a rule's findings. */
function advice(name: string, rule: string, files: Record<string, string>, ...expected: [string, string][]) {
  test(name, async (t) => {
    const found = check(await reviewed(t, files), RULES).filter((one) => one.rule === rule);
    deepEqual(
      found.map(({ message, fix }) => [message, fix]),
      expected,
    );
  });
}

const permission = (properties: Statement) =>
  resource('AWS::Lambda::Permission', { FunctionName: 'f', Action: 'lambda:InvokeFunction', ...properties });
for (const principal of ['alexa-appkit.amazon.com', 'alexa-connectedhome.amazon.com']) {
  const skill = { Principal: principal, EventSourceToken: 'amzn1.ask.skill.1' };
  advice(`${principal} is a principal of a permission`, 'invalid-aws-principal', permission(skill));
  advice(`${principal} with the skill's id`, 'lambda-permission-without-source', permission(skill));
}
advice(
  'an Alexa principal elsewhere',
  'invalid-aws-principal',
  bucketPolicy({ ...READ, Principal: { AWS: 'alexa-appkit.amazon.com' } }),
  ["'alexa-appkit.amazon.com' is no AWS principal", 'arn:aws:iam::${AWS::AccountId}:role/name'],
);
const short = permission({ Principal: 's3.amazonaws.com', SourceArn: 'arn:aws:s3:::b', SourceAccount: 9012345678 });
advice('a number that lost a zero is text in a permission', 'type-mismatch-string', short);
advice('a number that lost its zeros', 'lambda-permission-without-source', short, [
  'SourceAccount has 10 digits, and an account id has twelve',
  'SourceAccount: !Ref AWS::AccountId, or the twelve digits in quotes',
]);

const attached = (name: string) =>
  resource('AWS::IAM::Role', {
    AssumeRolePolicyDocument: document(),
    ManagedPolicyArns: [`arn:aws:iam::aws:policy/${name}`],
  });
const written = 'attach a policy with the actions that are called, on the resources that they are called on';
advice('nearly everything', 'broad-managed-policy', attached('PowerUserAccess'), [
  'PowerUserAccess allows nearly every action of nearly every service',
  written,
]);
advice('a start of many services', 'managed-policy-as-start', attached('ReadOnlyAccess'), [
  'ReadOnlyAccess is written for all customers',
  'write its statements into policies/, with the ARNs of this stack',
]);

for (const [principal, fix] of [
  ['events.amazonaws.com', '"Principal": {"Service":"events.amazonaws.com"}'],
  [[123456789012], '"Principal": {"AWS":"123456789012"}'],
  [
    ['sns.amazonaws.com', 'arn:aws:iam::123456789012:root'],
    '"Principal": {"AWS":"arn:aws:iam::123456789012:root","Service":"sns.amazonaws.com"}',
  ],
] as [unknown, string][])
  advice(`a principal ${principal}`, 'invalid-principal-format', bucketPolicy({ ...READ, Principal: principal }), [
    'Principal is neither "*" nor an object',
    fix,
  ]);

for (const [action, ...needed] of [
  ['s3:ListBuckets', 's3:ListAllMyBuckets'],
  ['s3:HeadBucket', 's3:ListBucket'],
  ['s3:ListObjects', 's3:ListBucket'],
  ['s3:ListObjectsV2', 's3:ListBucket'],
  ['s3:HeadObject', 's3:GetObject'],
  ['s3:CopyObject', 's3:PutObject', 's3:GetObject'],
  ['s3:PutBucketEncryption', 's3:PutEncryptionConfiguration'],
  ['lambda:Invoke', 'lambda:InvokeFunction'],
] as string[][])
  advice(`${action} is an operation`, 'invalid-action', policy({ ...READ, Action: action }), [
    `there is no action ${action}: that operation needs ${needed.join(' and ')}`,
    needed.map((one) => `"${one}"`).join(', '),
  ]);
advice('what topics once had', 'invalid-action', policy({ ...READ, Action: 'SNS:Receive' }), [
  'there is no action SNS:Receive, which older policies of topics name',
  'remove "SNS:Receive"',
]);

advice('an effect that is neither', 'invalid-effect', policy({ ...READ, Effect: 'NotAllow' }), [
  "there is no effect 'NotAllow'",
  '"Effect": "Deny", or "Allow" where access is to be granted',
]);

for (const [arn, message, type] of [
  ['ec2:us-east-1::fake_instance/i-1', "ec2 has no resource type 'fake_instance'", 'instance/${InstanceId}'],
  ['logs:*:*:/aws/cloudfront/*', 'logs has no ARN of this form', 'log-group:${LogGroupName}'],
] as [string, string, string][]) {
  const [service] = arn.split(':');
  advice(
    `an ARN ${arn}`,
    'invalid-arn-resource',
    policy({ ...READ, Resource: `arn:aws:${arn.replace('::', ':*:')}` }),
    [message, `write an ARN such as arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${type}`],
  );
}

const star = (action: string) => policy({ Effect: 'Allow', Action: action, Resource: '*' });
advice('all of S3', 'wildcard-resource', star('s3:*'), [
  'every resource is covered, and s3:* can be scoped',
  '"Resource": ["arn:${AWS::Partition}:s3:::example-bucket", "arn:${AWS::Partition}:s3:::example-bucket/*"]',
]);
advice('all actions of IAM', 'wildcard-resource', star('iam:*'), [
  'every resource is covered, and iam:* can be scoped',
  '"Resource": ["arn:${AWS::Partition}:iam::${AWS::AccountId}:role/example-role"]',
]);

advice(
  'another account in NotPrincipal is not to become this one',
  'written-account-id',
  bucketPolicy({ ...READ, Effect: 'Deny', NotPrincipal: { AWS: 'arn:aws:iam::111122223333:root' } }),
);
