import { deepEqual, equal, match } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { claim, claimKey, claimLost } from '../../functions/shared/claims.ts';
import { projectFolder } from '../../scripts/cli/project.ts';
import { eventually } from '../../scripts/scenario/eventually.ts';
import {
  bucketOf,
  bucketsNamed,
  inRegion,
  insertRecord,
  newUser,
  signUp,
  timeIn,
} from '../../scripts/scenario/user-buckets.ts';
import { program } from '../cli/program.ts';
import { type Account, userBucketsAccount } from './user-buckets-account.ts';

let account: Account;
let table: string;

before(async () => {
  account = await userBucketsAccount();
  table = account.outputs.UserTableName ?? '';
});

after(() => account.stop());

const bucketLater = (userId: string) =>
  eventually(`the bucket of ${userId}`, () => bucketOf(account.owner.dynamodb, table, userId));

function bucketsOf(userId: string): Promise<string[]> {
  const { owner, outputs } = account;
  return bucketsNamed(inRegion(owner.s3, outputs.BucketRegion ?? ''), `${outputs.BucketPrefix}${userId}-`);
}

async function deliver(records: object[]): Promise<unknown> {
  const Payload = JSON.stringify({ Records: records });
  const command = new InvokeCommand({ FunctionName: account.outputs.BucketCreationName, Payload });
  const answer = await account.owner.lambda.send(command);
  return answer.FunctionError ?? JSON.parse(Buffer.from(answer.Payload ?? []).toString());
}

describe('one bucket and one address for each user', () => {
  it('when 50 sign up at once', async () => {
    const users = Array.from({ length: 50 }, (_, number) => newUser(`crowd-${number}`));
    await Promise.all(users.map((userId) => signUp(account.owner.dynamodb, table, userId)));
    for (const userId of users) {
      const bucket = await bucketLater(userId);
      deepEqual(await bucketsOf(userId), [bucket]);
    }
  });

  it('when a redrive whose clock is 120 seconds behind comes before the record', async () => {
    const userId = newUser('behind');
    const behind = new Date(Date.now() - 120_000);
    const at = await claimLost(account.owner.dynamodb, account.outputs.ClaimTableName ?? '', userId, behind);
    deepEqual(await deliver([insertRecord(userId, at)]), { batchItemFailures: [] });
    const [made] = await bucketsOf(userId);
    await signUp(account.owner.dynamodb, table, userId);
    equal(await bucketLater(userId), made);
    deepEqual(await bucketsOf(userId), [made]);
  });

  it('but a later sign-up takes the claim of a lost one over', async () => {
    const userId = newUser('later');
    const claims = account.outputs.ClaimTableName ?? '';
    const lost = new Date('2026-01-02T03:04:05Z');
    const [joins, later, latest] = [360, 361, 362].map((seconds) => new Date(lost.getTime() + seconds * 1000));
    deepEqual(await claimLost(account.owner.dynamodb, claims, userId, lost), lost);
    for (const [at, named] of [
      [joins, lost],
      [later, later],
      [latest, latest],
    ]) {
      deepEqual(await claim(account.owner.dynamodb, claims, userId, at as Date), named);
    }
  });

  it('when a record is delivered 20 times, 5 of them at once', async () => {
    const userId = newUser('twenty');
    await signUp(account.owner.dynamodb, table, userId);
    const bucket = await bucketLater(userId);
    const record = insertRecord(userId, timeIn(bucket));
    // One of them works; the others fail as it is under way, to be delivered again.
    await Promise.all(Array.from({ length: 5 }, () => deliver([record])));
    for (let time = 6; time <= 20; time++) deepEqual(await deliver([record]), { batchItemFailures: [] });
    deepEqual(await bucketsOf(userId), [bucket]);
    equal(await bucketLater(userId), bucket);
  });

  it('when an older record of the same user comes late', async () => {
    const userId = newUser('late');
    await signUp(account.owner.dynamodb, table, userId);
    const bucket = await bucketLater(userId);
    const older = new Date(timeIn(bucket).getTime() - 60_000);
    deepEqual(await deliver([insertRecord(userId, older)]), { batchItemFailures: [] });
    deepEqual(await bucketsOf(userId), [bucket]);
  });

  it('when ids differ in what S3 does not take only', async () => {
    const name = newUser('x');
    const users = [`${name}-É`, `${name}-é`, `${name.toUpperCase()}-e`, `${name}.e`, `${name}-${'e'.repeat(300)}`];
    for (const userId of users) await signUp(account.owner.dynamodb, table, userId);
    const buckets = await Promise.all(users.map(bucketLater));
    equal(new Set(buckets).size, users.length);
  });
});

interface Run {
  code: unknown;
  stdout: string;
  stderr: string;
}

function redrive(...args: string[]): Promise<Run> {
  const { endpoint, credentials } = account.aws;
  const env = {
    PATH: process.env.PATH,
    HOME: '/nonexistent',
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  };
  const all = [...program('redrive'), '--environment', 'local', '--format', 'json', ...args];
  return new Promise((resolve) => {
    execFile(process.execPath, all, { cwd: projectFolder, env }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });
}

/** A batch as Lambda keeps it. */
async function keep(key: string, records: object[]): Promise<void> {
  const Body = JSON.stringify({
    requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 6 },
    version: '1.0',
    payload: JSON.stringify({ Records: records }),
  });
  const Bucket = account.outputs.FailedRecordsBucketName;
  await account.owner.s3.send(new PutObjectCommand({ Bucket, Key: key, Body }));
}

async function keptKeys(): Promise<(string | undefined)[]> {
  const Bucket = account.outputs.FailedRecordsBucketName;
  const { Contents = [] } = await account.owner.s3.send(new ListObjectsV2Command({ Bucket }));
  return Contents.map(({ Key }) => Key);
}

/** A user whom the stream does not tell bucket-creation about: as if all its tries had failed. */
async function userWithoutRecord(name: string): Promise<string> {
  const userId = newUser(name);
  await signUp(account.owner.dynamodb, table, userId, 's3://none');
  await eventually('the record to be done', async () => {
    const { Item } = await account.owner.dynamodb.send(
      new GetItemCommand({ TableName: account.outputs.ClaimTableName ?? '', Key: claimKey(userId) }),
    );
    return Item?.settledAt;
  });
  const Key = { userId: { S: userId } };
  const command = new UpdateItemCommand({ TableName: table, Key, UpdateExpression: 'REMOVE s3_bucket_uri' });
  await account.owner.dynamodb.send(command);
  return userId;
}

describe('npm run redrive', () => {
  it('does what failed, keeps what fails again, and finds users without a bucket', async () => {
    const [first, lost] = [await userWithoutRecord('first'), await userWithoutRecord('lost')];
    const recorded = newUser('recorded');
    await keep('aws/lambda/mapping/shard/2026/01/02/good', [insertRecord(first, new Date())]);
    const { Keys: _, ...dynamodb } = insertRecord('x', new Date()).dynamodb;
    await keep('aws/lambda/mapping/shard/2026/01/02/poison', [{ ...insertRecord('x', new Date()), dynamodb }]);
    const requestPayload = { userId: recorded, bucket: 'siux-20260102030405', signedUpAt: '2026-01-02T03:04:05Z' };
    const MessageBody = JSON.stringify({ requestContext: {}, requestPayload });
    await account.owner.sqs.send(new SendMessageCommand({ QueueUrl: account.outputs.FailedUriQueueUrl, MessageBody }));

    const plan = await redrive('--dry-run');
    equal(plan.code, 0, plan.stderr);
    const found = ({ batches, uris, users }: Record<string, { found: number }>) =>
      [batches, uris, users].map((outcome) => outcome?.found);
    deepEqual(found(JSON.parse(plan.stdout)), [2, 1, 1]);
    deepEqual((await keptKeys()).length, 2);

    const { code, stdout, stderr } = await redrive();
    equal(code, 1, stderr);
    const result = JSON.parse(stdout);
    deepEqual([result.batches.done, result.uris.done, result.users.done], [1, 1, 1]);
    match(result.batches.failed[0].what, /poison$/);
    deepEqual(await keptKeys(), ['aws/lambda/mapping/shard/2026/01/02/poison']);
    for (const userId of [first, lost]) match(await bucketLater(userId), /^siu(first|lost)-/);
  });

  it('again, it asks for nothing twice', async () => {
    const { stdout } = await redrive();
    const { uris, users } = JSON.parse(stdout);
    deepEqual([uris.found, users.found], [0, 0]);
  });
});
