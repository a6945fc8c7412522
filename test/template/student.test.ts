import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { projectFolder } from '../../scripts/cli/project.ts';
import { packageStack } from '../../scripts/template/package.ts';
import { environment } from './fixture.ts';

// What the embedded AWS drops or does not enforce: it is looked at here.

interface Resource {
  Type: string;
  Condition?: string;
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
  Properties: Record<string, unknown>;
}

async function resourcesOf(stack: string): Promise<Record<string, Resource>> {
  const options = { root: projectFolder, stack, environment: environment(), identity: null };
  return (await packageStack(options)).template.Resources as Record<string, Resource>;
}

const [data, backup, student] = await Promise.all(['student-data', 'student-backup', 'student'].map(resourcesOf));
const propertiesOf = (resources: Record<string, Resource> | undefined, id: string) => resources?.[id]?.Properties ?? {};
const isPrivate = {
  BlockPublicAcls: true,
  BlockPublicPolicy: true,
  IgnorePublicAcls: true,
  RestrictPublicBuckets: true,
};
const sseS3 = { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] };

test('the students’ table is protected, encrypted, recoverable to any second, and stays', () => {
  const { DeletionPolicy, UpdateReplacePolicy, Properties } = data?.StudentTable ?? ({} as Resource);
  deepEqual([DeletionPolicy, UpdateReplacePolicy], ['Retain', 'Retain']);
  equal(Properties.DeletionProtectionEnabled, true);
  deepEqual(Properties.SSESpecification, { SSEEnabled: true });
  deepEqual(Properties.PointInTimeRecoverySpecification, { PointInTimeRecoveryEnabled: true });
  deepEqual(Properties.KeySchema, [{ AttributeName: 'studentId', KeyType: 'HASH' }]);
});

for (const [stack, id] of [
  [backup, 'BackupBucket'],
  [backup, 'LogBucket'],
  [student, 'SiteBucket'],
] as const) {
  test(`${id} is private, encrypted with SSE-S3, versioned, without access control lists, and stays`, () => {
    const { DeletionPolicy, Properties } = stack?.[id] ?? ({} as Resource);
    equal(DeletionPolicy, 'Retain');
    deepEqual(Properties.PublicAccessBlockConfiguration, isPrivate);
    deepEqual(Properties.BucketEncryption, sseS3);
    deepEqual(Properties.VersioningConfiguration, { Status: 'Enabled' });
    deepEqual(Properties.OwnershipControls, { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] });
    ok(Properties.LifecycleConfiguration);
  });
}

test('the backup bucket’s access is logged, it has tags, and its name the known default', () => {
  const { LoggingConfiguration, Tags, BucketName } = propertiesOf(backup, 'BackupBucket');
  deepEqual(LoggingConfiguration, { DestinationBucketName: { Ref: 'LogBucket' }, LogFilePrefix: 'access/' });
  deepEqual(Tags, [{ Key: 'Content', Value: 'backups' }]);
  deepEqual(BucketName, { 'Fn::Sub': '${BackupBucketName}-${AWS::AccountId}-${AWS::Region}' });
});

test('runs expire, and a failed backup is not repeated by Lambda', () => {
  const { TimeToLiveSpecification } = propertiesOf(backup, 'RunTable');
  deepEqual(TimeToLiveSpecification, { AttributeName: 'expiresAt', Enabled: true });
  equal(propertiesOf(backup, 'BackupRetries').MaximumRetryAttempts, 0);
  equal(propertiesOf(backup, 'BackupFunction').Timeout, 900);
});

test('each method but OPTIONS takes the key, and signed-in people alone where that is required', () => {
  const methods = Object.values(student ?? {}).filter(({ Type }) => Type === 'AWS::ApiGateway::Method');
  equal(methods.length, 7);
  for (const { Properties } of methods) {
    if (Properties.HttpMethod === 'OPTIONS') {
      equal(Properties.AuthorizationType, 'NONE');
      continue;
    }
    equal(Properties.ApiKeyRequired, true);
    deepEqual(Properties.AuthorizationType, { 'Fn::If': ['RequiresSignIn', 'COGNITO_USER_POOLS', 'NONE'] });
    const noValue = { Ref: 'AWS::NoValue' };
    deepEqual(Properties.AuthorizationScopes, { 'Fn::If': ['RequiresSignIn', ['students/use'], noValue] });
  }
});

test('nothing of the API, the site or the functions names every origin', () => {
  ok(!JSON.stringify(student).match(/Allow-Origin[^}]*'\*'/));
  const responses = Object.values(student ?? {}).filter(({ Type }) => Type === 'AWS::ApiGateway::GatewayResponse');
  const types = responses.map(({ Properties }) => Properties.ResponseType).sort();
  deepEqual(types, ['DEFAULT_4XX', 'DEFAULT_5XX', 'INVALID_API_KEY', 'QUOTA_EXCEEDED', 'THROTTLED', 'UNAUTHORIZED']);
  for (const { Properties } of responses) {
    const headers = Properties.ResponseParameters as Record<string, { 'Fn::If': unknown[] }>;
    const [, , distribution] = headers['gatewayresponse.header.Access-Control-Allow-Origin']?.['Fn::If'] ?? [];
    deepEqual(distribution, { 'Fn::Sub': "'https://${Distribution.DomainName}'" });
  }
});

test('calls are traced and throttled by method, and the plan has a rate, a burst and a quota', () => {
  const { TracingEnabled, MethodSettings } = propertiesOf(student, 'ApiStage');
  equal(TracingEnabled, true);
  const paths = (MethodSettings as { HttpMethod: string; ResourcePath: string }[]).map((one) => {
    return `${one.HttpMethod} ${one.ResourcePath}`;
  });
  deepEqual(paths, ['GET /students', 'POST /students', 'POST /backup', 'GET /backup/{backupId}']);
  const { Throttle, Quota } = propertiesOf(student, 'StudentUsagePlan');
  deepEqual(Throttle, { RateLimit: { Ref: 'RateLimit' }, BurstLimit: { Ref: 'BurstLimit' } });
  deepEqual(Quota, { Limit: { Ref: 'QuotaPerDay' }, Period: 'DAY' });
});

test('the key is looked up by its version in both places, and its value stands nowhere', () => {
  const byVersion = '{{resolve:secretsmanager:${ApiKeySecret.Id}:SecretString:::${ApiKeyVersion}}}';
  const current = '{{resolve:secretsmanager:${ApiKeySecret.Id}:SecretString}}';
  const expected = { 'Fn::If': ['HasApiKeyVersion', { 'Fn::Sub': byVersion }, { 'Fn::Sub': current }] };
  deepEqual(propertiesOf(student, 'StudentApiKey').Value, expected);
  const config = propertiesOf(student, 'Distribution').DistributionConfig as { Origins: Record<string, unknown>[] };
  const [header] = config.Origins.flatMap(({ OriginCustomHeaders = [] }) => OriginCustomHeaders as object[]);
  deepEqual(header, { HeaderName: 'x-api-key', HeaderValue: expected });
});

test('the site is HTTPS alone, and has no error page that would hide the API’s answers', () => {
  const { DistributionConfig } = propertiesOf(student, 'Distribution') as {
    DistributionConfig: Record<string, unknown>;
  };
  equal(DistributionConfig.CustomErrorResponses, undefined);
  const [api] = DistributionConfig.CacheBehaviors as Record<string, unknown>[];
  equal(api?.ViewerProtocolPolicy, 'https-only');
  // Managed policies: CachingDisabled, AllViewerExceptHostHeader.
  equal(api?.CachePolicyId, '4135ea2d-6df8-44a3-9df3-4b5a84be39ad');
  equal(api?.OriginRequestPolicyId, 'b689b0a8-53d0-40ab-baf2-68738e2966ac');
  const { ViewerProtocolPolicy } = DistributionConfig.DefaultCacheBehavior as Record<string, unknown>;
  equal(ViewerProtocolPolicy, 'redirect-to-https');
});

test('nobody signs up by themselves, there is no default password, and the pool stays', () => {
  const { DeletionPolicy, Properties } = student?.UserPool ?? ({} as Resource);
  equal(DeletionPolicy, 'Retain');
  deepEqual(Properties.AdminCreateUserConfig, { AllowAdminCreateUserOnly: true });
  equal(Properties.DeletionProtection, 'ACTIVE');
  const client = propertiesOf(student, 'UserPoolClient');
  deepEqual(client.AllowedOAuthFlows, ['code']);
  equal(client.GenerateSecret, false);
  deepEqual(client.ExplicitAuthFlows, ['ALLOW_REFRESH_TOKEN_AUTH', 'ALLOW_USER_SRP_AUTH']);
});

test('errors and throttles have alarms', () => {
  const alarms = [backup, student].flatMap((resources) =>
    Object.values(resources ?? {}).flatMap(({ Type, Properties }) =>
      Type === 'AWS::CloudWatch::Alarm' ? [String(Properties.MetricName)] : [],
    ),
  );
  deepEqual(alarms.sort(), [
    '4XXError',
    '5XXError',
    'Errors',
    'Errors',
    'Errors',
    'Throttles',
    'Throttles',
    'Throttles',
  ]);
});

test('the function takes /api off the path, and nothing else', () => {
  const { FunctionCode } = propertiesOf(student, 'WithoutApiPrefix') as { FunctionCode: string };
  match(FunctionCode, /^function handler\(event\)/);
  const handler = new Function(`${FunctionCode}; return handler;`)() as (event: object) => { uri: string };
  for (const [uri, passed] of [
    ['/api/students', '/students'],
    ['/api/backup/1', '/backup/1'],
    ['/api/api/x', '/api/x'],
    ['/apiary', '/apiary'],
    ['/x/api/y', '/x/api/y'],
    ['/api/', '/'],
  ]) {
    equal(handler({ request: { uri } }).uri, passed);
  }
});
