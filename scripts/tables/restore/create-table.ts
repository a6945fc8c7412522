import type { AttributeDefinition, CreateTableCommandInput, KeySchemaElement } from '@aws-sdk/client-dynamodb';
import type { IndexRecord, KeyAttribute, TableRecord } from '../../../functions/shared/backup/table-record.ts';

type Keys = TableRecord['keys'];

/**
 * A table like the recorded one under another name. Time to live, point-in-time recovery and deletion protection are
 * set once its items are compared (finish.ts), and a stream is not made again.
 */
export function tableInput(record: TableRecord, name: string, tags: Record<string, string>): CreateTableCommandInput {
  const { keys, indexes, throughput, tableClass, kmsKey } = record;
  const global = indexes.filter(({ kind }) => kind === 'global');
  const local = indexes.filter(({ kind }) => kind === 'local');
  return {
    TableName: name,
    KeySchema: keySchema(keys),
    AttributeDefinitions: definitions([...keys, ...indexes.flatMap((index) => index.keys)]),
    ...(throughput === null
      ? { BillingMode: 'PAY_PER_REQUEST' }
      : { BillingMode: 'PROVISIONED', ProvisionedThroughput: capacity(throughput) }),
    ...(global.length === 0 ? {} : { GlobalSecondaryIndexes: global.map((index) => globalIndex(index, throughput)) }),
    ...(local.length === 0 ? {} : { LocalSecondaryIndexes: local.map(indexInput) }),
    ...(tableClass === null ? {} : { TableClass: tableClass as CreateTableCommandInput['TableClass'] }),
    ...(kmsKey === null ? {} : { SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: kmsKey } }),
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  };
}

function globalIndex(index: IndexRecord, ofTable: TableRecord['throughput']) {
  const throughput = ofTable === null ? null : (index.throughput ?? ofTable);
  return {
    ...indexInput(index),
    ...(throughput === null ? {} : { ProvisionedThroughput: capacity(throughput) }),
  };
}

function indexInput({ name, keys, projection: { type, attributes } }: IndexRecord) {
  return {
    IndexName: name,
    KeySchema: keySchema(keys),
    Projection: { ProjectionType: type, ...(type === 'INCLUDE' ? { NonKeyAttributes: attributes } : {}) },
  };
}

function keySchema(keys: Keys): KeySchemaElement[] {
  return keys.map(({ name, role }) => ({ AttributeName: name, KeyType: role }));
}

/** Each attribute once, though several indexes have it. */
function definitions(keys: readonly KeyAttribute[]): AttributeDefinition[] {
  const types = new Map(keys.map(({ name, type }) => [name, type]));
  return [...types].map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType }));
}

function capacity({ read, write }: NonNullable<TableRecord['throughput']>) {
  return { ReadCapacityUnits: read, WriteCapacityUnits: write };
}
