import { deepEqual, equal, match, ok, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { checkedUrl } from '../../functions/data-bridge/url.ts';
import { projectFolder } from '../../scripts/cli/project.ts';
import { readEnvironment } from '../../scripts/template/environment.ts';
import { packageStack } from '../../scripts/template/package.ts';
import { environment } from './fixture.ts';

// What the embedded AWS drops or does not enforce: it is looked at here.

interface Resource {
  Type: string;
  Condition?: string;
  Properties: Record<string, unknown>;
}

interface Parameter {
  Default: string;
  AllowedPattern?: string;
}

interface Statement {
  Effect: string;
  Principal: unknown;
  Action: unknown;
  Resource: unknown;
  Condition?: unknown;
}

const options = { root: projectFolder, stack: 'data-bridge', environment: environment(), identity: null };
const { template } = await packageStack(options);
const resources = template.Resources as Record<string, Resource>;
const parameters = template.Parameters as Record<string, Parameter>;
const propertiesOf = (id: string) => resources[id]?.Properties ?? {};
const bucketName = '${BucketName}-${AWS::AccountId}-${AWS::Region}';

function statementsOf(document: unknown): Statement[] {
  return (document as { Statement: Statement[] }).Statement;
}

test('the bucket keeps versions, is private, and encrypts with the stack’s key and a bucket key', () => {
  const { BucketName, VersioningConfiguration, PublicAccessBlockConfiguration, BucketEncryption } =
    propertiesOf('DataBucket');
  deepEqual(BucketName, { 'Fn::Sub': bucketName });
  deepEqual(VersioningConfiguration, { Status: 'Enabled' });
  deepEqual(Object.values(PublicAccessBlockConfiguration as object), [true, true, true, true]);
  const KMSMasterKeyID = { 'Fn::GetAtt': ['EncryptionKey', 'Arn'] };
  const ServerSideEncryptionByDefault = { SSEAlgorithm: 'aws:kms', KMSMasterKeyID };
  const rule = { BucketKeyEnabled: true, ServerSideEncryptionByDefault };
  deepEqual(BucketEncryption, { ServerSideEncryptionConfiguration: [rule] });
});

test('the key turns over, the account administers it, the role uses it through S3 for this bucket alone', () => {
  const { EnableKeyRotation, KeyPolicy } = propertiesOf('EncryptionKey');
  equal(EnableKeyRotation, true);
  const [account, role, ...others] = statementsOf(KeyPolicy);
  equal(others.length, 0);
  deepEqual(account?.Principal, { AWS: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root' } });
  deepEqual(role?.Principal, { AWS: { 'Fn::Sub': '${LambdaExecutionRole.Arn}' } });
  deepEqual(role?.Action, ['kms:Decrypt', 'kms:GenerateDataKey']);
  deepEqual(role?.Condition, {
    StringEquals: {
      'kms:ViaService': { 'Fn::Sub': 's3.${AWS::Region}.amazonaws.com' },
      'kms:EncryptionContext:aws:s3:arn': { 'Fn::Sub': `arn:\${AWS::Partition}:s3:::${bucketName}` },
    },
  });
});

test('nothing without TLS', () => {
  const [deny, ...others] = statementsOf(propertiesOf('DataBucketPolicy').PolicyDocument);
  equal(others.length, 0);
  deepEqual([deny?.Effect, deny?.Principal, deny?.Action], ['Deny', '*', 's3:*']);
  deepEqual(deny?.Condition, { Bool: { 'aws:SecureTransport': 'false' } });
});

test('without a key there is no secret, no grant on one, and nothing in the environment', () => {
  equal(parameters.ApiKeySecretArn?.Default, '');
  equal(parameters.MakeApiKeySecret?.Default, 'false');
  deepEqual(
    [resources.ApiKeySecret?.Condition, resources.OwnKeyPolicy?.Condition, resources.GivenKeyPolicy?.Condition],
    ['IsKeyOwn', 'IsKeyOwn', 'IsKeyGiven'],
  );
  const { Variables } = propertiesOf('DataBridge').Environment as { Variables: Record<string, unknown> };
  const noValue = { Ref: 'AWS::NoValue' };
  const given = { 'Fn::If': ['IsKeyGiven', { Ref: 'ApiKeySecretArn' }, noValue] };
  deepEqual(Variables.API_KEY_SECRET_ARN, { 'Fn::If': ['IsKeyOwn', { 'Fn::GetAtt': ['ApiKeySecret', 'Id'] }, given] });
  deepEqual(Variables.API_KEY_PARAMETER, { 'Fn::If': ['HasKey', { Ref: 'ApiKeyParameter' }, noValue] });
  const secrets = Object.keys(Variables).filter((name) => /KEY|SECRET|TOKEN|PASSWORD/.test(name));
  deepEqual(secrets, ['API_KEY_SECRET_ARN', 'API_KEY_PARAMETER']);
});

for (const [id, resource] of [
  ['OwnKeyPolicy', '${ApiKeySecret.Id}'],
  ['GivenKeyPolicy', '${ApiKeySecretArn}'],
] as const) {
  test(`${id} lets the role read that one secret, and no more`, () => {
    const { Roles, PolicyDocument } = propertiesOf(id);
    deepEqual(Roles, [{ Ref: 'LambdaExecutionRole' }]);
    const [{ Effect, Action, Resource, ...more }, ...others] = statementsOf(PolicyDocument) as [Statement];
    deepEqual([Effect, Action, Resource], ['Allow', 'secretsmanager:GetSecretValue', { 'Fn::Sub': resource }]);
    deepEqual([Object.keys(more), others], [['Sid'], []]);
  });
}

test('calls of the API at once are bounded, unless 0 says otherwise', () => {
  const { ReservedConcurrentExecutions } = propertiesOf('DataBridge');
  const bound = { Ref: 'ReservedConcurrency' };
  deepEqual(ReservedConcurrentExecutions, { 'Fn::If': ['HasReservedConcurrency', bound, { Ref: 'AWS::NoValue' }] });
  const conditions = template.Conditions as Record<string, unknown>;
  deepEqual(conditions.HasReservedConcurrency, { 'Fn::Not': [{ 'Fn::Equals': [bound, '0'] }] });
  equal(Number(parameters.ReservedConcurrency?.Default), 0);
});

test('the method is throttled, and access logs are off unless the account has the role for them', () => {
  const { MethodSettings, AccessLogSetting } = propertiesOf('ApiStage');
  const limits = { ThrottlingRateLimit: { Ref: 'RateLimit' }, ThrottlingBurstLimit: { Ref: 'BurstLimit' } };
  deepEqual(MethodSettings, [{ HttpMethod: 'GET', ResourcePath: '/data', ...limits }]);
  const [condition, on, off] = (AccessLogSetting as { 'Fn::If': unknown[] })['Fn::If'];
  deepEqual([condition, off], ['HasAccessLogs', { Ref: 'AWS::NoValue' }]);
  ok(JSON.stringify(on).includes('ApiLogs'));
  equal(parameters.AccessLogs?.Default, 'false');
});

test('the stage shows the deployment that packaging named', () => {
  const { Ref } = propertiesOf('ApiStage').DeploymentId as { Ref: string };
  match(Ref, /^ApiDeployment[0-9a-f]{10}$/);
  equal(resources[Ref]?.Type, 'AWS::ApiGateway::Deployment');
});

for (const [url, taken] of [
  ['https://api.example/weather?q=Tokyo', true],
  ['http://127.0.0.1:4566/_stand-in/weather/', true],
  ['http://api.example/', false],
  ['http://127.0.0.1.evil.example/', false],
  ['https://user@api.example/', false],
  ['file:///etc/passwd', false],
] as const) {
  test(`ApiUrl takes ${url}: ${taken}`, () => {
    equal(new RegExp(parameters.ApiUrl?.AllowedPattern ?? '').test(url), taken);
  });
}

for (const name of ['dev', 'prod']) {
  test(`in ${name} the function calls the real API over https, and no loopback`, async () => {
    const { stacks } = await readEnvironment(projectFolder, name, {}, { offline: true });
    const value = (parameter: string) =>
      stacks['data-bridge']?.parameters[parameter] ?? parameters[parameter]?.Default ?? '';
    const settings = {
      apiUrl: value('ApiUrl'),
      allowedHost: value('AllowedHost'),
      allowLoopback: value('AllowLoopback') === 'true',
      bucket: '',
      keySecretArn: null,
      keyParameter: '',
      freshSeconds: 0,
      failurePauseSeconds: 0,
      attemptTimeoutMs: 0,
    };
    equal(settings.allowLoopback, false);
    equal(checkedUrl(settings).hostname, 'api.openweathermap.org');
    throws(() => checkedUrl({ ...settings, apiUrl: 'http://127.0.0.1/' }));
  });
}
