import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  type KeySchemaElement,
  ListTagsOfResourceCommand,
  type ProvisionedThroughputDescription,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import { BackupProblem } from './problem.ts';
import type { IndexRecord, KeyAttribute, TableRecord } from './table-record.ts';

export interface DescribedTable {
  record: TableRecord;
  status: string;
  /** Both as DynamoDB last counted, which may be six hours ago. */
  items: number;
  bytes: number;
}

/** @throws BackupProblem `table` when there is none of that name; errors of AWS pass through */
export async function describeTable(dynamodb: DynamoDBClient, name: string): Promise<DescribedTable> {
  const table = await describedTable(dynamodb, name);
  if (table === null) throw await noTable(dynamodb, name);
  const arn = table.TableArn ?? '';
  const [ttl, tags, pointInTimeRecovery] = await Promise.all([
    ttlOf(dynamodb, name),
    tagsOf(dynamodb, arn),
    hasPointInTimeRecovery(dynamodb, name),
  ]);
  return {
    record: { ...schemaOf(table), arn, ttl, tags, pointInTimeRecovery },
    status: table.TableStatus ?? 'UNKNOWN',
    items: table.ItemCount ?? 0,
    bytes: table.TableSizeBytes ?? 0,
  };
}

/** Null: there is no such table. */
export async function describedTable(dynamodb: DynamoDBClient, name: string): Promise<TableDescription | null> {
  try {
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: name }));
    return Table ?? null;
  } catch (error) {
    if ((error as Error).name === 'ResourceNotFoundException') return null;
    throw error;
  }
}

/** The line for a table that is not there. */
export async function noTable(dynamodb: DynamoDBClient, name: string): Promise<BackupProblem> {
  const region = await dynamodb.config.region();
  return new BackupProblem(
    'table',
    `there is no table ${name} in ${region}: check the name, the region and the account`,
  );
}

/** The keys of a table, the partition key first. */
export function tableKeys(table: TableDescription): KeyAttribute[] {
  return keysOf(table.KeySchema, attributeTypes(table));
}

function attributeTypes({ AttributeDefinitions = [] }: TableDescription): Map<string | undefined, string | undefined> {
  return new Map(AttributeDefinitions.map((one) => [one.AttributeName, one.AttributeType]));
}

function schemaOf(table: TableDescription): Omit<TableRecord, 'arn' | 'ttl' | 'tags' | 'pointInTimeRecovery'> {
  const types = attributeTypes(table);
  const keys = (schema: KeySchemaElement[] | undefined) => keysOf(schema, types);
  const index = (kind: IndexRecord['kind'], one: GivenIndex): IndexRecord => ({
    name: one.IndexName ?? '',
    kind,
    keys: keys(one.KeySchema),
    projection: { type: one.Projection?.ProjectionType ?? 'ALL', attributes: one.Projection?.NonKeyAttributes ?? [] },
    throughput: kind === 'global' ? throughputOf(one.ProvisionedThroughput) : null,
  });
  const { SSEDescription: encryption, StreamSpecification: stream } = table;
  return {
    name: table.TableName ?? '',
    id: table.TableId ?? null,
    keys: tableKeys(table),
    indexes: [
      ...(table.GlobalSecondaryIndexes ?? []).map((one) => index('global', one)),
      ...(table.LocalSecondaryIndexes ?? []).map((one) => index('local', one)),
    ],
    throughput: throughputOf(table.ProvisionedThroughput),
    tableClass: table.TableClassSummary?.TableClass ?? null,
    kmsKey: encryption?.SSEType === 'KMS' ? (encryption.KMSMasterKeyArn ?? null) : null,
    deletionProtection: table.DeletionProtectionEnabled ?? false,
    stream: stream?.StreamEnabled ? (stream.StreamViewType ?? null) : null,
  };
}

type GivenIndex = Pick<
  NonNullable<TableDescription['GlobalSecondaryIndexes']>[number],
  'IndexName' | 'KeySchema' | 'Projection' | 'ProvisionedThroughput'
>;

function keysOf(schema: KeySchemaElement[] = [], types: Map<string | undefined, string | undefined>): KeyAttribute[] {
  return schema.map(({ AttributeName: name = '', KeyType: role = 'HASH' }) => ({
    name,
    role,
    type: (types.get(name) ?? 'S') as KeyAttribute['type'],
  }));
}

/** On demand, DynamoDB gives zero for both. */
function throughputOf(
  given: Pick<ProvisionedThroughputDescription, 'ReadCapacityUnits' | 'WriteCapacityUnits'> | undefined,
) {
  const { ReadCapacityUnits: read = 0, WriteCapacityUnits: write = 0 } = given ?? {};
  return read > 0 && write > 0 ? { read, write } : null;
}

async function ttlOf(dynamodb: DynamoDBClient, TableName: string): Promise<string | null> {
  const { TimeToLiveDescription: ttl } = await dynamodb.send(new DescribeTimeToLiveCommand({ TableName }));
  return /^ENABL/.test(ttl?.TimeToLiveStatus ?? '') ? (ttl?.AttributeName ?? null) : null;
}

/** By their keys. */
export async function tagsOf(dynamodb: DynamoDBClient, ResourceArn: string): Promise<Record<string, string>> {
  const tags: Record<string, string> = {};
  let NextToken: string | undefined;
  do {
    const page = await dynamodb.send(new ListTagsOfResourceCommand({ ResourceArn, NextToken }));
    for (const { Key, Value } of page.Tags ?? []) if (Key !== undefined) tags[Key] = Value ?? '';
    NextToken = page.NextToken;
  } while (NextToken);
  return tags;
}

async function hasPointInTimeRecovery(dynamodb: DynamoDBClient, TableName: string): Promise<boolean> {
  const { ContinuousBackupsDescription: backups } = await dynamodb.send(
    new DescribeContinuousBackupsCommand({ TableName }),
  );
  return backups?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus === 'ENABLED';
}
