import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { cloudtrail } from '../../../../scripts/prove/rule/service-calls/cloudtrail.ts';
import { arn, deploymentOf, policy, type Resources, ref, role, told, unnoticed, without } from './given.ts';

const trail = (more: object = {}): Resources => ({
  Trail: ['CloudTrail::Trail', { TrailName: 'p-dev', S3BucketName: ref('TrailBucket'), ...more }],
});
const LOGS = { CloudWatchLogsLogGroupArn: arn('TrailLogs'), CloudWatchLogsRoleArn: arn('TrailLogsRole') };
const RESOURCES: Resources = {
  TrailBucket: ['S3::Bucket', { BucketName: 'trail' }],
  TrailBucketPolicy: ['S3::BucketPolicy', { Bucket: ref('TrailBucket'), PolicyDocument: policy('trail-bucket') }],
  TrailLogs: ['Logs::LogGroup', { LogGroupName: '/trail' }],
  TrailLogsRole: role('trail', 'trail-logs-trust', 'trail-logs'),
  ...trail(LOGS),
};

test('a trail writes its files and its log, and no other trail does', async () => {
  const deployment = deploymentOf(RESOURCES);
  const calls = await cloudtrail(deployment);
  deepEqual(told(calls), [
    'cloudtrail.amazonaws.com s3:GetBucketAcl s3 trail',
    'cloudtrail.amazonaws.com s3:PutObject s3 trail/AWSLogs/111122223333/CloudTrail/us-east-1/2026/01/02/a.json.gz',
    'cloudtrail.amazonaws.com sts:AssumeRole iam role/trail',
    'iam role/trail logs:CreateLogStream logs log-group:/trail:log-stream:111122223333_CloudTrail_us-east-1',
    'iam role/trail logs:PutLogEvents logs log-group:/trail:log-stream:111122223333_CloudTrail_us-east-1',
  ]);
  deepEqual(unnoticed(calls, deployment), []);
});

test('a trail without a log group, and with a prefix that its bucket does not know', async () => {
  const deployment = deploymentOf({ ...without(RESOURCES, 'Trail'), ...trail({ S3KeyPrefix: 'all' }) });
  deepEqual(
    (await cloudtrail(deployment)).map(({ request }) => request.resource),
    ['arn:aws:s3:::trail', 'arn:aws:s3:::trail/all/AWSLogs/111122223333/CloudTrail/us-east-1/2026/01/02/a.json.gz'],
  );
});

test('without a trail nothing is written', async () => {
  deepEqual(await cloudtrail(deploymentOf(without(RESOURCES, 'Trail'))), []);
});
