import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { dynamodbExports } from '../../../../scripts/prove/rule/service-calls/dynamodb-exports.ts';
import { deploymentOf, policy, type Resources, ref, role, told, unnoticed, without } from './given.ts';

const RESOURCES: Resources = {
  Table: ['DynamoDB::Table', { TableName: 'items-dev' }],
  Other: ['DynamoDB::Table', { TableName: 'items-prod' }],
  BackupBucket: ['S3::Bucket', { BucketName: 'backups' }],
  BackupBucketPolicy: ['S3::BucketPolicy', { Bucket: ref('BackupBucket'), PolicyDocument: policy('backup-bucket') }],
  BackupRole: role('backup', 'trust-backup', 'backup'),
  RestoreRole: role('restore', 'trust-restore', 'restore'),
};
const GITHUB = { GitHubRepository: 'o/r', GitHubRepositoryWithIds: 'o@1/r@2' };

test('DynamoDB writes exports and reads imports for those who may ask for them', async () => {
  const deployment = deploymentOf(RESOURCES, GITHUB);
  const calls = await dynamodbExports(deployment);
  const [data, group] = ['backups/items-dev/a/AWSDynamoDB/01-a/data/a.json.gz', 'log-group:/aws-dynamodb/imports'];
  deepEqual(told(calls), [
    `iam role/backup s3:AbortMultipartUpload s3 ${data}`,
    `iam role/backup s3:PutObject s3 ${data}`,
    `iam role/backup s3:PutObjectAcl s3 ${data}`,
    'iam role/restore s3:ListBucket s3 backups',
    `iam role/restore s3:GetObject s3 ${data}`,
    'iam role/restore dynamodb:CreateTable dynamodb table/items-dev-restored-a',
    `iam role/restore logs:CreateLogGroup logs ${group}`,
    `iam role/restore logs:CreateLogStream logs ${group}:log-stream:a`,
    `iam role/restore logs:DescribeLogGroups logs ${group}`,
    `iam role/restore logs:DescribeLogStreams logs ${group}`,
    `iam role/restore logs:PutLogEvents logs ${group}:log-stream:a`,
    `iam role/restore logs:PutRetentionPolicy logs ${group}`,
  ]);
  const left = unnoticed(calls, deployment);
  deepEqual(
    left.filter((one) => /^(ExportsNameTheOwner|LogsOfImports)/.test(one)),
    [],
  );
  deepEqual(
    left.filter((one) => /^NothingOverAnother: Deny action/.test(one)),
    [],
    'a backup is not written over',
  );
});

test('without a table, or a bucket for backups, there is nothing to write', async () => {
  deepEqual(await dynamodbExports(deploymentOf(without(RESOURCES, 'Table'), GITHUB)), []);
  const Elsewhere = ['S3::Bucket', { BucketName: 'backups' }] as const;
  const renamed = JSON.parse(JSON.stringify(without(RESOURCES, 'BackupBucket', 'BackupBucketPolicy')));
  const { BackupRole, RestoreRole, ...rest } = renamed;
  deepEqual(await dynamodbExports(deploymentOf({ ...rest, Elsewhere }, GITHUB)), []);
});
