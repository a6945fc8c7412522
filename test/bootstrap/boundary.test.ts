import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNT, boundaryDecisions } from './roles.ts';

const decisionOf = await boundaryDecisions();
const own = { 'aws:ResourceAccount': ACCOUNT };

/** What the functions of this repository do. */
const WORK: [action: string, resource: string, context?: Record<string, string>][] = [
  ['dynamodb:PutItem', `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/lab-table-dev`],
  ['dynamodb:Scan', `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/studentData-dev`],
  ['dynamodb:DescribeTable', `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/studentData-dev`],
  ['dynamodb:DescribeTimeToLive', `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/studentData-dev`],
  ['dynamodb:DescribeContinuousBackups', `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/studentData-dev`],
  ['dynamodb:ListTagsOfResource', `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/studentData-dev`],
  ['ses:SendEmail', `arn:aws:ses:us-east-1:${ACCOUNT}:identity/students@example.com`],
  ['s3:PutObject', `arn:aws:s3:::lab-bucket-dev-${ACCOUNT}-us-east-1/a`, own],
  ['s3:CreateBucket', 'arn:aws:s3:::siu-dev-abc'],
  ['lambda:InvokeFunction', `arn:aws:lambda:us-east-1:${ACCOUNT}:function:bucket-uri-insert-dev`],
  ['logs:PutLogEvents', `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:/aws/lambda/a:log-stream:b`],
  ['secretsmanager:GetSecretValue', `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:key`],
];

/** Ways to more than a function was given, or to what watches it. */
const ESCAPES: typeof WORK = [
  ['iam:CreateRole', `arn:aws:iam::${ACCOUNT}:role/x-dev`],
  ['iam:PutRolePolicy', `arn:aws:iam::${ACCOUNT}:role/x-dev`],
  ['iam:PassRole', `arn:aws:iam::${ACCOUNT}:role/x-dev`],
  ['iam:CreateAccessKey', `arn:aws:iam::${ACCOUNT}:user/x`],
  ['sts:AssumeRole', `arn:aws:iam::${ACCOUNT}:role/stackwarden-dev-operator`],
  ['cloudformation:ExecuteChangeSet', `arn:aws:cloudformation:us-east-1:${ACCOUNT}:stack/stackwarden-dev-lab/1`],
  ['lambda:UpdateFunctionCode', `arn:aws:lambda:us-east-1:${ACCOUNT}:function:lab-function-dev`],
  ['lambda:AddPermission', `arn:aws:lambda:us-east-1:${ACCOUNT}:function:lab-function-dev`],
  ['kms:CreateGrant', `arn:aws:kms:us-east-1:${ACCOUNT}:key/a`],
  ['kms:PutKeyPolicy', `arn:aws:kms:us-east-1:${ACCOUNT}:key/a`],
  ['secretsmanager:PutSecretValue', `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:key`],
  ['s3:CreateBucket', 'arn:aws:s3:::anything-else'],
  ['s3:PutBucketPolicy', `arn:aws:s3:::lab-bucket-dev-${ACCOUNT}-us-east-1`],
  ['s3:GetObject', 'arn:aws:s3:::of-another-account/a', { 'aws:ResourceAccount': '444455556666' }],
  ['s3:PutObject', `arn:aws:s3:::stackwarden-dev-artifacts-${ACCOUNT}-us-east-1/main/a.zip`, own],
  ['s3:PutObject', `arn:aws:s3:::stackwarden-prod-artifacts-${ACCOUNT}-us-east-1/main/a.zip`, own],
  ['s3:DeleteObject', `arn:aws:s3:::stackwarden-dev-trail-${ACCOUNT}-us-east-1/AWSLogs/a`, own],
  ['s3:GetObject', `arn:aws:s3:::stackwarden-dev-backups-${ACCOUNT}-us-east-1/lab-table-dev/1/manifest.json`, own],
  ['s3:DeleteObject', `arn:aws:s3:::stackwarden-prod-backups-${ACCOUNT}-us-east-1/lab-table-prod/1/manifest.json`, own],
  ['cloudtrail:StopLogging', `arn:aws:cloudtrail:us-east-1:${ACCOUNT}:trail/stackwarden-dev`],
];

for (const [action, resource, context = {}] of WORK) {
  test(`the boundary leaves ${action} on ${resource.split(':').at(-1)}`, () => {
    assert.equal(decisionOf({ action, resource, context }), 'Allowed');
  });
}

for (const [action, resource, context = {}] of ESCAPES) {
  test(`the boundary keeps a role that may do everything from ${action} on ${resource.split(':').at(-1)}`, () => {
    assert.notEqual(decisionOf({ action, resource, context }), 'Allowed');
  });
}
