import * as cfn from '@aws-sdk/client-cloudformation';
import * as db from '@aws-sdk/client-dynamodb';
import * as iam from '@aws-sdk/client-iam';
import * as s3 from '@aws-sdk/client-s3';
import * as sqs from '@aws-sdk/client-sqs';
import type { Actor } from '../../scripts/scenario/clients.ts';

export const TABLE = 'people-local';
export const ITEM = { id: { S: 'a' } };
export const KEY = `nightly/${TABLE}/2026-11-28T09-20-19Z/manifest.json`;
export const STACK = 'stackwarden-local-lab';
export const TEMPLATE = JSON.stringify({ Resources: { Queue: { Type: 'AWS::SQS::Queue' } } });
export const CHANGES = { ChangeSetName: 'stackwarden-abc-1' };

const MADE = { RoleName: 'made-local' };
const document = (statement: object) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] });
const POLICY = document({ Action: 's3:ListAllMyBuckets', Resource: '*' });
const TRUST = document({ Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } });

/** What the stack and the tests made. */
export interface Place {
  accountId: string;
  Bucket: string;
  QueueUrl: string;
}

export type Call = (as: Actor, at: Place) => Promise<unknown>;

/** A job, what it is allowed, and what it is denied. */
export type Case = [job: string, allowed: Call, denied: string, call: Call];

// Reads, and what a deploy is for.
const describeChangeSet = (StackName: string): Call => {
  return ({ cloudformation }) => cloudformation.send(new cfn.DescribeChangeSetCommand({ StackName, ...CHANGES }));
};
const describeStack: Call = ({ cloudformation }) =>
  cloudformation.send(new cfn.DescribeStacksCommand({ StackName: STACK }));
const guardStack: Call = ({ cloudformation }) => {
  const guarding = { StackName: STACK, EnableTerminationProtection: false };
  return cloudformation.send(new cfn.UpdateTerminationProtectionCommand(guarding));
};
const scan: Call = ({ dynamodb }) => dynamodb.send(new db.ScanCommand({ TableName: TABLE }));
const describeTable: Call = ({ dynamodb }) => dynamodb.send(new db.DescribeTableCommand({ TableName: TABLE }));
const getRole: Call = (as) => as.iam.send(new iam.GetRoleCommand(MADE));
const getObject: Call = (as, { Bucket }) => as.s3.send(new s3.GetObjectCommand({ Bucket, Key: KEY }));
const getBucket: Call = (as, { Bucket }) => as.s3.send(new s3.GetBucketVersioningCommand({ Bucket }));
const getQueue: Call = (as, { QueueUrl }) =>
  as.sqs.send(new sqs.GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));

const execute = (StackName: string): Call => {
  return ({ cloudformation }) => cloudformation.send(new cfn.ExecuteChangeSetCommand({ StackName, ...CHANGES }));
};
const createChangeSet: Call = ({ cloudformation }, { accountId }) => {
  const RoleARN = `arn:aws:iam::${accountId}:role/stackwarden-local-cloudformation`;
  const changes = { ChangeSetName: 'stackwarden-abc-2', TemplateBody: TEMPLATE, Tags: [{ Key: 'a', Value: 'b' }] };
  return cloudformation.send(new cfn.CreateChangeSetCommand({ StackName: STACK, RoleARN, ...changes }));
};
const updateStack: Call = ({ cloudformation }) => {
  const Tags = [{ Key: 'c', Value: 'd' }];
  return cloudformation.send(new cfn.UpdateStackCommand({ StackName: STACK, TemplateBody: TEMPLATE, Tags }));
};
const deleteStack: Call = ({ cloudformation }) => cloudformation.send(new cfn.DeleteStackCommand({ StackName: STACK }));

const createRole: Call = (as) => as.iam.send(new iam.CreateRoleCommand({ ...MADE, AssumeRolePolicyDocument: TRUST }));
const putRolePolicy: Call = (as) =>
  as.iam.send(new iam.PutRolePolicyCommand({ ...MADE, PolicyName: 'p', PolicyDocument: POLICY }));
const attachRolePolicy: Call = (as, { accountId }) => {
  const PolicyArn = `arn:aws:iam::${accountId}:policy/stackwarden-local-boundary`;
  return as.iam.send(new iam.AttachRolePolicyCommand({ ...MADE, PolicyArn }));
};
const changeTrust: Call = (as) =>
  as.iam.send(new iam.UpdateAssumeRolePolicyCommand({ ...MADE, PolicyDocument: TRUST }));
const deleteRolePolicy: Call = (as) => as.iam.send(new iam.DeleteRolePolicyCommand({ ...MADE, PolicyName: 'p' }));

const putItem: Call = ({ dynamodb }) => dynamodb.send(new db.PutItemCommand({ TableName: TABLE, Item: ITEM }));
const updateItem: Call = ({ dynamodb }) => dynamodb.send(new db.UpdateItemCommand({ TableName: TABLE, Key: ITEM }));
const deleteItem: Call = ({ dynamodb }) => dynamodb.send(new db.DeleteItemCommand({ TableName: TABLE, Key: ITEM }));
const deleteTable: Call = ({ dynamodb }) => dynamodb.send(new db.DeleteTableCommand({ TableName: TABLE }));
const writeItems: Call = ({ dynamodb }) => {
  const RequestItems = { [TABLE]: [{ PutRequest: { Item: ITEM } }] };
  return dynamodb.send(new db.BatchWriteItemCommand({ RequestItems }));
};

const deleteObject: Call = (as, { Bucket }) => as.s3.send(new s3.DeleteObjectCommand({ Bucket, Key: KEY }));
const deleteVersion: Call = (as, { Bucket }) =>
  as.s3.send(new s3.DeleteObjectCommand({ Bucket, Key: KEY, VersionId: 'null' }));
const putVersioning: Call = (as, { Bucket }) => {
  const VersioningConfiguration = { Status: 'Enabled' as const };
  return as.s3.send(new s3.PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
};
const setQueue: Call = (as, { QueueUrl }) =>
  as.sqs.send(new sqs.SetQueueAttributesCommand({ QueueUrl, Attributes: { DelaySeconds: '1' } }));

/** Stacks with a change set that nobody has executed. */
export const PLANNED = { pr: 'stackwarden-local-pr', main: 'stackwarden-local-main', drift: 'stackwarden-local-drift' };

/** In this order, as the owner's calls change what they name. `backup-roles.test.ts` has more of tables and backups. */
export const CASES: Case[] = [
  ['plan-pr', describeChangeSet(PLANNED.pr), 'cloudformation:ExecuteChangeSet', execute(PLANNED.pr)],
  ['plan-main', describeChangeSet(PLANNED.main), 'cloudformation:ExecuteChangeSet', execute(PLANNED.main)],
  ['deploy', guardStack, 'iam:CreateRole', createRole],
  ['deploy', guardStack, 'iam:PutRolePolicy', putRolePolicy],
  ['deploy', guardStack, 'iam:AttachRolePolicy', attachRolePolicy],
  // The role that may make roles would be passed with it: a job that makes no change set passes none.
  ['deploy', describeStack, 'cloudformation:CreateChangeSet', createChangeSet],
  ['backup', scan, 'dynamodb:PutItem', putItem],
  ['backup', scan, 'dynamodb:BatchWriteItem', writeItems],
  ['backup', scan, 'dynamodb:UpdateItem', updateItem],
  ['backup', scan, 'dynamodb:DeleteItem', deleteItem],
  ['drift', describeChangeSet(PLANNED.drift), 'cloudformation:ExecuteChangeSet', execute(PLANNED.drift)],
  ['drift', describeStack, 'cloudformation:UpdateStack', updateStack],
  ['drift', describeStack, 'cloudformation:UpdateTerminationProtection', guardStack],
  ['drift', getRole, 'iam:UpdateAssumeRolePolicy', changeTrust],
  ['drift', getRole, 'iam:DeleteRolePolicy', deleteRolePolicy],
  ['drift', getBucket, 's3:PutBucketVersioning', putVersioning],
  ['drift', getQueue, 'sqs:SetQueueAttributes', setQueue],
  ['drift', describeTable, 'dynamodb:PutItem', putItem],
  ['drift', describeTable, 'dynamodb:DeleteTable', deleteTable],
  ['drift', describeStack, 'cloudformation:DeleteStack', deleteStack],
  ['restore', getObject, 's3:DeleteObjectVersion', deleteVersion],
  ['restore', getObject, 's3:DeleteObject', deleteObject],
];
