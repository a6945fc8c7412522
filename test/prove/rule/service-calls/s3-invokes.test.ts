import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { s3Invokes } from '../../../../scripts/prove/rule/service-calls/s3-invokes.ts';
import { arn, deploymentOf, type Resources, ref, told, unnoticed, without } from './given.ts';

const FUNCTION: Resources = { Summary: ['Lambda::Function', { FunctionName: 'summary' }] };
const RESOURCES: Resources = {
  ...FUNCTION,
  Events: [
    'S3::Bucket',
    {
      BucketName: 'events',
      NotificationConfiguration: {
        LambdaConfigurations: [{ Event: 's3:ObjectCreated:*', Function: arn('Summary') }],
      },
    },
  ],
  MayInvoke: [
    'Lambda::Permission',
    {
      ...{ FunctionName: ref('Summary'), Action: 'lambda:InvokeFunction', Principal: 's3.amazonaws.com' },
      ...{ SourceArn: 'arn:aws:s3:::events', SourceAccount: '111122223333' },
    },
  ],
};

test('a bucket invokes a function, for itself and its account alone', async () => {
  const deployment = deploymentOf(RESOURCES);
  const calls = await s3Invokes(deployment);
  deepEqual(told(calls), ['s3.amazonaws.com lambda:InvokeFunction lambda function:summary']);
  deepEqual(unnoticed(calls, deployment), []);
});

test('a bucket that tells nobody invokes nothing', async () => {
  const Events = ['S3::Bucket', { BucketName: 'events' }] as const;
  deepEqual(await s3Invokes(deploymentOf({ ...without(RESOURCES, 'Events'), Events })), []);
});
