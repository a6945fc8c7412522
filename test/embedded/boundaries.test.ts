import { deepEqual, equal, match, rejects } from 'node:assert/strict';
import { before, test } from 'node:test';
import * as cfn from '@aws-sdk/client-cloudformation';
import * as iam from '@aws-sdk/client-iam';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetObjectCommand, ListBucketsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { EmbeddedAws } from '../../scripts/embedded/start.ts';
import { clientOptions, deploy, role, until } from './fixture.ts';
import { awsForFile } from './own-aws.ts';

const lambda = { Service: 'lambda.amazonaws.com' };
const Bucket = 'bounded-bucket';
const objects = `arn:aws:s3:::${Bucket}/*`;
const MISSING = { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:policy/nobodys' };

function boundary(...Statement: object[]): object {
  return { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: { Version: '2012-10-17', Statement } } };
}

const reads = { Effect: 'Allow', Action: 's3:GetObject', Resource: objects };
const writes = { Effect: 'Allow', Action: 's3:PutObject', Resource: objects };

function bounded(PermissionsBoundary: unknown, more: object = {}): object {
  const { Properties, ...rest } = role(lambda, [{ Effect: 'Allow', Action: 's3:*', Resource: objects }]) as {
    Properties: object;
  };
  const given = PermissionsBoundary === undefined ? {} : { PermissionsBoundary };
  return { ...rest, Properties: { ...Properties, ...given, ...more } };
}

/** A function whose role may do everything in a bucket, and a boundary of that role. */
function template(limit: unknown, { reader = [reads], more = {} }: { reader?: object[]; more?: object } = {}): object {
  const code = 'exports.handler = async () => process.env';
  return {
    Resources: {
      Reads: boundary(...reader),
      Writes: boundary(writes),
      Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: Bucket } },
      Role: bounded(limit, more),
      Function: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          ...{ FunctionName: 'bounded', Runtime: 'nodejs22.x', Handler: 'index.handler' },
          ...{ Role: { 'Fn::GetAtt': ['Role', 'Arn'] }, Code: { ZipFile: code } },
        },
      },
    },
    Outputs: Object.fromEntries(['Role', 'Reads', 'Writes'].map((name) => [name, { Value: { Ref: name } }])),
  };
}

let aws: EmbeddedAws;
let stacks: cfn.CloudFormationClient;
let roles: iam.IAMClient;
let names: Record<string, string>;
let s3: S3Client;

before(async () => {
  aws = await awsForFile();
  stacks = new cfn.CloudFormationClient(clientOptions(aws));
  roles = new iam.IAMClient(clientOptions(aws));
  names = await deploy(aws, 'bounded', template({ Ref: 'Reads' }));
  await new S3Client(clientOptions(aws)).send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }));
  s3 = new S3Client(clientOptions(aws, { credentials: await credentialsOfFunction() }));
});

async function credentialsOfFunction() {
  const { Payload } = await new LambdaClient(clientOptions(aws)).send(new InvokeCommand({ FunctionName: 'bounded' }));
  const env = JSON.parse(Buffer.from(Payload ?? []).toString());
  return {
    ...{ accessKeyId: env.AWS_ACCESS_KEY_ID, secretAccessKey: env.AWS_SECRET_ACCESS_KEY },
    sessionToken: env.AWS_SESSION_TOKEN,
  };
}

/** Updates the stack and answers with the status that it ends with. */
async function update(document: object): Promise<string> {
  await stacks.send(
    new cfn.UpdateStackCommand({
      ...{ StackName: 'bounded', TemplateBody: JSON.stringify(document) },
      Capabilities: ['CAPABILITY_NAMED_IAM'],
    }),
  );
  return settled('bounded');
}

async function settled(StackName: string): Promise<string> {
  const status = await until(async () => {
    const { Stacks: [stack] = [] } = await stacks.send(new cfn.DescribeStacksCommand({ StackName }));
    return stack?.StackStatus?.endsWith('IN_PROGRESS') ? undefined : stack?.StackStatus;
  });
  names = status === 'UPDATE_COMPLETE' ? { ...names, ...(await outputs()) } : names;
  return status;
}

async function outputs(): Promise<Record<string, string>> {
  const { Stacks: [stack] = [] } = await stacks.send(new cfn.DescribeStacksCommand({ StackName: 'bounded' }));
  return Object.fromEntries((stack?.Outputs ?? []).map((one) => [one.OutputKey, one.OutputValue]));
}

async function deployedBoundary(): Promise<string | undefined> {
  const { Role } = await roles.send(new iam.GetRoleCommand({ RoleName: names.Role }));
  return Role?.PermissionsBoundary?.PermissionsBoundaryArn;
}

async function drift() {
  const input = { StackName: 'bounded', LogicalResourceId: 'Role' };
  const { StackResourceDrift } = await stacks.send(new cfn.DetectStackResourceDriftCommand(input));
  const { StackResourceDriftStatus: status, PropertyDifferences = [] } = StackResourceDrift ?? {};
  return [status, ...PropertyDifferences.map((one) => [one.PropertyPath, one.ActualValue, one.DifferenceType])];
}

const put = (Key = 'a') => s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
const get = () => s3.send(new GetObjectCommand({ Bucket, Key: 'a' }));
const denied = { name: 'AccessDenied', message: /because no permissions boundary allows the s3:\w+Object action$/ };
const forbidden = { name: 'AccessDenied', message: /with an explicit deny in a permissions boundary$/ };

/** Why events of the stack say that its resource failed. */
async function reasons(StackName: string, logicalId: string): Promise<string[]> {
  const { StackEvents = [] } = await stacks.send(new cfn.DescribeStackEventsCommand({ StackName }));
  const failed = StackEvents.filter((one) => one.LogicalResourceId === logicalId);
  return failed.filter((one) => one.ResourceStatus?.endsWith('_FAILED')).map((one) => one.ResourceStatusReason ?? '');
}

const UNKNOWN =
  /^Resource handler returned message: "Scope ARN: arn:aws:iam::\d+:policy\/nobodys does not exist or is not attachable\. \(Service: Iam, Status Code: 404, Request ID: \S+\)" \(RequestToken: \S+, HandlerErrorCode: NotFound\)$/;

test('a function does what its role and the boundary allow, and nothing else', async () => {
  equal(await deployedBoundary(), names.Reads);
  await get();
  await rejects(put(), denied);
  deepEqual(await drift(), ['IN_SYNC']);
});

test('the boundary may become another one, or say something else', async () => {
  equal(await update(template({ Ref: 'Writes' })), 'UPDATE_COMPLETE');
  equal(await deployedBoundary(), names.Writes);
  await put();
  await rejects(get(), denied);
  const secret = { Effect: 'Deny', Action: 's3:*', Resource: `arn:aws:s3:::${Bucket}/secret` };
  equal(await update(template({ Ref: 'Reads' }, { reader: [reads, writes, secret] })), 'UPDATE_COMPLETE');
  await put();
  await get();
  await rejects(put('secret'), forbidden);
  deepEqual(await drift(), ['IN_SYNC']);
});

test('what the policies of the role do not allow is not the boundary’s to deny', async () => {
  const message = /because no identity-based policy allows the s3:ListAllMyBuckets action$/;
  await rejects(s3.send(new ListBucketsCommand({})), { name: 'AccessDenied', message });
});

test('an update of something else keeps the boundary', async () => {
  equal(await update(template({ Ref: 'Reads' }, { more: { Description: 'changed' } })), 'UPDATE_COMPLETE');
  equal(await deployedBoundary(), names.Reads);
});

test('an update to a policy that does not exist fails, and the boundary stays', async () => {
  equal(await update(template(MISSING)), 'UPDATE_ROLLBACK_COMPLETE');
  equal(await deployedBoundary(), names.Reads);
  match((await reasons('bounded', 'Role')).join('\n'), UNKNOWN);
  await rejects(put(), denied);
});

test('an update that fails elsewhere gives the former boundary back', async () => {
  const { Resources, ...rest } = template({ Ref: 'Writes' }) as { Resources: object };
  const Other = { ...bounded(MISSING), DependsOn: 'Role' };
  equal(await update({ ...rest, Resources: { ...Resources, Other } }), 'UPDATE_ROLLBACK_COMPLETE');
  equal(await deployedBoundary(), names.Reads);
  deepEqual(await drift(), ['IN_SYNC']);
});

test('a boundary that is taken away or changed by hand is found', async () => {
  const RoleName = names.Role;
  await roles.send(new iam.DeleteRolePermissionsBoundaryCommand({ RoleName }));
  await put();
  deepEqual(await drift(), ['MODIFIED', ['/PermissionsBoundary', 'null', 'REMOVE']]);
  await roles.send(new iam.PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary: names.Writes }));
  deepEqual(await drift(), ['MODIFIED', ['/PermissionsBoundary', names.Writes, 'NOT_EQUAL']]);
  await roles.send(new iam.PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary: names.Reads }));
  deepEqual(await drift(), ['IN_SYNC']);
});

test('a role that is replaced has the boundary, too', async () => {
  equal(await update(template({ Ref: 'Reads' }, { more: { Path: '/elsewhere/' } })), 'UPDATE_COMPLETE');
  equal(await deployedBoundary(), names.Reads);
});

test('without a boundary the role does what its policies allow', async () => {
  equal(await update(template(undefined)), 'UPDATE_COMPLETE');
  equal(await deployedBoundary(), undefined);
  s3 = new S3Client(clientOptions(aws, { credentials: await credentialsOfFunction() }));
  await put();
  await get();
  deepEqual(await drift(), ['IN_SYNC']);
  // CloudFormation compares what a template sets, and nothing else.
  const RoleName = names.Role;
  await roles.send(new iam.PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary: names.Reads }));
  deepEqual(await drift(), ['IN_SYNC']);
});

test('a stack whose role has a boundary that does not exist is not made, nor is the role', async () => {
  const Role = bounded(MISSING, { RoleName: 'never-made' });
  await rejects(deploy(aws, 'unbounded', { Resources: { Role } }), /ROLLBACK_COMPLETE/);
  match((await reasons('unbounded', 'Role')).join('\n'), UNKNOWN);
  await rejects(roles.send(new iam.GetRoleCommand({ RoleName: 'never-made' })), { name: 'NoSuchEntityException' });
});

test('an ARN that is none is refused in AWS’s words', async () => {
  const StackName = 'no-arn';
  await rejects(deploy(aws, StackName, { Resources: { Role: bounded('boundary') } }), /ROLLBACK_COMPLETE/);
  match((await reasons(StackName, 'Role')).join('\n'), /"Invalid ARN: {2}Could not be parsed! .*InvalidRequest\)$/);
});
