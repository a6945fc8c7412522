import { deepEqual, equal } from 'node:assert/strict';
import * as db from '@aws-sdk/client-dynamodb';
import * as s3 from '@aws-sdk/client-s3';
import { describeTable } from '../../../functions/shared/backup/describe-table.ts';
import type { TableRecord } from '../../../functions/shared/backup/table-record.ts';
import { listResources } from '../../aws/resources.ts';
import { assertThere } from '../../tables/bucket.ts';
import { compareWithTable } from '../../tables/compare/compare.ts';
import { importBackup } from '../../tables/native/import.ts';
import { type Restoring, restoreByWriting } from '../../tables/restore/by-writing.ts';
import { finishTable } from '../../tables/restore/finish.ts';
import { removeTable } from '../../tables/restore/table.ts';
import { DRILL_TAG, RESTORE_TAG } from '../../tables/restore/tags.ts';
import type { Refusal } from '../scenario.ts';
import { batchOf } from './backups.ts';
import { denied, freshName, type Ground, pastIam } from './ground.ts';
import { signal } from './plans.ts';
import {
  dropTable,
  ITEM,
  openNewest,
  SCHEMA,
  type TableJob,
  tableJob,
  untilLooked,
  withBackup,
  withTable,
} from './tables.ts';

const refusing = (action: string): Refusal => ({ action, decision: denied });

/** The job that restores: it makes new tables, and touches none that is there. */
export async function restoring(ground: Ground): Promise<void> {
  const { stage } = ground;
  await stage.part('restore: writes a backup into a new table', () => writes(ground));
  await stage.part('restore: has DynamoDB import a backup', () => imports(ground));
  await stage.part('restore: compares a backup with the table', () => compares(ground));
  await stage.part('restore: changes no table and no backup', () => changesNothing(ground));
  await stage.part('drill: restores a backup for a moment', () => drills(ground));
  await stage.part('drill: writes into no other table', () => drillsNowhereElse(ground));
}

/** What a restore, or a drill, does to the new table. */
async function restoringOf(job: TableJob, prefix: string, name: string, key: string): Promise<Restoring> {
  const backup = await openNewest(job, prefix);
  return {
    ...{ dynamodb: job.dynamodb, backup, record: backup.manifest.table, name, tag: { key, value: freshName() } },
    ...{ table: null, taken: () => new Error('taken'), chosen: null, isShared: false, maxWcu: null, signal },
    report: () => {},
  };
}

async function writes(ground: Ground): Promise<void> {
  const { stage } = ground;
  const job = await tableJob(ground, 'restore');
  await withBackup(ground, async ({ tableName, prefix }) => {
    const name = `${tableName}-restored-1`;
    try {
      const how = await restoringOf(job, prefix, name, RESTORE_TAG);
      // As of a table that had them, and has one more tag now.
      const record: TableRecord = { ...how.record, ttl: 'until', pointInTimeRecovery: true, deletionProtection: true };
      const wanted = { ...record, tags: { ...record.tags, More: 'yes' } };
      const { table } = await stage.step('restore writes a backup into a new table', async () => {
        const done = await restoreByWriting(how, null);
        equal(done.comparison.equal, true);
        return done;
      });
      await stage.step('and gives it the settings of the old one', () =>
        finishTable({ dynamodb: job.dynamodb, signal }, table, wanted, 'write'),
      );
      await stage.step('of a part it looks at each item', async () => {
        const part = { ...how, table, chosen: () => true, isShared: true };
        equal((await restoreByWriting(part, null)).comparison.equal, true);
      });
    } finally {
      await unprotected(ground, name);
    }
  });
}

async function unprotected({ stage: { owner } }: Ground, TableName: string): Promise<void> {
  const off = { TableName, DeletionProtectionEnabled: false };
  await owner.dynamodb.send(new db.UpdateTableCommand(off)).catch(() => {});
  await dropTable(owner, TableName);
}

async function imports(ground: Ground): Promise<void> {
  const { stage } = ground;
  const job = await tableJob(ground, 'restore');
  await withBackup(ground, async ({ tableName, prefix }) => {
    const name = `${tableName}-restored-2`;
    try {
      await stage.step('restore has DynamoDB import a backup into a new table', async () => {
        const backup = await openNewest(job, prefix);
        const how = { dynamodb: job.dynamodb, backup, tableName: name, record: backup.manifest.table };
        await untilLooked((following) => importBackup({ ...how, bucketOwner: null, ...following }));
      });
    } finally {
      await dropTable(stage.owner, name);
    }
  });
}

async function compares(ground: Ground): Promise<void> {
  const { stage, backups, name } = ground;
  const job = await tableJob(ground, 'restore');
  await withBackup(ground, async ({ tableName, prefix }) => {
    await stage.step('restore compares a backup with the table that was saved', async () => {
      const { accountId: owner, region } = stage;
      await assertThere(job.clients.s3, { bucket: backups, owner, region });
      await listResources(job.clients, `${name}-bootstrap`);
      const how = { digest: null, dynamodb: job.dynamodb, tableName, maxRcu: null, signal };
      const backup = await openNewest(job, prefix);
      equal((await compareWithTable(backup, how)).equal, true);
      await stage.owner.dynamodb.send(new db.PutItemCommand({ TableName: tableName, Item: { ...ITEM, b: ITEM.id } }));
      equal((await compareWithTable(backup, how)).changed.count, 1);
    });
  });
}

async function changesNothing(ground: Ground): Promise<void> {
  const { stage, backups: Bucket } = ground;
  const { dynamodb, clients } = await tableJob(ground, 'restore');
  const object = { Bucket, Key: `scenario/${freshName()}/manifest.json` };
  await withTable(ground, async (TableName) => {
    const more = `${freshName()}-${ground.environment}`;
    const calls: [string, () => Promise<unknown>][] = [
      ['dynamodb:PutItem', () => dynamodb.send(new db.PutItemCommand({ TableName, Item: ITEM }))],
      ['dynamodb:BatchWriteItem', () => dynamodb.send(new db.BatchWriteItemCommand(batchOf(TableName)))],
      ['dynamodb:DeleteTable', () => dynamodb.send(new db.DeleteTableCommand({ TableName }))],
      ['dynamodb:CreateTable', () => dynamodb.send(new db.CreateTableCommand({ TableName: more, ...SCHEMA }))],
      ['s3:PutObject', () => clients.s3.send(new s3.PutObjectCommand({ ...object, Body: 'x', IfNoneMatch: '*' }))],
      ['s3:DeleteObject', () => clients.s3.send(new s3.DeleteObjectCommand(object))],
      ['s3:DeleteObjectVersion', () => clients.s3.send(new s3.DeleteObjectCommand({ ...object, VersionId: 'null' }))],
    ];
    for (const [action, call] of calls) {
      await stage.refused(`restore does no ${action}`, refusing(action), () => pastIam(call()));
    }
  });
}

async function drills(ground: Ground): Promise<void> {
  const { stage, backups } = ground;
  const job = await tableJob(ground, 'drift');
  await withBackup(ground, async ({ tableName, prefix }) => {
    const name = `${tableName}-restored-drill`;
    try {
      await stage.step('who looks for drift restores a backup, and removes the table', async () => {
        const { accountId: owner, region } = stage;
        await assertThere(job.clients.s3, { bucket: backups, owner, region });
        const how = await restoringOf(job, prefix, name, DRILL_TAG);
        equal((await restoreByWriting(how, null)).comparison.equal, true);
        const { record } = await describeTable(job.dynamodb, name);
        deepEqual(record.tags[DRILL_TAG], how.tag.value);
        await removeTable({ dynamodb: job.dynamodb, signal }, name);
      });
    } finally {
      await dropTable(stage.owner, name);
    }
  });
}

async function drillsNowhereElse(ground: Ground): Promise<void> {
  const { stage, backups: Bucket } = ground;
  const { dynamodb, clients } = await tableJob(ground, 'drift');
  const object = { Bucket, Key: `scenario/${freshName()}/a` };
  await withTable(ground, async (TableName) => {
    const put = (name: string) => dynamodb.send(new db.PutItemCommand({ TableName: name, Item: ITEM }));
    const calls: [string, string, () => Promise<unknown>][] = [
      ['writes no live table', 'dynamodb:PutItem', () => put(TableName)],
      ['reads none', 'dynamodb:Scan', () => dynamodb.send(new db.ScanCommand({ TableName }))],
      ['deletes none', 'dynamodb:DeleteTable', () => dynamodb.send(new db.DeleteTableCommand({ TableName }))],
      ['fills none that a person restores', 'dynamodb:PutItem', () => put(`${TableName}-restored-1`)],
      ['fills none of another environment', 'dynamodb:PutItem', () => put(`${freshName()}-other-restored-drill`)],
      [
        'makes none that a deploy would make',
        'dynamodb:CreateTable',
        () =>
          dynamodb.send(new db.CreateTableCommand({ TableName: `${freshName()}-${ground.environment}`, ...SCHEMA })),
      ],
      [
        'writes no backup',
        's3:PutObject',
        () => clients.s3.send(new s3.PutObjectCommand({ ...object, Body: 'x', IfNoneMatch: '*' })),
      ],
      ['deletes no backup', 's3:DeleteObject', () => clients.s3.send(new s3.DeleteObjectCommand(object))],
    ];
    for (const [what, action, call] of calls) {
      await stage.refused(`who looks for drift ${what}`, refusing(action), () => pastIam(call()));
    }
  });
}
