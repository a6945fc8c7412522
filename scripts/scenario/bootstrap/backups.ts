import { deepEqual, rejects } from 'node:assert/strict';
import * as db from '@aws-sdk/client-dynamodb';
import * as s3 from '@aws-sdk/client-s3';
import {
  CreateEmailIdentityCommand,
  DeleteEmailIdentityCommand,
  SESv2Client,
  SendEmailCommand,
} from '@aws-sdk/client-sesv2';
import { mailNotice } from '../../../functions/shared/backup/send-notice.ts';
import { connectionOf } from '../../aws/clients.ts';
import { listResources } from '../../aws/resources.ts';
import { checkBucket } from '../../tables/bucket.ts';
import { exportTable } from '../../tables/native/export.ts';
import { verifyBackup } from '../../tables/verify/verify.ts';
import type { Refusal } from '../scenario.ts';
import { denied, freshName, type Ground, pastIam } from './ground.ts';
import { signal } from './plans.ts';
import { ITEM, openNewest, scanned, tableJob, untilLooked, withBackup, withPlace, withTable } from './tables.ts';

/** More than a part of an upload; S3 takes no smaller ones but the last. */
const LARGE = Buffer.alloc(5 * 1024 * 1024 + 1);

const refusing = (action: string): Refusal => ({ action, decision: denied });

/** The job that backs tables up: it reads them all, and writes each backup once. */
export async function backingUp(ground: Ground): Promise<void> {
  const { stage, jobs } = ground;
  const { BackupLockDays: days = '0', BackupMailFrom: from = '', BackupMailTo: to = '' } = jobs.parameters;
  await stage.part('backup: saves a table, and verifies that', () => savesTable(ground));
  await stage.part('backup: has DynamoDB export a table', () => exportsTable(ground));
  await stage.part('backup: writes large files in parts', () => writesInParts(ground));
  await stage.part('backup: looks at its bucket', () => looksAtBucket(ground));
  await stage.part('backup: takes nothing back', () => takesNothingBack(ground));
  await stage.part('backup: writes no table, and reads no other', () => changesNoTable(ground));
  if (days !== '0') await stage.part('backup: locks what it writes', () => locks(ground, Number(days)));
  if (from && to) await stage.part('backup: tells one person', () => tellsOne(ground, from, to));
}

async function savesTable(ground: Ground): Promise<void> {
  const { stage } = ground;
  const job = await tableJob(ground, 'backup');
  await withTable(ground, (tableName) =>
    withPlace(ground, async (prefix) => {
      await stage.step('backup saves a table', () => scanned(job, prefix, tableName));
      await stage.step('and verifies what it has saved', async () => {
        const { findings } = await verifyBackup(await openNewest(job, prefix), { signal });
        deepEqual(findings, []);
      });
    }),
  );
}

async function exportsTable(ground: Ground): Promise<void> {
  const { stage } = ground;
  const { dynamodb, store } = await tableJob(ground, 'backup');
  await withTable(ground, (tableName) =>
    withPlace(ground, (prefix) =>
      stage.step('backup asks DynamoDB for an export, and follows it', () =>
        untilLooked((following) =>
          exportTable({
            ...{ dynamodb, store: store(prefix), tableName, bucketOwner: null, kmsKey: null, tool: 'scenario' },
            ...{ window: { kind: 'full', at: null }, resume: 'no', ...following },
          }),
        ),
      ),
    ),
  );
}

async function writesInParts(ground: Ground): Promise<void> {
  const { stage } = ground;
  const { store } = await tableJob(ground, 'backup');
  await withPlace(ground, async (prefix) => {
    await stage.step('backup writes a large file in parts', () => store(prefix).write('data/a', LARGE));
    await stage.step('and takes back one that it cannot finish', async () => {
      const broken = async function* () {
        yield LARGE;
        throw new Error('cut off');
      };
      await rejects(store(prefix).write('data/b', broken()), /cut off/);
      await store(prefix).clean('');
    });
  });
}

async function looksAtBucket(ground: Ground): Promise<void> {
  const { stage, backups, name, jobs } = ground;
  const { clients } = await tableJob(ground, 'backup');
  await stage.step('backup looks whether its bucket is fit', async () => {
    const { accountId: owner, region } = stage;
    const lock = jobs.parameters.BackupLockDays !== '0';
    deepEqual(await checkBucket(clients.s3, { bucket: backups, owner, region, lock }), []);
    // Asked for where the bucket does not say that it blocks public access.
    await clients.s3.send(new s3.GetBucketPolicyStatusCommand({ Bucket: backups }));
  });
  await stage.step('and where a stack has its tables', () => listResources(clients, `${name}-bootstrap`));
}

async function takesNothingBack(ground: Ground): Promise<void> {
  const { stage, backups: Bucket, artifacts } = ground;
  const { clients } = await tableJob(ground, 'backup');
  await withBackup(ground, async ({ prefix }) => {
    const Key = `${prefix}/manifest.json`;
    await stage.refused('backup deletes no manifest', refusing('s3:DeleteObject'), () =>
      clients.s3.send(new s3.DeleteObjectCommand({ Bucket, Key })),
    );
    await stage.refused('nor a version, even of a checkpoint', refusing('s3:DeleteObjectVersion'), () => {
      const version = { Bucket, Key: `${prefix}/checkpoint/a`, VersionId: 'null' };
      return clients.s3.send(new s3.DeleteObjectCommand(version));
    });
    await stage.refused('and reads no other bucket', refusing('s3:ListBucket'), () =>
      clients.s3.send(new s3.ListObjectsV2Command({ Bucket: artifacts })),
    );
    await stage.refused('nor writes into one', refusing('s3:PutObject'), () =>
      clients.s3.send(new s3.PutObjectCommand({ Bucket: artifacts, Key, Body: 'x', IfNoneMatch: '*' })),
    );
  });
}

async function changesNoTable(ground: Ground): Promise<void> {
  const { stage } = ground;
  const { dynamodb } = await tableJob(ground, 'backup');
  await withTable(ground, async (TableName) => {
    const restored = { TableName: `${TableName}-restored-1` };
    const calls: [string, () => Promise<unknown>][] = [
      ['PutItem', () => dynamodb.send(new db.PutItemCommand({ TableName, Item: ITEM }))],
      ['PutItem', () => dynamodb.send(new db.PutItemCommand({ ...restored, Item: ITEM }))],
      ['UpdateItem', () => dynamodb.send(new db.UpdateItemCommand({ TableName, Key: ITEM }))],
      ['DeleteItem', () => dynamodb.send(new db.DeleteItemCommand({ TableName, Key: ITEM }))],
      ['BatchWriteItem', () => dynamodb.send(new db.BatchWriteItemCommand(batchOf(TableName)))],
      ['Scan', () => dynamodb.send(new db.ScanCommand({ TableName: `${freshName()}-other` }))],
    ];
    for (const [operation, call] of calls) {
      const of = operation === 'Scan' ? 'on a table of another environment' : 'on a table';
      await stage.refused(`backup does no ${operation} ${of}`, refusing(`dynamodb:${operation}`), () =>
        pastIam(call()),
      );
    }
  });
}

export function batchOf(tableName: string): db.BatchWriteItemCommandInput {
  return { RequestItems: { [tableName]: [{ PutRequest: { Item: ITEM } }] } };
}

async function locks(ground: Ground, days: number): Promise<void> {
  const { stage } = ground;
  const { store } = await tableJob(ground, 'backup');
  const write = (prefix: string, lock: { mode: 'GOVERNANCE' | 'COMPLIANCE'; days: number }) =>
    store(prefix, { kmsKey: null, lock }).write(freshName(), Buffer.from('x'));
  await withPlace(ground, async (prefix) => {
    await stage.step(`backup locks what it writes for ${days} days`, () => write(prefix, { mode: 'GOVERNANCE', days }));
    await stage.refused('and for no longer', refusing('s3:PutObjectRetention'), () =>
      write(prefix, { mode: 'GOVERNANCE', days: days + 1 }),
    );
    // Not written in earnest: nobody could take it off.
    await stage.refused('nor for good', refusing('s3:PutObjectRetention'), () => lockForGood(ground, prefix));
  });
}

/** Of an object that is not there. */
async function lockForGood(ground: Ground, prefix: string): Promise<void> {
  const { clients } = await tableJob(ground, 'backup');
  const Retention = { Mode: 'COMPLIANCE' as const, RetainUntilDate: new Date(Date.now() + 60_000) };
  const object = { Bucket: ground.backups, Key: `${prefix}/absent`, Retention };
  await pastIam(clients.s3.send(new s3.PutObjectRetentionCommand(object)));
}

async function tellsOne(ground: Ground, from: string, to: string): Promise<void> {
  const { stage } = ground;
  const sender = async (who: 'backup' | 'owner') => {
    const { clients } = await tableJob(ground, who);
    return new SESv2Client({ ...connectionOf(clients), maxAttempts: 1 });
  };
  const [owner, backup] = [await sender('owner'), await sender('backup')];
  const Simple = { Subject: { Data: 'Backup' }, Body: { Text: { Data: 'saved' } } };
  // An identity is good for addresses with a label, too.
  const identity = `arn:aws:ses:${stage.region}:${stage.accountId}:identity/${from}`;
  const send = (FromEmailAddress: string, ...ToAddresses: string[]) => {
    const by = { FromEmailAddress, FromEmailAddressIdentityArn: identity };
    return backup.send(new SendEmailCommand({ ...by, Destination: { ToAddresses }, Content: { Simple } }));
  };
  await pastIam(owner.send(new CreateEmailIdentityCommand({ EmailIdentity: from })));
  try {
    const refusal = refusing('ses:SendEmail');
    const notice = { subject: 'Backup', text: 'saved' };
    await stage.step(`backup tells ${to}`, () => mailNotice(backup, from, to, notice));
    await stage.refused('and nobody else', refusal, () => pastIam(send(from, `x${to}`)));
    await stage.refused('nor somebody else beside', refusal, () => pastIam(send(from, to, `x${to}`)));
    await stage.refused('nor nobody in particular', refusal, () => pastIam(send(from)));
    await stage.refused('nor as somebody else', refusal, () => pastIam(send(from.replace('@', '+x@'), to)));
    await stage.refused('nor as another identity', refusal, () => pastIam(mailNotice(backup, `x${from}`, to, notice)));
  } finally {
    await owner.send(new DeleteEmailIdentityCommand({ EmailIdentity: from }));
  }
}
