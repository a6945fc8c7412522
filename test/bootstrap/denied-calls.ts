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

/** A change set that makes a stack. */
interface Named {
  StackName: string;
  ChangeSetName: string;
}

const named = (stack: string, name: string): Named => {
  return { StackName: `stackwarden-local-${stack}`, ChangeSetName: `stackwarden-${name}` };
};

/** With the job that plans it. */
export interface Planned extends Named {
  by: string;
}

const planned = (by: string, stack: string, name: string): Planned => ({ by, ...named(stack, name) });
const PR = planned('plan-pr', 'pr', 'pr-a-1');
const OTHER_PR = planned('plan-pr', 'other-pr', 'pr-a-1');
const MAIN = planned('plan-main', 'main', 'a-1');
const FOR_DRIFT = planned('plan-main', 'drift', 'a-1');
export const PLANNED = [PR, OTHER_PR, MAIN, FOR_DRIFT];

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

/** A job, what it is allowed, what it is denied, and who is allowed it: the owner, where nobody is named. */
export type Case = [job: string, allowed: Call, denied: string, call: Call, by?: string];

/** A change set for a role; a pull request's is for none. */
export const plan = ({ StackName, ChangeSetName }: Named, role: string | null): Call => {
  return ({ cloudformation }, { accountId }) => {
    const RoleARN = role === null ? undefined : `arn:aws:iam::${accountId}:role/stackwarden-local-${role}`;
    const making = { StackName, ChangeSetName, ChangeSetType: 'CREATE' as const, TemplateBody: TEMPLATE };
    return cloudformation.send(new cfn.CreateChangeSetCommand({ ...making, RoleARN }));
  };
};

// Reads, and what a deploy is for.
const describe = ({ StackName, ChangeSetName }: Named): Call => {
  return ({ cloudformation }) => cloudformation.send(new cfn.DescribeChangeSetCommand({ StackName, ChangeSetName }));
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

const execute = ({ StackName, ChangeSetName }: Named): Call => {
  return ({ cloudformation }) => cloudformation.send(new cfn.ExecuteChangeSetCommand({ StackName, ChangeSetName }));
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

const EXECUTE = 'cloudformation:ExecuteChangeSet';

/** In this order, as the last call changes what it names. `backup-roles.test.ts` has more of tables and backups. */
export const CASES: Case[] = [
  ['plan-pr', describe(PR), EXECUTE, execute(PR)],
  ['plan-pr', describe(PR), 'iam:PassRole', plan(named('passed-1', 'pr-a-2'), 'cloudformation'), 'plan-main'],
  ['plan-main', describe(MAIN), EXECUTE, execute(MAIN), 'deploy'],
  ['plan-main', describe(MAIN), 'iam:PassRole', plan(named('passed-2', 'a-2'), 'operator')],
  ['deploy', describe(OTHER_PR), EXECUTE, execute(OTHER_PR)],
  ['deploy', guardStack, 'iam:CreateRole', createRole],
  ['deploy', guardStack, 'iam:PutRolePolicy', putRolePolicy],
  ['deploy', guardStack, 'iam:AttachRolePolicy', attachRolePolicy],
  // The role that may make roles would be passed with it: a job that makes no change set passes none.
  ['deploy', describeStack, 'cloudformation:CreateChangeSet', plan(named('passed-3', 'a-3'), 'cloudformation')],
  ['backup', scan, 'dynamodb:PutItem', putItem],
  ['backup', scan, 'dynamodb:BatchWriteItem', writeItems],
  ['backup', scan, 'dynamodb:UpdateItem', updateItem],
  ['backup', scan, 'dynamodb:DeleteItem', deleteItem],
  ['drift', describe(FOR_DRIFT), EXECUTE, execute(FOR_DRIFT), 'deploy'],
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
