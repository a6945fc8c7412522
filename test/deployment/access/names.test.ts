import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { arnsOf, nameIn, nameOf } from '../../../scripts/deployment/access/names.ts';
import { actionNamed } from '../../../scripts/iam/catalog/actions.ts';
import type { Action } from '../../../scripts/iam/catalog/catalog.ts';
import { readCatalog } from '../../../scripts/iam/catalog/read.ts';
import { ACCOUNT } from './builders.ts';

const PLACE = { accountId: ACCOUNT, region: 'eu-west-1', partition: 'aws-cn', stackName: 'sw-dev-lab' };

test('a name that is given, made of the stack, or not known', () => {
  const of = (type: string, properties: Record<string, unknown>, logicalId = 'R') =>
    nameOf({ logicalId, type, properties }, PLACE);
  equal(of('AWS::SQS::Queue', { QueueName: 'orders' }), 'orders');
  equal(of('AWS::SQS::Queue', { QueueName: '${Import q}' }), null);
  equal(of('AWS::SQS::Queue', { QueueName: { Odd: 1 } }), null);
  equal(of('AWS::SQS::Queue', {}), 'sw-dev-lab-R-0123456789AB');
  equal(of('AWS::S3::Bucket', {}), 'sw-dev-lab-r-0123456789ab');
  equal(of('AWS::S3::Bucket', { BucketName: 'b-${AWS::AccountId}' }), 'b-${AWS::AccountId}');
  equal(of('AWS::SQS::Queue', {}, 'R'.repeat(60)), null);
  equal(of('AWS::IAM::Role', { RoleName: 'r' }), '/r');
  equal(of('AWS::IAM::Role', { RoleName: 'r', Path: '/team/' }), '/team/r');
  equal(of('AWS::IAM::Role', { RoleName: 'r', Path: '${Path}' }), null);
  equal(of('AWS::KMS::Key', {}), null);
});

test('the name in a physical id', () => {
  equal(nameIn('AWS::DynamoDB::Table', 'orders', undefined), 'orders');
  equal(nameIn('AWS::SQS::Queue', 'https://sqs.eu-west-1.amazonaws.com/111122223333/orders', undefined), 'orders');
  equal(nameIn('AWS::SNS::Topic', 'arn:aws:sns:eu-west-1:111122223333:topic', undefined), 'topic');
  equal(nameIn('AWS::IAM::ManagedPolicy', 'arn:aws:iam::111122223333:policy/team/p', undefined), 'team/p');
  equal(nameIn('AWS::StepFunctions::StateMachine', 'arn:aws:states:eu-west-1:1:stateMachine:m', undefined), 'm');
  equal(nameIn('AWS::IAM::Role', 'r', '/team/'), '/team/r');
  equal(nameIn('AWS::IAM::Role', 'r', undefined), '/r');
  equal(nameIn('AWS::SQS::Queue', null, undefined), null);
  equal(nameIn('AWS::KMS::Key', 'an-id', undefined), null);
});

test('the ARNs that a call is asked by', () => {
  const arns = (action: string, kind: string | null, type: string, name: string | null) =>
    arnsOf(actionNamed(readCatalog(), action) as Action, kind, { type, name }, PLACE);
  const here = 'eu-west-1:${AWS::AccountId}';
  deepEqual(arns('sqs:CreateQueue', 'queue', 'AWS::SQS::Queue', 'q'), [`arn:aws-cn:sqs:${here}:q`]);
  deepEqual(arns('iam:CreateRole', 'role', 'AWS::IAM::Role', '/t/r'), ['arn:aws-cn:iam::${AWS::AccountId}:role/t/r']);
  const group = `arn:aws-cn:logs:${here}:log-group:/aws/lambda/f`;
  deepEqual(arns('logs:CreateLogGroup', 'log-group', 'AWS::Logs::LogGroup', '/aws/lambda/f'), [group, `${group}:*`]);
  deepEqual(arns('ssm:PutParameter', 'parameter', 'AWS::SSM::Parameter', '/a/b'), [
    `arn:aws-cn:ssm:${here}:parameter/a/b`,
  ]);
  deepEqual(arns('kms:CreateKey', 'key', 'AWS::KMS::Key', null), ['*']);
  equal(arns('sqs:CreateQueue', 'queue', 'AWS::SQS::Queue', null), null);
  equal(arns('sqs:CreateQueue', null, 'AWS::SQS::Queue', 'q'), null);
  equal(arns('s3:ListBucket', 'bucket', 'AWS::S3::Bucket', 'b'), null);
  equal(arns('s3:GetObject', 'object', 'AWS::S3::Bucket', 'b'), null);
});
