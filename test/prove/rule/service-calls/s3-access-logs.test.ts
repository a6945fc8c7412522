import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { s3AccessLogs } from '../../../../scripts/prove/rule/service-calls/s3-access-logs.ts';
import { deploymentOf, policy, type Resources, ref, told, unnoticed } from './given.ts';

const resources = (LoggingConfiguration?: object): Resources => ({
  BackupBucket: ['S3::Bucket', { BucketName: 'backups', ...(LoggingConfiguration && { LoggingConfiguration }) }],
  LogBucket: ['S3::Bucket', { BucketName: 'logs' }],
  LogBucketPolicy: [
    'S3::BucketPolicy',
    { Bucket: ref('LogBucket'), PolicyDocument: policy('student-backup-logs-bucket') },
  ],
});

const LISTING = 'NothingWithoutTls: Deny resource arn:aws:s3:::logs';

test('S3 writes access logs, for this bucket and this account alone', async () => {
  const deployment = deploymentOf(resources({ DestinationBucketName: ref('LogBucket'), LogFilePrefix: 'access/' }));
  const calls = await s3AccessLogs(deployment);
  deepEqual(told(calls), ['logging.s3.amazonaws.com s3:PutObject s3 logs/access/2026-01-02-03-04-05-0123456789ABCDEF']);
  // Logs are written; nobody but people lists them.
  deepEqual(unnoticed(calls, deployment), [LISTING]);
});

test('a bucket without a prefix, or that logs into itself', async () => {
  const target = async (logging: object) => (await s3AccessLogs(deploymentOf(resources(logging))))[0]?.request.resource;
  const file = '2026-01-02-03-04-05-0123456789ABCDEF';
  deepEqual(await target({ DestinationBucketName: ref('LogBucket') }), `arn:aws:s3:::logs/${file}`);
  deepEqual(await target({ LogFilePrefix: 'own/' }), `arn:aws:s3:::backups/own/${file}`);
});

test('a bucket that does not log asks for nothing', async () => {
  deepEqual(await s3AccessLogs(deploymentOf(resources())), []);
});
