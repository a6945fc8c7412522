import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNT, BACKUPS, roleDecisions } from './roles.ts';

const decisionOf = await roleDecisions();

const STACK = `arn:aws:cloudformation:us-east-1:${ACCOUNT}:stack/stackwarden-dev-lab/1`;
const CHANGE_SET = `arn:aws:cloudformation:us-east-1:${ACCOUNT}:changeSet/stackwarden-pr-abc-1-1/1`;
const TAGGING = { 'cloudformation:CreateAction': 'CreateChangeSet' };
const BOOTSTRAP = STACK.replace('-lab', '-bootstrap');
const LOG_STREAM = `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:/aws/lambda/lab-function-dev:log-stream:2026/1`;
const ALARM = `arn:aws:cloudwatch:us-east-1:${ACCOUNT}:alarm:stackwarden-dev-user-buckets-UrisFailedAlarm-1`;
const BUCKET = `arn:aws:s3:::stackwarden-dev-artifacts-${ACCOUNT}-us-east-1`;
const SERVICE_ROLE = `arn:aws:iam::${ACCOUNT}:role/stackwarden-dev-cloudformation`;
const named = (name: string) => ({ 'cloudformation:ChangeSetName': name });
const byArn = (name: string) => named(`arn:aws:cloudformation:us-east-1:${ACCOUNT}:changeSet/${name}/1`);
const toCloudFormation = { 'iam:PassedToService': 'cloudformation.amazonaws.com' };
const BOUNDARY = { 'iam:PermissionsBoundary': `arn:aws:iam::${ACCOUNT}:policy/stackwarden-dev-boundary` };
const LAB_ROLE = `arn:aws:iam::${ACCOUNT}:role/LabLambdaRole-dev`;
const FUNCTION = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:lab-function-dev`;
const MAPPING = `arn:aws:lambda:us-east-1:${ACCOUNT}:event-source-mapping:00000000-0000-0000-0000-000000000000`;
const SITE = `arn:aws:s3:::student-management-website-2025-dev-${ACCOUNT}-us-east-1`;
const DISTRIBUTION = `arn:aws:cloudfront::${ACCOUNT}:distribution/ABC`;

type Case = [role: string, action: string, resource: string, context: Record<string, string>, allowed: boolean];

const cases: Case[] = [
  // A pull request makes change sets under its own names, reads, and writes below pr/.
  ['PlanPullRequestRole', 'cloudformation:CreateChangeSet', STACK, named('stackwarden-pr-abc-1-1'), true],
  ['PlanPullRequestRole', 'cloudformation:CreateChangeSet', STACK, named('stackwarden-abc-1-1'), false],
  ['PlanPullRequestRole', 'cloudformation:DeleteChangeSet', STACK, byArn('stackwarden-pr-abc-1-1'), true],
  ['PlanPullRequestRole', 'cloudformation:DeleteChangeSet', STACK, byArn('stackwarden-abc-1-1'), false],
  ['PlanPullRequestRole', 'cloudformation:ExecuteChangeSet', STACK, named('stackwarden-pr-abc-1-1'), false],
  ['PlanPullRequestRole', 'cloudformation:DeleteStack', STACK, {}, false],
  ['PlanPullRequestRole', 'iam:PassRole', SERVICE_ROLE, toCloudFormation, false],
  ['PlanPullRequestRole', 's3:GetObject', `${BUCKET}/main/functions/a.zip`, {}, true],
  ['PlanPullRequestRole', 's3:PutObject', `${BUCKET}/pr/functions/a.zip`, {}, true],
  ['PlanPullRequestRole', 's3:PutObject', `${BUCKET}/main/functions/a.zip`, {}, false],
  ['PlanPullRequestRole', 'cloudformation:DescribeStacks', STACK, {}, true],
  ['PlanPullRequestRole', 'cloudformation:DescribeStacks', STACK.replace('-dev-', '-prod-'), {}, false],
  ['PlanPullRequestRole', 'cloudformation:DescribeEvents', CHANGE_SET, {}, true],
  ['PlanPullRequestRole', 'cloudformation:TagResource', STACK, TAGGING, true],
  ['PlanPullRequestRole', 'cloudformation:TagResource', STACK, { 'cloudformation:CreateAction': 'CreateStack' }, false],
  ['PlanMainRole', 'cloudformation:TagResource', STACK, TAGGING, true],
  ['DeployRole', 'cloudformation:DescribeEvents', STACK, {}, true],
  // Main makes change sets with the service role, which it passes to CloudFormation alone.
  ['PlanMainRole', 'cloudformation:CreateChangeSet', STACK, named('stackwarden-abc-1-1'), true],
  ['PlanMainRole', 'cloudformation:ExecuteChangeSet', STACK, named('stackwarden-abc-1-1'), false],
  ['PlanMainRole', 'iam:PassRole', SERVICE_ROLE, toCloudFormation, true],
  ['PlanMainRole', 'iam:PassRole', SERVICE_ROLE, { 'iam:PassedToService': 'lambda.amazonaws.com' }, false],
  ['PlanMainRole', 'iam:PassRole', LAB_ROLE, toCloudFormation, false],
  ['PlanMainRole', 's3:PutObject', `${BUCKET}/main/functions/a.zip`, {}, true],
  ['PlanMainRole', 's3:DeleteObject', `${BUCKET}/main/functions/a.zip`, {}, false],
  // A deploy executes what was reviewed, never what a pull request made, and passes no role.
  ['DeployRole', 'cloudformation:ExecuteChangeSet', STACK, byArn('stackwarden-abc-1-1'), true],
  ['DeployRole', 'cloudformation:ExecuteChangeSet', STACK, named('stackwarden-pr-abc-1-1'), false],
  ['DeployRole', 'cloudformation:ExecuteChangeSet', STACK, byArn('stackwarden-pr-abc-1-1'), false],
  ['DeployRole', 'cloudformation:CreateChangeSet', STACK, named('stackwarden-abc-1-1'), false],
  ['DeployRole', 'iam:PassRole', SERVICE_ROLE, toCloudFormation, false],
  ['DeployRole', 's3:PutObject', `${BUCKET}/main/functions/a.zip`, {}, false],
  ['DeployRole', 's3:GetObject', `${BUCKET}/main/functions/a.zip`, {}, false],
  ['DeployRole', 'lambda:InvokeFunction', FUNCTION, {}, true],
  ['DeployRole', 'lambda:InvokeFunction', FUNCTION.replace('-dev', '-prod'), {}, false],
  ['DeployRole', 'cloudformation:ExecuteChangeSet', BOOTSTRAP, byArn('stackwarden-abc-1-1'), false],
  ['DeployRole', 'cloudformation:DeleteStack', STACK, {}, true],
  ['DeployRole', 'cloudformation:DeleteStack', BOOTSTRAP, {}, false],
  ['DeployRole', 'cloudformation:DeleteStack', BOOTSTRAP.replace('-bootstrap', '-audit'), {}, false],
  ['DeployRole', 's3:PutObject', `arn:aws:s3:::student-site-dev-${ACCOUNT}-us-east-1/index.html`, {}, true],
  ['DeployRole', 's3:PutObject', `arn:aws:s3:::lab-bucket-dev-${ACCOUNT}-us-east-1/index.html`, {}, false],
  ['DeployRole', 's3:ListBucket', SITE, {}, true],
  ['DeployRole', 's3:ListBucket', SITE.replace('-dev-', '-prod-'), {}, false],
  ['DeployRole', 's3:PutObject', `${SITE}/index.html`, {}, true],
  ['DeployRole', 's3:DeleteObject', `${SITE}/index.html`, {}, true],
  ['DeployRole', 's3:GetObject', `${SITE}/.stackwarden-invalidate.json`, {}, true],
  ['DeployRole', 's3:PutObject', `${SITE.replace('-dev-', '-prod-')}/index.html`, {}, false],
  // The environment `old-dev` is another one.
  ['DeployRole', 's3:PutObject', `${SITE.replace('-dev-', '-old-dev-')}/index.html`, {}, false],
  ['DeployRole', 's3:PutObject', `${SITE.replace(ACCOUNT, '444455556666')}/index.html`, {}, false],
  ['DeployRole', 'cloudfront:CreateInvalidation', DISTRIBUTION, { 'aws:ResourceTag/Environment': 'dev' }, true],
  ['DeployRole', 'cloudfront:CreateInvalidation', DISTRIBUTION, { 'aws:ResourceTag/Environment': 'prod' }, false],
  ['DeployRole', 'cloudfront:CreateInvalidation', DISTRIBUTION, {}, false],
  ['DeployRole', 'cloudfront:UpdateDistribution', DISTRIBUTION, { 'aws:ResourceTag/Environment': 'dev' }, false],
  ['DeployRole', 'cloudfront:GetDistribution', DISTRIBUTION, { 'aws:ResourceTag/Environment': 'dev' }, false],
  ['DeployRole', 'logs:GetLogEvents', LOG_STREAM, {}, true],
  ['DeployRole', 'logs:GetLogEvents', LOG_STREAM.replace('-dev', '-prod'), {}, false],
  // The service role makes roles with the boundary only, and never touches what made it.
  ['ServiceRole', 'iam:CreateRole', LAB_ROLE, BOUNDARY, true],
  ['ServiceRole', 'iam:CreateRole', LAB_ROLE, {}, false],
  ['ServiceRole', 'iam:PutRolePolicy', LAB_ROLE, BOUNDARY, true],
  ['ServiceRole', 'iam:PutRolePolicy', SERVICE_ROLE, BOUNDARY, false],
  ['ServiceRole', 'iam:DeleteRolePermissionsBoundary', LAB_ROLE, BOUNDARY, false],
  ['ServiceRole', 'iam:CreatePolicyVersion', BOUNDARY['iam:PermissionsBoundary'], {}, false],
  ['ServiceRole', 'iam:PassRole', LAB_ROLE, { 'iam:PassedToService': 'lambda.amazonaws.com' }, true],
  ['ServiceRole', 'iam:PassRole', LAB_ROLE, { 'iam:PassedToService': 'ec2.amazonaws.com' }, false],
  ['ServiceRole', 'lambda:CreateFunction', FUNCTION, {}, true],
  ['ServiceRole', 'lambda:CreateFunction', FUNCTION.replace('-dev', '-prod'), {}, false],
  ['ServiceRole', 'iam:PutRolePolicy', SERVICE_ROLE.replace('cloudformation', 'trail'), BOUNDARY, false],
  ['ServiceRole', 'cloudwatch:DeleteAlarms', ALARM, {}, true],
  ['ServiceRole', 'cloudwatch:DeleteAlarms', ALARM.replace(/alarm:.*/, 'alarm:stackwarden-dev-iam-changes'), {}, false],
  ['ServiceRole', 'lambda:TagResource', MAPPING, { 'aws:RequestTag/Environment': 'dev' }, true],
  ['ServiceRole', 'lambda:TagResource', MAPPING, { 'aws:RequestTag/Environment': 'prod' }, false],
  ['ServiceRole', 'lambda:UntagResource', MAPPING, { 'aws:ResourceTag/Environment': 'dev' }, true],
  ['ServiceRole', 'lambda:UntagResource', MAPPING, { 'aws:ResourceTag/Environment': 'prod' }, false],
  ['ServiceRole', 'iam:CreateUser', `arn:aws:iam::${ACCOUNT}:user/x`, {}, false],
  // Operators reach what has their project's tag.
  ['OperatorRole', 'lambda:InvokeFunction', FUNCTION, tags('Stackwarden', 'Stackwarden'), true],
  ['OperatorRole', 'lambda:InvokeFunction', FUNCTION, tags('Other', 'Stackwarden'), false],
  ['OperatorRole', 'lambda:InvokeFunction', FUNCTION, { 'aws:PrincipalTag/Project': 'Stackwarden' }, false],
  ['OperatorRole', 'iam:CreateRole', LAB_ROLE, tags('Stackwarden', 'Stackwarden'), false],
  // What a deploy breaks is restored from backups: it reaches none (backup-policies.test.ts has who does).
  ['ServiceRole', 's3:PutBucketPolicy', BACKUPS, {}, false],
  ['ServiceRole', 's3:DeleteBucket', BACKUPS, {}, false],
  ['ServiceRole', 's3:PutLifecycleConfiguration', BACKUPS, {}, false],
  ['DeployRole', 's3:PutObject', `${BACKUPS}/lab-table-dev/1/manifest.json`, {}, false],
  ['DriftRole', 'cloudformation:DetectStackDrift', STACK, {}, true],
  ['DriftRole', 'cloudformation:ExecuteChangeSet', STACK, named('stackwarden-abc-1-1'), false],
];

function tags(principal: string, resource: string) {
  return { 'aws:PrincipalTag/Project': principal, 'aws:ResourceTag/Project': resource };
}

for (const [role, action, resource, context, allowed] of cases) {
  const where = Object.values(context).join(' ');
  test(`${role} ${allowed ? 'may' : 'may not'} ${action} ${resource.split(':').at(-1)} ${where}`, () => {
    assert.equal(decisionOf(role, { action, resource, context }) === 'Allowed', allowed);
  });
}

/** What would show the key of the API, or another secret. */
const SECRETS: [action: string, resource: string][] = [
  ['apigateway:GET', 'arn:aws:apigateway:us-east-1::/apikeys'],
  ['apigateway:GET', 'arn:aws:apigateway:us-east-1::/apikeys/abc'],
  ['apigateway:GET', 'arn:aws:apigateway:us-east-1::/usageplans/abc/keys/def'],
  ['cloudfront:GetDistribution', `arn:aws:cloudfront::${ACCOUNT}:distribution/ABC`],
  ['cloudfront:GetDistributionConfig', `arn:aws:cloudfront::${ACCOUNT}:distribution/ABC`],
  ['secretsmanager:GetSecretValue', `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:key`],
  ['ssm:GetParameter', `arn:aws:ssm:us-east-1:${ACCOUNT}:parameter/key`],
  ['kms:Decrypt', `arn:aws:kms:us-east-1:${ACCOUNT}:key/key`],
];

for (const role of ['PlanPullRequestRole', 'PlanMainRole', 'DriftRole']) {
  test(`${role} is denied what shows a secret, whatever else is attached to it`, () => {
    for (const [action, resource] of SECRETS) {
      assert.equal(decisionOf(role, { action, resource }), 'ExplicitlyDenied', `${action} ${resource}`);
    }
  });
}

for (const role of ['PlanPullRequestRole', 'PlanMainRole']) {
  test(`${role} sees neither code nor variables of functions`, () => {
    for (const action of ['lambda:GetFunction', 'lambda:GetFunctionConfiguration', 'lambda:ListFunctions']) {
      assert.equal(decisionOf(role, { action, resource: FUNCTION }), 'ExplicitlyDenied', action);
    }
  });
}
