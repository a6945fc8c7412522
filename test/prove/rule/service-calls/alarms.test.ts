import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { alarms } from '../../../../scripts/prove/rule/service-calls/alarms.ts';
import { arn, deploymentOf, policy, type Resources, ref, told, unnoticed, without } from './given.ts';

const RESOURCES: Resources = {
  TopicKey: ['KMS::Key', { KeyPolicy: policy('audit-key') }],
  Topic: ['SNS::Topic', { TopicName: 'audit', KmsMasterKeyId: ref('TopicKey') }],
  TopicPolicy: ['SNS::TopicPolicy', { Topics: [ref('Topic')], PolicyDocument: policy('audit-topic') }],
  Alarm: ['CloudWatch::Alarm', { AlarmName: 'many', AlarmActions: [ref('Topic')] }],
};

test('an alarm tells a topic, with its key, of this account alone', async () => {
  const deployment = deploymentOf(RESOURCES);
  const calls = await alarms(deployment);
  deepEqual(told(calls), [
    'cloudwatch.amazonaws.com sns:Publish sns audit',
    'cloudwatch.amazonaws.com kms:Decrypt kms key/TopicKey0123456789AB',
    'cloudwatch.amazonaws.com kms:GenerateDataKey kms key/TopicKey0123456789AB',
  ]);
  // The account's own part of a key's policy is asked for by another rule, and so are deploys.
  deepEqual(
    unnoticed(calls, deployment).filter((one) => !/^(TheAccountDecides|NoDeployTouchesIt)/.test(one)),
    [],
  );
});

test('a topic without a key, named by its ARN', async () => {
  const Topic = ['SNS::Topic', { TopicName: 'audit' }] as const;
  const Alarm = ['CloudWatch::Alarm', { OKActions: [arn('Topic')] }] as const;
  const deployment = deploymentOf({ ...without(RESOURCES, 'Topic', 'Alarm', 'TopicKey'), Topic, Alarm });
  deepEqual(told(await alarms(deployment)), ['cloudwatch.amazonaws.com sns:Publish sns audit']);
});

test('a topic that no alarm has, and an alarm that tells nobody here', async () => {
  deepEqual(await alarms(deploymentOf(without(RESOURCES, 'Alarm'))), []);
  const Alarm = ['CloudWatch::Alarm', { AlarmActions: ['arn:aws:sns:us-east-1:111122223333:elsewhere'] }] as const;
  deepEqual(await alarms(deploymentOf({ ...RESOURCES, Alarm })), []);
});
