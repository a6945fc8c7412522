import type { AttributeDefinition, GlobalSecondaryIndex, TableCreationParameters } from '@aws-sdk/client-dynamodb';
import { BackupProblem } from '../../../functions/shared/backup/problem.ts';
import type { KeyAttribute, TableRecord } from '../../../functions/shared/backup/table-record.ts';

/**
 * What ImportTable takes of a table: keys, global indexes, capacity and encryption.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TableCreationParameters.html
 * @throws BackupProblem `input` for a table with local indexes: they can be made with a table only, and not by an import
 */
export function creationParameters(record: TableRecord, name: string, kmsKey: string | null): TableCreationParameters {
  const local = record.indexes.filter(({ kind }) => kind === 'local');
  if (local.length > 0) {
    const names = local.map((index) => index.name).join(', ');
    throw new BackupProblem(
      'input',
      `table ${record.name} has local secondary indexes (${names}), which DynamoDB's import cannot make: use --engine scan`,
    );
  }
  const indexes = globalIndexes(record);
  return {
    TableName: name,
    AttributeDefinitions: definitions(record),
    KeySchema: keySchema(record.keys),
    BillingMode: record.throughput === null ? 'PAY_PER_REQUEST' : 'PROVISIONED',
    ...throughput(record.throughput),
    ...(kmsKey === null ? {} : { SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: kmsKey } }),
    ...(indexes.length === 0 ? {} : { GlobalSecondaryIndexes: indexes }),
  };
}

/** What has to be set on the table afterwards, each as it is told to a person. */
export function laterSettings({ ttl, tags, tableClass, deletionProtection, ...record }: TableRecord): string[] {
  return [
    ...(ttl === null ? [] : [`the time to live by ${ttl}`]),
    ...(Object.keys(tags).length === 0 ? [] : ['the tags']),
    ...(tableClass === null || tableClass === 'STANDARD' ? [] : [`the table class ${tableClass}`]),
    ...(deletionProtection ? ['the deletion protection'] : []),
    ...(record.pointInTimeRecovery ? ['the point-in-time recovery'] : []),
    ...(record.stream === null ? [] : ['the stream']),
  ];
}

function keySchema(keys: readonly KeyAttribute[]) {
  return keys.map(({ name, role }) => ({ AttributeName: name, KeyType: role }));
}

/** Each attribute once, however many keys it is in. */
function definitions({ keys, indexes }: TableRecord): AttributeDefinition[] {
  const all = [...keys, ...indexes.flatMap((index) => index.keys)];
  const types = new Map(all.map(({ name, type }) => [name, type]));
  return [...types].map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType }));
}

function globalIndexes(record: TableRecord): GlobalSecondaryIndex[] {
  return record.indexes.map(({ name, keys, projection: { type, attributes }, throughput: own }) => ({
    IndexName: name,
    KeySchema: keySchema(keys),
    Projection: { ProjectionType: type, ...(type === 'INCLUDE' ? { NonKeyAttributes: attributes } : {}) },
    ...throughput(own ?? record.throughput),
  }));
}

function throughput(given: TableRecord['throughput']) {
  if (given === null) return {};
  return { ProvisionedThroughput: { ReadCapacityUnits: given.read, WriteCapacityUnits: given.write } };
}
