import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { projectFolder } from '../../scripts/cli/project.ts';
import { resourcesOf } from '../../scripts/iam/grants.ts';
import { readStackAccess } from '../../scripts/iam/stack-access.ts';
import { field, symbolic } from '../../scripts/iam/statements.ts';
import { readEnvironment } from '../../scripts/template/environment.ts';

/** What the embedded AWS drops or ignores, and what an account must have all the same. */
const { template, policies } = await readStackAccess(projectFolder, 'user-buckets');
const resources = new Map(resourcesOf(template).map((resource) => [resource.logicalId, resource]));
const property = (logicalId: string, ...path: string[]) =>
  path.reduce<unknown>((value, name) => field(value, name), resources.get(logicalId)?.properties);
const parameter = (name: string) => field(field(template.value, 'Parameters'), name);

test('the stream hands on sign-ups alone, one by one when they fail, and for a bounded time', () => {
  const filters = property('SignUps', 'FilterCriteria', 'Filters') as { Pattern: string }[];
  deepEqual(
    filters.map(({ Pattern }) => JSON.parse(Pattern)),
    [{ eventName: ['INSERT'] }],
  );
  deepEqual(property('SignUps', 'FunctionResponseTypes'), ['ReportBatchItemFailures']);
  equal(property('SignUps', 'BisectBatchOnFunctionError'), true);
  equal(property('SignUps', 'MaximumRetryAttempts'), 5);
  equal(property('SignUps', 'MaximumRecordAgeInSeconds'), 3600);
  equal(property('SignUps', 'StartingPosition'), 'TRIM_HORIZON');
  equal(property('UserTable', 'StreamSpecification', 'StreamViewType'), 'NEW_AND_OLD_IMAGES');
});

test('what fails for good is kept: records in a bucket, events in a queue for 14 days', () => {
  const destination = (logicalId: string) =>
    symbolic(property(logicalId, 'DestinationConfig', 'OnFailure', 'Destination'));
  equal(destination('SignUps'), '${FailedRecordsBucket.Arn}');
  equal(destination('BucketUriInsertFailures'), '${FailedUriQueue.Arn}');
  equal(property('BucketUriInsertFailures', 'MaximumRetryAttempts'), 2);
  equal(property('FailedUriQueue', 'MessageRetentionPeriod'), 14 * 24 * 60 * 60);
});

test('a redrive does not meet a message twice: it stays hidden for longer than the function may take, ten times', () => {
  const timeout = Number(property('BucketUriInsert', 'Timeout'));
  ok(Number(property('FailedUriQueue', 'VisibilityTimeout')) > 10 * timeout);
});

test('each way to fail has its alarm', () => {
  const alarms = [...resources.values()].filter(({ type }) => type === 'AWS::CloudWatch::Alarm');
  const watched = alarms.map(({ properties }) => {
    const of = (name: string) => field(properties, name);
    const dimensions = (of('Dimensions') as object[]).map((dimension) => [
      field(dimension, 'Name'),
      symbolic(field(dimension, 'Value')),
    ]);
    return [of('Namespace'), of('MetricName'), dimensions, of('Statistic'), of('ComparisonOperator'), of('Threshold')];
  });
  const atLeast = 'GreaterThanOrEqualToThreshold';
  const creation = [['FunctionName', '${BucketCreation}']];
  const mapping = [['EventSourceMappingUUID', '${SignUps}']];
  const queue = [['QueueName', '${FailedUriQueue.QueueName}']];
  deepEqual(watched, [
    ['AWS/Lambda', 'IteratorAge', creation, 'Maximum', atLeast, 5 * 60 * 1000],
    ['AWS/Lambda', 'OnFailureDestinationDeliveredEventCount', mapping, 'Sum', atLeast, 1],
    ['AWS/Lambda', 'DestinationDeliveryFailures', creation, 'Sum', atLeast, 1],
    ['AWS/SQS', 'ApproximateNumberOfMessagesVisible', queue, 'Maximum', atLeast, 1],
  ]);
  deepEqual(property('SignUps', 'MetricsConfig', 'Metrics'), ['EventCount']);
  for (const { properties } of alarms) match(JSON.stringify(field(properties, 'AlarmActions')), /HasAlarmTopic/);
});

test('claims outlive failed records, and both go by themselves', () => {
  for (const table of ['ClaimTable', 'IdempotencyTable']) {
    deepEqual(property(table, 'TimeToLiveSpecification'), { AttributeName: 'expiration', Enabled: true });
  }
  const [rule] = property('FailedRecordsBucket', 'LifecycleConfiguration', 'Rules') as { ExpirationInDays: number }[];
  equal(rule?.ExpirationInDays, 90);
});

test('everything at rest is encrypted, the failed records are closed', () => {
  for (const table of ['UserTable', 'ClaimTable', 'IdempotencyTable']) {
    equal(property(table, 'SSESpecification', 'SSEEnabled'), true);
  }
  equal(property('FailedUriQueue', 'SqsManagedSseEnabled'), true);
  deepEqual(Object.values(property('FailedRecordsBucket', 'PublicAccessBlockConfiguration') as object), [
    true,
    true,
    true,
    true,
  ]);
});

const ORIGINS: [origin: string, accepted: boolean][] = [
  ['https://www.example.com', true],
  ['https://www.example.com:8443', true],
  ['http://localhost:3000', true],
  ['*', false],
  ['https://*.example.com', false],
  ['http://www.example.com', false],
  ['https://www.example.com/', false],
  ['null', false],
];

for (const [origin, accepted] of ORIGINS) {
  test(`the origin '${origin}' is ${accepted ? 'accepted' : 'refused'}`, () => {
    const pattern = new RegExp(String(field(parameter('AllowedOrigins'), 'AllowedPattern')));
    equal(pattern.test(origin), accepted);
  });
}

test('no grant of bucket-creation reaches further than it says', () => {
  const statements = policies.flatMap(({ owner, statements }) => (owner === 'BucketCreationRole' ? statements : []));
  ok(statements.length > 5);
  for (const { actions, resources } of statements) {
    ok(actions.every((action) => !action.includes('*')));
    ok(
      resources.every((resource) => /\$\{(\w+\.(Arn|StreamArn)|BucketPrefix)\}/.test(resource)),
      resources.join(),
    );
  }
  const text = readFileSync(join(projectFolder, 'policies/bucket-creation.json'), 'utf8');
  const granted = (sid: string) => JSON.parse(text).Statement.find(({ Sid }: { Sid: string }) => Sid === sid);
  const { Action, Condition } = granted('ConfigureUserBuckets');
  deepEqual(Condition, { StringEquals: { 'aws:ResourceAccount': '${AWS::AccountId}' } });
  ok(Action.every((action: string) => action.startsWith('s3:Put')));
  // A bucket that is not there has no account yet, and a name that is taken must be told from a call that is denied.
  const creates = granted('CreateUserBuckets');
  deepEqual([creates.Action, creates.Condition], ['s3:CreateBucket', undefined]);
});

const PREFIXES: [prefix: string, accepted: boolean][] = [
  ['siu', true],
  ['siu-prod-', true],
  ['xna', true],
  ['amzn-s3-', true],
  ['xn--a', false],
  ['xn-', false],
  ['sthree-', false],
  ['sthree', false],
  ['amzn-s3-demo-', false],
  ['amzn-s3-demo', false],
  ['Siu', false],
];

for (const [prefix, accepted] of PREFIXES) {
  test(`the bucket prefix '${prefix}' is ${accepted ? 'accepted' : 'refused'}`, () => {
    equal(new RegExp(String(field(parameter('BucketPrefix'), 'AllowedPattern'))).test(prefix), accepted);
  });
}

test('no environment’s bucket prefix begins another’s: they may share an account', async () => {
  const accounts = { DEV_ACCOUNT_ID: '111122223333', PROD_ACCOUNT_ID: '111122223333' };
  const prefixes = await Promise.all(
    ['dev', 'prod'].map(async (name) => {
      const { stacks } = await readEnvironment(projectFolder, name, accounts);
      return stacks['user-buckets']?.parameters.BucketPrefix ?? '';
    }),
  );
  for (const [index, prefix] of prefixes.entries()) {
    ok(prefix.length > 0);
    ok(prefixes.every((other, at) => at === index || !other.startsWith(prefix)));
  }
});
