import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { DeleteObjectCommand, ListObjectVersionsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { roleNameOf } from '../../embedded/calls.ts';
import { nobodyBecomes, nothingWithoutTls } from '../closed.ts';
import { whileDenied } from '../denied-object.ts';
import type { Refusal, Stage } from '../scenario.ts';
import { assertBackupEquals, assertNotice, type Run } from '../students/backups.ts';
import { mails } from '../students/mails.ts';

const denied: Refusal['decision'] = 'ImplicitlyDenied';
const forbidden: Refusal['decision'] = 'ExplicitlyDenied';

/** A backup is what the table was, one address is told of it, and nobody else writes or deletes one. */
export async function scenario(stage: Stage): Promise<void> {
  const studentId = `scenario <b>Grüße</b> 日本 🎉 ${randomUUID()}`;
  const { TableName } = stage.outputs;
  const Item = { studentId: { S: studentId }, name: { S: '<script>alert(1)</script>' }, age: { N: '42' } };
  await stage.owner.dynamodb.send(new PutItemCommand({ TableName, Item }));
  await forgetLock(stage);
  try {
    await stage.part('a backup', async () => {
      const run = await backsUp(stage);
      await statusIsKept(stage, run);
      await nobodyDeletes(stage, run);
    });
    await stage.part('a backup that fails', () => failureIsTold(stage));
    await stage.part('only the role writes', () => onlyTheRoleWrites(stage));
  } finally {
    await stage.owner.dynamodb.send(new DeleteItemCommand({ TableName, Key: { studentId: { S: studentId } } }));
  }
  const { BucketName = '', LogBucketName = '', RoleName = '' } = stage.outputs;
  await nobodyBecomes(stage, [RoleName]);
  await nothingWithoutTls(stage, [BucketName, LogBucketName]);
}

/** A backup that may not tell of its end, or was killed before it, keeps the next one waiting. */
async function forgetLock({ owner, outputs: { RunTableName: TableName } }: Stage): Promise<void> {
  await owner.dynamodb.send(new DeleteItemCommand({ TableName, Key: { backupId: { S: 'lock' } } }));
}

async function backsUp(stage: Stage): Promise<Run> {
  const { TableName = '', RoleName, MailFrom = '', MailTo = '' } = stage.outputs;
  return stage.step('POST /backup saves the table, and the backup equals it', async ({ checks, note }) => {
    const { status, run } = await post(stage);
    deepEqual([status, run.status, run.mail, run.error], [200, 'done', 'sent', null]);
    const manifest = await assertBackupEquals(stage, run, TableName);
    const writers = checks().filter(({ action }) => action === 's3:PutObject');
    ok(writers.length > 1 && writers.every(({ principal }) => roleNameOf(principal) === RoleName));
    match(run.place ?? '', /\/\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ$/, 'named by date and time');
    const text = await assertNotice(stage, run.place ?? '', MailFrom, MailTo);
    for (const told of [`Items: ${manifest.items}`, `Size: ${run.bytes} bytes`, `Checksum: ${run.digest}`]) {
      ok(text.includes(told), `the mail does not say ${told}`);
    }
    note(`${run.items} items, ${run.bytes} bytes at ${run.place}; ${MailTo} was told`);
    return run;
  });
}

async function statusIsKept(stage: Stage, run: Run): Promise<void> {
  await stage.step('GET /backup/{backupId} tells the same, and of another id nothing', async () => {
    deepEqual(await get(stage, run.backupId), { status: 200, run });
    equal((await get(stage, randomUUID())).status, 404);
  });
}

async function failureIsTold(stage: Stage): Promise<void> {
  const { BucketName = '', TableName = '' } = stage.outputs;
  await stage.step('a backup that may not write fails, says why, and is mailed', async ({ note }) => {
    const before = (await mails(stage)).length;
    const { status, run } = await whileDenied(stage.owner.s3, BucketName, '*', () => post(stage), 's3:PutObject');
    deepEqual([status, run.status, run.mail], [502, 'failed', 'sent']);
    match(run.error ?? '', /AccessDenied/);
    const [mail, ...others] = (await mails(stage)).slice(before);
    deepEqual([mail?.subject, others], [`Backup of ${TableName} failed`, []]);
    match(mail?.text ?? '', /AccessDenied/);
    note(run.error ?? '');
  });
  await stage.step('and the next one is not kept from running', async () => {
    equal((await post(stage)).run.status, 'done');
  });
}

async function onlyTheRoleWrites(stage: Stage): Promise<void> {
  const { BucketName: Bucket = '', FunctionName } = stage.outputs;
  const put = new PutObjectCommand({ Bucket, Key: 'forged/manifest.json', Body: '{}' });
  const writer = await stage.stranger('backup-writer', [
    { Effect: 'Allow', Action: 's3:PutObject', Resource: `arn:aws:s3:::${Bucket}/*` },
  ]);
  await stage.refused(
    'a role that has s3:PutObject itself writes no backup',
    { action: 's3:PutObject', decision: forbidden },
    () => writer.secure.s3.send(put),
  );
  await stage.refused('nor does it start one', { action: 'lambda:InvokeFunction', decision: denied }, () =>
    writer.secure.lambda.send(new InvokeCommand({ FunctionName })),
  );
}

async function nobodyDeletes(stage: Stage, { place }: Run): Promise<void> {
  const { BucketName: Bucket = '' } = stage.outputs;
  const Key = `${place?.slice(`s3://${Bucket}/`.length)}/manifest.json`;
  const cleaner = await stage.stranger('backup-cleaner', [
    { Effect: 'Allow', Action: ['s3:DeleteObject', 's3:DeleteObjectVersion'], Resource: `arn:aws:s3:::${Bucket}/*` },
  ]);
  await stage.refused(
    'a role that has s3:DeleteObject deletes no backup',
    { action: 's3:DeleteObject', decision: forbidden },
    () => cleaner.secure.s3.send(new DeleteObjectCommand({ Bucket, Key })),
  );
  const { Versions: [version] = [] } = await stage.owner.s3.send(
    new ListObjectVersionsCommand({ Bucket, Prefix: Key }),
  );
  const VersionId = version?.VersionId;
  await stage.refused('nor a version of one', { action: 's3:DeleteObjectVersion', decision: forbidden }, () =>
    cleaner.secure.s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId })),
  );
}

interface Answered {
  status: number;
  run: Run;
}

/** As API Gateway calls the function. */
async function post(stage: Stage): Promise<Answered> {
  return call(stage, { httpMethod: 'POST', resource: '/backup', path: '/backup', pathParameters: null, body: null });
}

async function get(stage: Stage, backupId: string): Promise<Answered> {
  const pathParameters = { backupId };
  return call(stage, {
    httpMethod: 'GET',
    resource: '/backup/{backupId}',
    path: `/backup/${backupId}`,
    pathParameters,
  });
}

async function call(stage: Stage, event: object): Promise<Answered> {
  const answer = (await stage.invoke(stage.outputs.FunctionName ?? '', event)) as { statusCode: number; body: string };
  return { status: answer.statusCode, run: JSON.parse(answer.body) };
}
