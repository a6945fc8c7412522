import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import type { TableRecord } from '../../../functions/shared/backup/table-record.ts';
import { tableInput } from '../../../scripts/tables/restore/create-table.ts';

const key = { name: 'id', role: 'HASH', type: 'S' } as const;
const rank = { name: 'rank', role: 'RANGE', type: 'N' } as const;
const record: TableRecord = {
  ...{ name: 'old', arn: 'arn', id: null, keys: [key], indexes: [], throughput: null, tableClass: null },
  ...{ kmsKey: null, ttl: null, tags: {}, deletionProtection: true, pointInTimeRecovery: true, stream: 'NEW_IMAGE' },
};
const projection = { type: 'ALL', attributes: [] } as const;
const index = { name: 'i', kind: 'global', keys: [rank, key], projection, throughput: null } as const;

test('a table of its own key, on demand, without anything that comes later', () => {
  deepEqual(tableInput(record, 'new', { team: 'shop' }), {
    TableName: 'new',
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    BillingMode: 'PAY_PER_REQUEST',
    Tags: [{ Key: 'team', Value: 'shop' }],
  });
});

test('an attribute of several keys is defined once', () => {
  const { AttributeDefinitions } = tableInput(
    { ...record, indexes: [{ ...index, keys: [rank, key] }] } as never,
    'new',
    {},
  );
  deepEqual(
    AttributeDefinitions?.map((one) => one.AttributeName),
    ['id', 'rank'],
  );
});

test('an index has its own capacity, or else that of the table; on demand it has none', () => {
  const capacityOf = (throughput: TableRecord['throughput'], own: TableRecord['throughput']) => {
    const indexes = [
      { ...index, keys: [...index.keys], projection: { ...projection, attributes: [] }, throughput: own },
    ];
    return tableInput({ ...record, throughput, indexes }, 'new', {}).GlobalSecondaryIndexes?.[0]?.ProvisionedThroughput;
  };
  deepEqual(capacityOf({ read: 1, write: 2 }, { read: 3, write: 4 }), { ReadCapacityUnits: 3, WriteCapacityUnits: 4 });
  deepEqual(capacityOf({ read: 1, write: 2 }, null), { ReadCapacityUnits: 1, WriteCapacityUnits: 2 });
  equal(capacityOf(null, { read: 3, write: 4 }), undefined);
});

test('a key of KMS is used when one was recorded', () => {
  const { SSESpecification } = tableInput({ ...record, kmsKey: 'arn:key' }, 'new', {});
  deepEqual(SSESpecification, { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: 'arn:key' });
});
