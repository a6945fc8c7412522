import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import * as db from '@aws-sdk/client-dynamodb';
import * as s3 from '@aws-sdk/client-s3';
import { projectFolder } from '../../scripts/cli/project.ts';
import { type Actor, actor } from '../../scripts/scenario/clients.ts';
import { type Bootstrap, deployBootstrap, jobCredentials } from './deployed.ts';

/** Of the environment, as the names of its tables say. */
const TABLE = 'people-local';
const RESTORED = `${TABLE}-restored-1`;
const OTHER_BUCKET = 'of-others';
const PLACE = `nightly/${TABLE}/2026-11-28T09-20-19Z`;
const ITEM = { id: { S: 'a' } };
const SCHEMA = {
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' as const }],
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' as const }],
  BillingMode: 'PAY_PER_REQUEST' as const,
};

let bootstrap: Bootstrap;
let Bucket: string;
let backup: Actor;
let restore: Actor;

before(async () => {
  bootstrap = await deployBootstrap({ BackupLockDays: '1', BackupMailFrom: 'a@example.com', BackupMailTo: 'b@c.org' });
  Bucket = bootstrap.outputs.BackupBucket ?? '';
  const { endpoint, region } = bootstrap.aws;
  const job = async (purpose: string) => actor(endpoint, region, await jobCredentials(bootstrap, purpose));
  [backup, restore] = [await job('backup'), await job('restore')];
  const { dynamodb, s3: buckets } = bootstrap.owner;
  await dynamodb.send(new db.CreateTableCommand({ TableName: TABLE, ...SCHEMA }));
  await dynamodb.send(new db.PutItemCommand({ TableName: TABLE, Item: ITEM }));
  await buckets.send(new s3.CreateBucketCommand({ Bucket: OTHER_BUCKET }));
});

after(() => bootstrap?.stop());

/** The actions that were allowed and denied while the work was done. */
async function decidedIn(work: () => Promise<unknown>): Promise<{ allowed: string[]; denied: string[] }> {
  const { calls } = bootstrap.aws;
  const start = calls.mark();
  await work();
  const checks = calls.since(start).flatMap((call) => call.checks);
  const actions = (allowed: boolean) => [
    ...new Set(checks.filter(({ decision }) => (decision === 'Allowed') === allowed).map(({ action }) => action)),
  ];
  return { allowed: actions(true).sort(), denied: actions(false).sort() };
}

async function grantedBy(policy: string): Promise<string[]> {
  const { Statement } = JSON.parse(await readFile(join(projectFolder, `policies/${policy}.json`), 'utf8'));
  return [...new Set<string>(Statement.flatMap(({ Action }: { Action: string | string[] }) => Action))].sort();
}

/** Of what a policy grants, what is not called here: stacks are looked at by other roles too, and AWS does the rest. */
const NOT_CALLED = /^cloudformation:|^logs:|^s3:PutObjectAcl$/;

async function backUp({ dynamodb, s3: objects }: Actor): Promise<void> {
  const named = { TableName: TABLE };
  const { Table: { TableArn } = {} } = await dynamodb.send(new db.DescribeTableCommand(named));
  await dynamodb.send(new db.ListTagsOfResourceCommand({ ResourceArn: TableArn }));
  const exporting = new db.ExportTableToPointInTimeCommand({ TableArn, S3Bucket: Bucket, S3Prefix: PLACE });
  const { ExportDescription: { ExportArn } = {} } = await dynamodb.send(exporting);
  await dynamodb.send(new db.DescribeExportCommand({ ExportArn }));
  await dynamodb.send(new db.DescribeTimeToLiveCommand(named));
  await dynamodb.send(new db.DescribeContinuousBackupsCommand(named));
  assert.deepEqual((await dynamodb.send(new db.ScanCommand(named))).Items, [ITEM]);
  await lookAt(objects);
  await writeInto(objects);
}

async function lookAt(client: s3.S3Client): Promise<void> {
  await client.send(new s3.GetBucketLocationCommand({ Bucket }));
  await client.send(new s3.GetBucketVersioningCommand({ Bucket }));
  await client.send(new s3.GetPublicAccessBlockCommand({ Bucket }));
  await client.send(new s3.GetBucketPolicyStatusCommand({ Bucket }));
  await client.send(new s3.ListObjectsV2Command({ Bucket }));
  await client.send(new s3.ListMultipartUploadsCommand({ Bucket }));
  // The embedded AWS makes no lock with a stack.
  await client.send(new s3.GetObjectLockConfigurationCommand({ Bucket })).catch((error: Error) => {
    assert.equal(error.name, 'ObjectLockConfigurationNotFoundError');
  });
}

async function writeInto(client: s3.S3Client): Promise<void> {
  const at = (name: string) => ({ Bucket, Key: `${PLACE}/${name}` });
  for (const name of ['manifest.json', 'checkpoint/run-0001.json']) {
    await client.send(new s3.PutObjectCommand({ ...at(name), Body: name, IfNoneMatch: '*' }));
  }
  await client.send(new s3.GetObjectCommand(at('manifest.json')));
  const part = at('data/0000-00000.json.gz');
  const { UploadId } = await client.send(new s3.CreateMultipartUploadCommand(part));
  const { ETag } = await client.send(new s3.UploadPartCommand({ ...part, UploadId, PartNumber: 1, Body: 'x' }));
  const MultipartUpload = { Parts: [{ ETag, PartNumber: 1 }] };
  await client.send(new s3.CompleteMultipartUploadCommand({ ...part, UploadId, MultipartUpload, IfNoneMatch: '*' }));
  const broken = await client.send(new s3.CreateMultipartUploadCommand(at('data/broken')));
  await client.send(new s3.AbortMultipartUploadCommand({ ...at('data/broken'), UploadId: broken.UploadId }));
  await client.send(new s3.DeleteObjectCommand(at('checkpoint/run-0001.json')));
}

async function restoreInto({ dynamodb, s3: objects }: Actor): Promise<void> {
  await objects.send(new s3.GetBucketLocationCommand({ Bucket }));
  await objects.send(new s3.ListObjectsV2Command({ Bucket }));
  await objects.send(new s3.GetObjectCommand({ Bucket, Key: `${PLACE}/manifest.json` }));
  const named = { TableName: RESTORED };
  const Tags = [{ Key: 'Project', Value: 'Stackwarden' }];
  const { TableDescription } = await dynamodb.send(new db.CreateTableCommand({ ...named, ...SCHEMA, Tags }));
  const ResourceArn = TableDescription?.TableArn;
  await dynamodb.send(new db.TagResourceCommand({ ResourceArn, Tags }));
  await dynamodb.send(new db.UntagResourceCommand({ ResourceArn, TagKeys: ['Project'] }));
  await dynamodb.send(new db.ListTagsOfResourceCommand({ ResourceArn }));
  await dynamodb.send(new db.BatchWriteItemCommand({ RequestItems: { [RESTORED]: [{ PutRequest: { Item: ITEM } }] } }));
  await dynamodb.send(new db.PutItemCommand({ ...named, Item: ITEM }));
  await dynamodb.send(new db.BatchGetItemCommand({ RequestItems: { [RESTORED]: { Keys: [ITEM] } } }));
  await finish(dynamodb);
  // Live tables are read, to compare.
  await dynamodb.send(new db.DescribeTableCommand({ TableName: TABLE }));
  await dynamodb.send(new db.ScanCommand({ TableName: TABLE }));
}

async function finish(dynamodb: db.DynamoDBClient): Promise<void> {
  const named = { TableName: RESTORED };
  const TimeToLiveSpecification = { Enabled: true, AttributeName: 'until' };
  await dynamodb.send(new db.DescribeTimeToLiveCommand(named));
  await dynamodb.send(new db.UpdateTimeToLiveCommand({ ...named, TimeToLiveSpecification }));
  const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
  await dynamodb.send(new db.DescribeContinuousBackupsCommand(named));
  await dynamodb.send(new db.UpdateContinuousBackupsCommand({ ...named, PointInTimeRecoverySpecification }));
  await dynamodb.send(new db.UpdateTableCommand({ ...named, DeletionProtectionEnabled: false }));
  await dynamodb.send(new db.DescribeTableCommand(named));
  await dynamodb.send(new db.ScanCommand(named));
  await dynamodb.send(new db.DeleteTableCommand(named));
  const importing = new db.ImportTableCommand({
    ...{ S3BucketSource: { S3Bucket: Bucket, S3KeyPrefix: `${PLACE}/data/` }, InputFormat: 'DYNAMODB_JSON' },
    TableCreationParameters: { TableName: `${TABLE}-restored-2`, ...SCHEMA },
  });
  const { ImportTableDescription: { ImportArn } = {} } = await dynamodb.send(importing);
  await dynamodb.send(new db.DescribeImportCommand({ ImportArn }));
}

for (const [role, work] of [
  ['backup', () => backUp(backup)],
  ['restore', () => restoreInto(restore)],
] as const) {
  test(`${role} does its work, with all that it is granted`, async () => {
    const { allowed, denied } = await decidedIn(work);
    assert.deepEqual(denied, []);
    assert.deepEqual(
      allowed,
      (await grantedBy(role)).filter((action) => !NOT_CALLED.test(action)),
    );
  });
}

const put = (TableName: string) => new db.PutItemCommand({ TableName, Item: ITEM });
const RequestItems = { [TABLE]: [{ PutRequest: { Item: ITEM } }] };
const manifest = () => ({ Bucket, Key: `${PLACE}/manifest.json` });

const REFUSED: [name: string, action: string, call: () => Promise<unknown>][] = [
  ['backup writes no table', 'dynamodb:PutItem', () => backup.dynamodb.send(put(TABLE))],
  ['backup fills no table that is restored', 'dynamodb:PutItem', () => backup.dynamodb.send(put(RESTORED))],
  [
    'backup reads no table of others',
    'dynamodb:Scan',
    () => backup.dynamodb.send(new db.ScanCommand({ TableName: 'people-dev' })),
  ],
  ['backup deletes no manifest', 's3:DeleteObject', () => backup.s3.send(new s3.DeleteObjectCommand(manifest()))],
  [
    'backup deletes no version, even of a checkpoint',
    's3:DeleteObjectVersion',
    () => backup.s3.send(new s3.DeleteObjectCommand({ Bucket, Key: `${PLACE}/checkpoint/a`, VersionId: 'b' })),
  ],
  [
    'backup reads no other bucket',
    's3:ListBucket',
    () => backup.s3.send(new s3.ListObjectsV2Command({ Bucket: OTHER_BUCKET })),
  ],
  [
    'backup writes into no other bucket',
    's3:PutObject',
    () => backup.s3.send(new s3.PutObjectCommand({ Bucket: OTHER_BUCKET, Key: 'a', Body: 'x', IfNoneMatch: '*' })),
  ],
  [
    'backup writes nothing that may be there already',
    's3:PutObject',
    () => backup.s3.send(new s3.PutObjectCommand({ ...manifest(), Body: 'x' })),
  ],
  ['restore writes no live table', 'dynamodb:PutItem', () => restore.dynamodb.send(put(TABLE))],
  [
    'restore fills no live table',
    'dynamodb:BatchWriteItem',
    () => restore.dynamodb.send(new db.BatchWriteItemCommand({ RequestItems })),
  ],
  [
    'restore deletes no live table',
    'dynamodb:DeleteTable',
    () => restore.dynamodb.send(new db.DeleteTableCommand({ TableName: TABLE })),
  ],
  [
    'restore makes no table that a deploy would make',
    'dynamodb:CreateTable',
    () => restore.dynamodb.send(new db.CreateTableCommand({ TableName: 'more-local', ...SCHEMA })),
  ],
  [
    'restore writes no backup',
    's3:PutObject',
    () => restore.s3.send(new s3.PutObjectCommand({ ...manifest(), Body: 'x', IfNoneMatch: '*' })),
  ],
];

for (const [name, action, call] of REFUSED) {
  test(`${name}: refused`, async () => {
    const { denied } = await decidedIn(() => assert.rejects(call(), /AccessDenied|not authorized/));
    assert.deepEqual(denied, [action]);
  });
}

test('what a backup wrote is not written again', async () => {
  const again = new s3.PutObjectCommand({ ...manifest(), Body: 'x', IfNoneMatch: '*' });
  await assert.rejects(backup.s3.send(again), { name: 'PreconditionFailed' });
});

test('without TLS nobody reaches the backups', async () => {
  const { aws } = bootstrap;
  const insecure = actor(aws.insecureEndpoint, aws.region, await jobCredentials(bootstrap, 'restore'));
  await assert.rejects(insecure.s3.send(new s3.GetObjectCommand(manifest())), { name: 'AccessDenied' });
});
