import { CreateTableCommand, DeleteTableCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { backUpTable } from '../../../functions/shared/backup/scan/backup.ts';
import type { BackupStore } from '../../../functions/shared/backup/store.ts';
import { type AwsClients, connectionOf } from '../../aws/clients.ts';
import { openBackup } from '../../tables/open-backup.ts';
import { storeAt } from '../../tables/place.ts';
import type { Actor } from '../clients.ts';
import { emptyPrefix } from '../empty-prefix.ts';
import type { Purpose } from '../jobs.ts';
import { clientsOf, freshName, type Ground, jobClients } from './ground.ts';
import { signal } from './plans.ts';

export const ITEM = { id: { S: 'a' } };
export const SCHEMA = {
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' as const }],
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' as const }],
  BillingMode: 'PAY_PER_REQUEST' as const,
};

/** A table of the environment with an item, for as long as the work lasts. */
export async function withTable<T>(
  { stage: { owner }, environment }: Ground,
  work: (tableName: string) => Promise<T>,
): Promise<T> {
  const TableName = `${freshName()}-${environment}`;
  const Tags = [{ Key: 'Project', Value: 'Scenario' }];
  await owner.dynamodb.send(new CreateTableCommand({ TableName, ...SCHEMA, Tags }));
  try {
    await owner.dynamodb.send(new PutItemCommand({ TableName, Item: ITEM }));
    return await work(TableName);
  } finally {
    await owner.dynamodb.send(new DeleteTableCommand({ TableName }));
  }
}

/** A place for backups below the bucket, emptied when the work is done. */
export async function withPlace<T>(
  { stage: { owner }, backups }: Ground,
  work: (prefix: string) => Promise<T>,
): Promise<T> {
  const prefix = `scenario/${freshName()}`;
  try {
    return await work(prefix);
  } finally {
    await emptyPrefix(owner.s3, backups, prefix);
  }
}

/** How objects are locked. */
type Protection = Parameters<typeof storeAt>[2];

export interface TableJob {
  clients: AwsClients;
  dynamodb: DynamoDBClient;
  /** Of the backups below a prefix. */
  store(prefix: string, protection?: Protection): BackupStore;
}

/** A job, or the owner, as far as tables and backups go. */
export async function tableJob(ground: Ground, who: Purpose | 'owner'): Promise<TableJob> {
  const { stage, backups } = ground;
  const clients = who === 'owner' ? await clientsOf(stage, stage.owner) : await jobClients(ground, who);
  const own = { s3: clients.s3, bucketOwner: stage.accountId };
  return {
    clients,
    dynamodb: new DynamoDBClient({ ...connectionOf(clients), maxAttempts: 1 }),
    store: (prefix, protection) => storeAt(`s3://${backups}/${prefix}`, own, protection),
  };
}

/** Backs a table up by a scan, as the backup command does. */
export async function scanned(
  { dynamodb, store }: TableJob,
  prefix: string,
  tableName: string,
  protection?: Protection,
): Promise<void> {
  await backUpTable({
    ...{ dynamodb, store: store(prefix, protection), tableName, format: 'dynamodb-json', reads: 'eventual' },
    ...{ maxRcu: null, segments: 1, resume: 'no', tool: 'scenario', signal },
  });
}

/** A table and its backup, by the owner. */
export async function withBackup<T>(
  ground: Ground,
  work: (made: { tableName: string; prefix: string }) => Promise<T>,
): Promise<T> {
  const owner = await tableJob(ground, 'owner');
  return withTable(ground, (tableName) =>
    withPlace(ground, async (prefix) => {
      await scanned(owner, prefix, tableName);
      return work({ tableName, prefix });
    }),
  );
}

export function openNewest({ store }: TableJob, prefix: string) {
  return openBackup(store(prefix), { latest: true });
}

/** A table, if it is there. */
export async function dropTable({ dynamodb }: Pick<Actor, 'dynamodb'>, TableName: string): Promise<void> {
  await dynamodb.send(new DeleteTableCommand({ TableName })).catch((error: Error) => {
    if (error.name !== 'ResourceNotFoundException') throw error;
  });
}

/** Begins what DynamoDB does by itself for minutes, and looks how far it is; its end is not waited for. */
export async function untilLooked(
  work: (following: { signal: AbortSignal; report(): void }) => Promise<unknown>,
): Promise<void> {
  const looked = new AbortController();
  const isOurs = (reason: unknown) => reason === looked.signal.reason;
  await work({ signal: looked.signal, report: () => looked.abort(new Error('looked')) }).catch((error: unknown) => {
    if (!isOurs(error)) throw error;
  });
}
