import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { actionNamed } from '../../../../scripts/iam/catalog/actions.ts';
import { readCatalog } from '../../../../scripts/iam/catalog/read.ts';
import { foundIn } from '../../../../scripts/prove/rule/service-calls/found.ts';
import { handlerArns } from '../../../../scripts/prove/rule/service-calls/handler-arns.ts';
import { arn, deploymentOf, PLACE, type Resources, ref } from './given.ts';

const catalog = readCatalog();
const RESOURCES: Resources = {
  Role: ['IAM::Role', { RoleName: 'work', Path: '/app/' }],
  Policy: ['IAM::Policy', { Roles: [ref('Role')] }],
  Work: ['Lambda::Function', { FunctionName: 'work', Role: arn('Role') }],
  Permission: ['Lambda::Permission', { FunctionName: arn('Work') }],
  Mapping: ['Lambda::EventSourceMapping', { FunctionName: ref('Work') }],
  Bucket: ['S3::Bucket', { BucketName: 'files' }],
  BucketPolicy: ['S3::BucketPolicy', { Bucket: ref('Bucket') }],
  Queue: ['SQS::Queue', { QueueName: 'jobs' }],
  QueuePolicy: ['SQS::QueuePolicy', { Queues: [ref('Queue')] }],
  Logs: ['Logs::LogGroup', { LogGroupName: '/a' }],
  Secret: ['SecretsManager::Secret'],
  Key: ['KMS::Key'],
  Pool: ['Cognito::UserPool'],
  Client: ['Cognito::UserPoolClient', { UserPoolId: ref('Pool') }],
  Access: ['CloudFront::OriginAccessControl'],
  Helper: ['CloudFront::Function', { Name: 'helper' }],
  Sender: ['SES::EmailIdentity', { EmailIdentity: 'a@example.com' }],
  Api: ['ApiGateway::RestApi'],
  Part: ['ApiGateway::Resource', { RestApiId: ref('Api') }],
  Method: ['ApiGateway::Method', { RestApiId: ref('Api'), ResourceId: ref('Part'), HttpMethod: 'GET' }],
  Stage: ['ApiGateway::Stage', { RestApiId: ref('Api'), StageName: 'prod' }],
  ApiKey: ['ApiGateway::ApiKey'],
  Plan: ['ApiGateway::UsagePlan'],
  PlanKey: ['ApiGateway::UsagePlanKey', { UsagePlanId: ref('Plan') }],
  Account: ['ApiGateway::Account'],
  Model: ['ApiGateway::Model', { RestApiId: ref('Api') }],
};

const { stacks } = deploymentOf(RESOURCES);
const all = stacks.map((stack) => ({ ...stack, environment: 'dev', role: '', tags: {}, byPeople: false }));

function arnsFor(name: string, logicalId: string): string[] {
  const action = actionNamed(catalog, name);
  const [stack] = stacks;
  const resource = stack?.resources.find((one) => one.logicalId === logicalId);
  if (!action || !stack || !resource) throw new Error(`${name} ${logicalId}`);
  const place = { ...PLACE, stacks: all, artifacts: 'arn:aws:s3:::code' };
  return handlerArns(action, foundIn(stack, resource), catalog, place);
}

const id = (name: string) => `${name}0123456789AB`;
const of = (service: string, rest: string, region = 'us-east-1', account = '111122223333') =>
  `arn:aws:${service}:${region}:${account}:${rest}`;
const api = (path: string) => of('apigateway', path, 'us-east-1', '');
const tagsOf = (path: string) => api(`/tags/${encodeURIComponent(api(path))}`);

const CASES: [action: string, resource: string, arns: string[]][] = [
  ['iam:CreateRole', 'Role', [of('iam', 'role/app/work', '')]],
  ['iam:PutRolePolicy', 'Policy', [of('iam', 'role/app/work', '')]],
  ['iam:PassRole', 'Work', [of('iam', 'role/app/work', '')]],
  ['lambda:CreateFunction', 'Work', [of('lambda', 'function:work')]],
  ['s3:GetObject', 'Work', ['arn:aws:s3:::code/main/functions/a.zip']],
  ['lambda:AddPermission', 'Permission', [of('lambda', 'function:work')]],
  ['lambda:CreateEventSourceMapping', 'Mapping', ['*']],
  ['lambda:DeleteEventSourceMapping', 'Mapping', [of('lambda', `event-source-mapping:${id('Mapping')}`)]],
  ['s3:CreateBucket', 'Bucket', ['arn:aws:s3:::files']],
  ['s3:PutBucketPolicy', 'BucketPolicy', ['arn:aws:s3:::files']],
  ['sqs:SetQueueAttributes', 'QueuePolicy', [of('sqs', 'jobs')]],
  ['logs:PutRetentionPolicy', 'Logs', [of('logs', 'log-group:/a')]],
  ['logs:DescribeLogGroups', 'Logs', ['*']],
  ['secretsmanager:DescribeSecret', 'Secret', [of('secretsmanager', `secret:${id('Secret')}-AbCdEf`)]],
  ['kms:PutKeyPolicy', 'Key', [of('kms', `key/${id('Key')}`)]],
  ['cognito-idp:CreateUserPoolClient', 'Client', [of('cognito-idp', `userpool/${id('Pool')}`)]],
  ['cloudfront:GetOriginAccessControl', 'Access', [of('cloudfront', `origin-access-control/${id('Access')}`, '')]],
  ['cloudfront:UpdateFunction', 'Helper', [of('cloudfront', 'function/helper', '')]],
  ['ses:GetEmailIdentity', 'Sender', [of('ses', 'identity/a@example.com')]],
  ['apigateway:POST', 'Api', [api('/restapis')]],
  ['apigateway:GET', 'Api', [api(`/restapis/${id('Api')}`)]],
  ['apigateway:PUT', 'Api', [api(`/restapis/${id('Api')}`), tagsOf(`/restapis/${id('Api')}`)]],
  ['apigateway:POST', 'Part', [api(`/restapis/${id('Api')}/resources`)]],
  ['apigateway:PUT', 'Method', [api(`/restapis/${id('Api')}/resources/${id('Part')}/methods/GET`)]],
  ['apigateway:PATCH', 'Stage', [api(`/restapis/${id('Api')}/stages/${id('Stage')}`)]],
  ['apigateway:DELETE', 'ApiKey', [api(`/apikeys/${id('ApiKey')}`), tagsOf(`/apikeys/${id('ApiKey')}`)]],
  ['apigateway:POST', 'Plan', [api('/usageplans')]],
  ['apigateway:DELETE', 'PlanKey', [api(`/usageplans/${id('Plan')}/keys/${id('PlanKey')}`)]],
  ['apigateway:PATCH', 'Account', [api('/account')]],
  ['apigateway:GET', 'Model', []],
  // Of a kind that the resource is none of, an invented one.
  ['kms:DescribeKey', 'Bucket', [of('kms', 'key/example-key')]],
];

for (const [action, resource, arns] of CASES) {
  test(`${action} for ${RESOURCES[resource]?.[0]} is called on ${arns.join(' and ') || 'nothing that is known'}`, () => {
    deepEqual(arnsFor(action, resource), arns);
  });
}
