import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNT, BACKUPS, bucketProperties, roleDecisions } from './roles.ts';

const [FROM, TO] = ['backups@example.com', 'operators@example.com'];
const decisionOf = await roleDecisions({ BackupLockDays: '30', BackupMailFrom: FROM, BackupMailTo: TO });
const withoutMore = await roleDecisions();

const TABLE = `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/lab-table-dev`;
const RESTORED = `${TABLE}-restored-2026-11-28`;
const BACKUP = `${BACKUPS}/nightly/lab-table-dev/2026-11-28T09-20-19Z`;
const PART = `${BACKUP}/data/0000-00000.json.gz`;
const EXPORTED = `${BACKUP}/AWSDynamoDB/01-abc/data/a.json.gz`;
const IDENTITY = `arn:aws:ses:us-east-1:${ACCOUNT}:identity/${FROM}`;
const LOGS = `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:/aws-dynamodb/imports`;
const OTHER_BUCKET = `arn:aws:s3:::lab-bucket-dev-${ACCOUNT}-us-east-1`;

type Context = Record<string, string | string[]>;
type Case = [actions: string, resource: string, context?: Context];

const whole = { 's3:ObjectCreationOperation': 'true' };
const once = { ...whole, 's3:if-none-match': '*' };
const inParts = { 's3:ObjectCreationOperation': 'false' };
const locked = (days: string, mode = 'GOVERNANCE') => ({
  's3:object-lock-remaining-retention-days': days,
  's3:object-lock-mode': mode,
});
const mail = (from: string, ...to: string[]) => ({ 'ses:FromAddress': from, 'ses:Recipients': to });

const CASES: [name: string, role: string, allowed: boolean, cases: Case[]][] = [
  [
    'a backup reads tables, and has DynamoDB export them',
    'BackupRole',
    true,
    [
      ['dynamodb:Scan dynamodb:DescribeTable dynamodb:DescribeTimeToLive', TABLE],
      ['dynamodb:DescribeContinuousBackups dynamodb:ListTagsOfResource dynamodb:ExportTableToPointInTime', TABLE],
      ['dynamodb:DescribeExport', `${TABLE}/export/01-abc`],
    ],
  ],
  [
    'a backup looks at its bucket, writes objects once, and removes its checkpoints',
    'BackupRole',
    true,
    [
      ['s3:ListBucket s3:ListBucketMultipartUploads s3:GetBucketVersioning s3:GetBucketPublicAccessBlock', BACKUPS],
      ['s3:GetBucketPolicyStatus s3:GetBucketObjectLockConfiguration', BACKUPS],
      ['s3:GetObject s3:AbortMultipartUpload', PART],
      ['s3:PutObject', PART, once],
      ['s3:PutObject', PART, inParts],
      ['s3:DeleteObject', `${BACKUP}/checkpoint/run-0001.json`],
      ['s3:DeleteObject', `${BACKUPS}/lab-table-dev/2026-11-28T09-20-19Z/checkpoint/run-0001.json`],
      // DynamoDB sends no If-None-Match, and says whose the object is.
      ['s3:PutObject s3:PutObjectAcl', EXPORTED, whole],
    ],
  ],
  [
    'a backup locks what it writes no longer than the bucket does, and tells one recipient',
    'BackupRole',
    true,
    [
      ['s3:PutObjectRetention', PART, locked('30')],
      ['ses:SendEmail', IDENTITY, mail(FROM, TO)],
    ],
  ],
  [
    'a backup changes no table and reads none of another environment',
    'BackupRole',
    false,
    [
      ['dynamodb:PutItem dynamodb:BatchWriteItem dynamodb:UpdateItem dynamodb:DeleteItem', TABLE],
      ['dynamodb:DeleteTable dynamodb:UpdateTable dynamodb:UpdateTimeToLive dynamodb:ImportTable', TABLE],
      ['dynamodb:CreateTable dynamodb:PutItem', RESTORED],
      ['dynamodb:Scan dynamodb:ExportTableToPointInTime', TABLE.replace(/dev$/, 'prod')],
    ],
  ],
  [
    'a backup takes nothing back, and touches neither the bucket nor another one',
    'BackupRole',
    false,
    [
      ['s3:PutObject', PART, whole],
      ['s3:PutObject', `${BACKUP}/manifest.json`, whole],
      ['s3:PutObjectAcl s3:DeleteObject s3:DeleteObjectVersion s3:BypassGovernanceRetention', PART],
      ['s3:DeleteObject', `${BACKUP}/manifest.json`],
      ['s3:DeleteObjectVersion', `${BACKUP}/checkpoint/run-0001.json`],
      ['s3:PutBucketPolicy s3:PutLifecycleConfiguration s3:PutBucketVersioning s3:DeleteBucket', BACKUPS],
      ['s3:PutObject', PART.replace('-dev-backups', '-prod-backups'), once],
      ['s3:ListBucket', OTHER_BUCKET],
      ['s3:GetObject s3:PutObject', `${OTHER_BUCKET}/a`, once],
    ],
  ],
  [
    'a backup locks nothing for longer or for good, and tells nobody else',
    'BackupRole',
    false,
    [
      ['s3:PutObjectRetention', PART, locked('31')],
      ['s3:PutObjectRetention', PART, locked('1', 'COMPLIANCE')],
      ['s3:PutObjectRetention', PART],
      ['ses:SendEmail', IDENTITY, mail(FROM, TO, 'others@example.com')],
      ['ses:SendEmail', IDENTITY, mail('root@example.com', TO)],
      ['ses:SendEmail', IDENTITY, { 'ses:FromAddress': FROM }],
      ['ses:SendEmail', IDENTITY.replace(FROM, 'root@example.com'), mail(FROM, TO)],
    ],
  ],
  [
    'a restore reads backups, and fills tables that are called so',
    'RestoreRole',
    true,
    [
      ['s3:ListBucket', BACKUPS],
      ['s3:GetObject', PART],
      ['dynamodb:CreateTable dynamodb:DescribeTable dynamodb:TagResource dynamodb:UntagResource', RESTORED],
      ['dynamodb:BatchWriteItem dynamodb:Scan dynamodb:BatchGetItem', RESTORED],
      ['dynamodb:ListTagsOfResource dynamodb:DescribeTimeToLive dynamodb:DescribeContinuousBackups', RESTORED],
      ['dynamodb:UpdateTimeToLive dynamodb:UpdateContinuousBackups dynamodb:UpdateTable', RESTORED],
      ['dynamodb:ImportTable', RESTORED],
      ['dynamodb:DescribeImport', `${RESTORED}/import/01-abc`],
      ['logs:CreateLogGroup logs:CreateLogStream logs:DescribeLogGroups logs:DescribeLogStreams', LOGS],
      ['logs:PutLogEvents logs:PutRetentionPolicy', LOGS],
      ['dynamodb:Scan dynamodb:DescribeTable dynamodb:BatchGetItem', TABLE],
    ],
  ],
  [
    'a restore changes no live table, no backup, and no log but that of imports',
    'RestoreRole',
    false,
    [
      ['dynamodb:PutItem dynamodb:BatchWriteItem dynamodb:UpdateItem dynamodb:DeleteItem', TABLE],
      ['dynamodb:CreateTable dynamodb:DeleteTable dynamodb:UpdateTable dynamodb:ImportTable', TABLE],
      ['dynamodb:UpdateTimeToLive dynamodb:UpdateContinuousBackups dynamodb:TagResource', TABLE],
      ['dynamodb:CreateTable dynamodb:BatchWriteItem', RESTORED.replace('-dev-', '-prod-')],
      ['dynamodb:DeleteTable dynamodb:PutItem', RESTORED],
      ['s3:PutObject', PART, once],
      ['s3:DeleteObject', `${BACKUP}/checkpoint/run-0001.json`],
      ['s3:GetObject', `${OTHER_BUCKET}/a`],
      ['logs:PutLogEvents', LOGS.replace('/aws-dynamodb/imports', '/aws/lambda/lab-function-dev')],
    ],
  ],
];

for (const [name, role, allowed, cases] of CASES) {
  test(name, () => {
    for (const [actions, resource, context = {}] of cases) {
      for (const action of actions.split(' ')) {
        const decision = decisionOf(role, { action, resource, context });
        assert.equal(decision === 'Allowed', allowed, `${action} ${resource} ${JSON.stringify(context)}`);
      }
    }
  });
}

test('without days and addresses a backup locks nothing and tells nobody', () => {
  const locking = { action: 's3:PutObjectRetention', resource: PART, context: locked('0') };
  const telling = { action: 'ses:SendEmail', resource: IDENTITY, context: mail(FROM, TO) };
  for (const asked of [locking, telling]) assert.equal(withoutMore('BackupRole', asked), 'ImplicitlyDenied');
});

test('an object takes the place of another one for nobody, whatever a role may', () => {
  const asked = { action: 's3:PutObject', resource: PART, context: whole };
  assert.equal(decisionOf('BackupRole', asked), 'ExplicitlyDenied');
  assert.equal(decisionOf('OperatorRole', asked), 'ExplicitlyDenied');
  const insecure = { 'aws:SecureTransport': 'false' };
  assert.equal(
    decisionOf('RestoreRole', { action: 's3:GetObject', resource: PART, context: insecure }),
    'ExplicitlyDenied',
  );
});

test('the bucket is locked where days are given, keeps what is current, and removes what broke', async () => {
  const of = (days: string) => bucketProperties('BackupBucket', { BackupLockDays: days });
  const { BucketName, LifecycleConfiguration, ...unlocked } = await of('0');
  assert.equal(BucketName, BACKUPS.replace('arn:aws:s3:::', ''));
  assert.deepEqual([unlocked.ObjectLockEnabled, unlocked.ObjectLockConfiguration], [undefined, undefined]);
  const { ObjectLockEnabled, ObjectLockConfiguration } = await of('30');
  const DefaultRetention = { Mode: 'GOVERNANCE', Days: '30' };
  assert.deepEqual(ObjectLockConfiguration, { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention } });
  assert.equal(ObjectLockEnabled, true);
  const { Rules } = LifecycleConfiguration as { Rules: Record<string, unknown>[] };
  const settings = new Set(Rules.flatMap((rule) => Object.keys(rule)));
  assert.ok(settings.has('AbortIncompleteMultipartUpload') && settings.has('NoncurrentVersionExpiration'));
  assert.ok(!['ExpirationInDays', 'ExpirationDate', 'Transitions'].some((name) => settings.has(name)));
});
