import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { projectFolder } from '../../scripts/cli/project.ts';
import { packageStack } from '../../scripts/template/package.ts';
import { environment } from './fixture.ts';

interface Resource {
  Type: string;
  DependsOn?: string[];
  Properties: Record<string, unknown>;
}

const NAME = '${BucketName}-${AWS::AccountId}-${AWS::Region}';
const ARN = `arn:\${AWS::Partition}:s3:::${NAME}`;
const sub = (text: string) => ({ 'Fn::Sub': text });
const attribute = (id: string, name = 'Arn') => ({ 'Fn::GetAtt': [id, name] });

let resources: Record<string, Resource>;

before(async () => {
  const packaged = await packageStack({
    root: projectFolder,
    stack: 'object-events',
    environment: environment(),
    identity: null,
  });
  resources = packaged.template.Resources as Record<string, Resource>;
});

function properties(id: string): Record<string, unknown> {
  const found = resources[id];
  ok(found, `${id} is in the template`);
  return found.Properties;
}

// What the embedded AWS does not check or drops.
describe('the object-events template', () => {
  test('lets S3 call the function for this bucket of this account, and nobody else', () => {
    const permissions = Object.values(resources).filter(({ Type }) => Type === 'AWS::Lambda::Permission');
    deepEqual(
      permissions.map(({ Properties }) => Properties),
      [
        {
          FunctionName: { Ref: 'ObjectSummaryFunction' },
          Action: 'lambda:InvokeFunction',
          Principal: 's3.amazonaws.com',
          SourceArn: sub(ARN),
          SourceAccount: { Ref: 'AWS::AccountId' },
        },
      ],
    );
  });

  test('names the bucket alike in the bucket, the function and the policies, without a reference back', () => {
    deepEqual(properties('EventBucket').BucketName, sub(NAME));
    const { Variables } = properties('ObjectSummaryFunction').Environment as { Variables: object };
    deepEqual(Variables, { BUCKET_NAME: sub(NAME), NODE_OPTIONS: '--enable-source-maps' });
  });

  test('sets the notification only when S3 may call and failed events have a place', () => {
    deepEqual(resources.EventBucket?.DependsOn, ['BucketMayInvoke', 'AsynchronousCalls']);
  });

  test('calls the function for new objects under incoming/ only', () => {
    const S3Key = { Rules: [{ Name: 'prefix', Value: 'incoming/' }] };
    deepEqual(properties('EventBucket').NotificationConfiguration, {
      LambdaConfigurations: [
        { Event: 's3:ObjectCreated:*', Function: attribute('ObjectSummaryFunction'), Filter: { S3Key } },
      ],
    });
  });

  test('grants the role of S3 three actions, each where it is used', () => {
    const [{ PolicyDocument }] = properties('ObjectSummaryRole').Policies as [{ PolicyDocument: Policy }];
    const grants = PolicyDocument.Statement.map(({ Effect, Action, Resource }) => ({ Effect, Action, Resource }));
    deepEqual(
      grants.filter(({ Action }) => String(Action).startsWith('s3:')),
      [
        { Effect: 'Allow', Action: 's3:GetObject', Resource: sub(`${ARN}/incoming/*`) },
        { Effect: 'Allow', Action: 's3:PutObject', Resource: sub(`${ARN}/processed/*`) },
        { Effect: 'Allow', Action: 's3:ListBucket', Resource: sub(ARN) },
      ],
    );
    match(String(properties('ObjectSummaryRole').Description), /answers 404 for a missing key only to those who may/);
  });

  test('keeps the bucket private, encrypted and with versions', () => {
    const { PublicAccessBlockConfiguration, VersioningConfiguration, BucketEncryption } = properties('EventBucket');
    deepEqual(Object.values(PublicAccessBlockConfiguration as object), [true, true, true, true]);
    deepEqual(VersioningConfiguration, { Status: 'Enabled' });
    match(JSON.stringify(BucketEncryption), /"SSEAlgorithm":"AES256"/);
  });

  test('refuses the bucket and the queue of failures to all who come without TLS', () => {
    for (const [id, action] of [['EventBucketPolicy', 's3:*'] as const, ['FailedEventsPolicy', 'sqs:*'] as const]) {
      const { Statement } = properties(id).PolicyDocument as Policy;
      equal(Statement.length, 1, `${id} grants nothing`);
      const [{ Effect, Principal, Action, Condition }] = Statement as [Statement];
      deepEqual([Effect, Principal, Action], ['Deny', '*', action]);
      deepEqual(Condition, { Bool: { 'aws:SecureTransport': 'false' } });
    }
  });

  test('bounds retries, keeps what failed for fourteen days, encrypted, and raises an alarm', () => {
    const { Qualifier, MaximumRetryAttempts, DestinationConfig } = properties('AsynchronousCalls');
    deepEqual([Qualifier, MaximumRetryAttempts], ['$LATEST', { Ref: 'RetryAttempts' }]);
    deepEqual(DestinationConfig, { OnFailure: { Destination: attribute('FailedEvents') } });
    const { MessageRetentionPeriod, SqsManagedSseEnabled } = properties('FailedEvents');
    deepEqual([MessageRetentionPeriod, SqsManagedSseEnabled], [14 * 24 * 60 * 60, true]);
    const { Namespace, MetricName, Dimensions, Threshold, ComparisonOperator, AlarmActions } =
      properties('FailedEventsAlarm');
    deepEqual([Namespace, MetricName], ['AWS/SQS', 'ApproximateNumberOfMessagesVisible']);
    deepEqual(Dimensions, [{ Name: 'QueueName', Value: attribute('FailedEvents', 'QueueName') }]);
    deepEqual([Threshold, ComparisonOperator], [0, 'GreaterThanThreshold']);
    deepEqual(AlarmActions, { 'Fn::If': ['HasAlarmTopic', [{ Ref: 'AlarmTopicArn' }], { Ref: 'AWS::NoValue' }] });
  });
});

interface Statement {
  Effect: string;
  Principal?: unknown;
  Action: string | string[];
  Resource: unknown;
  Condition?: unknown;
}

interface Policy {
  Statement: Statement[];
}
