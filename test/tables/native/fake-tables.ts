import type { BatchWriteItemCommandInput } from '@aws-sdk/client-dynamodb';
import type { DescribedTable } from '../../../functions/shared/backup/describe-table.ts';
import type { Item } from '../../../functions/shared/backup/items/item.ts';
import { awsError } from '../../aws/fake-errors.ts';
import type { FakeNative, Handlers } from './fake-native.ts';

export interface FakeTable {
  described: DescribedTable;
  /** By the text of their keys. */
  items: Map<string, Item>;
}

/** Of an item with the keys of the fixture's table. */
export function keyText({ pk, sk }: Item): string {
  return `${pk?.S}/${sk?.N}`;
}

export function tableHandlers(fake: Omit<FakeNative, 'client'>): Handlers {
  const of = (name: string) => {
    const found = fake.tables.get(name);
    if (found === undefined) throw awsError('ResourceNotFoundException', `Table: ${name} not found`);
    return found.described;
  };
  return {
    DescribeTable: ({ TableName }) => ({ Table: descriptionOf(of(TableName)) }),
    DescribeTimeToLive: ({ TableName }) => {
      const { ttl } = of(TableName).record;
      return { TimeToLiveDescription: ttl === null ? {} : { TimeToLiveStatus: 'ENABLED', AttributeName: ttl } };
    },
    ListTagsOfResource: () => ({ Tags: [] }),
    DescribeContinuousBackups: ({ TableName }) => {
      const status = of(TableName).record.pointInTimeRecovery ? 'ENABLED' : 'DISABLED';
      const description = { PointInTimeRecoveryStatus: status };
      return { ContinuousBackupsDescription: { PointInTimeRecoveryDescription: description } };
    },
    BatchWriteItem: (input: BatchWriteItemCommandInput) => batchWrite(fake, input),
  };
}

function descriptionOf({ record, status, items, bytes }: DescribedTable) {
  return {
    ...{ TableName: record.name, TableArn: record.arn, TableId: record.id ?? undefined, TableStatus: status },
    ...{ ItemCount: items, TableSizeBytes: bytes },
    KeySchema: record.keys.map(({ name, role }) => ({ AttributeName: name, KeyType: role })),
    AttributeDefinitions: record.keys.map(({ name, type }) => ({ AttributeName: name, AttributeType: type })),
  };
}

/** Does the first of the requests, and leaves as many of the last ones as it is told to. */
function batchWrite(fake: Omit<FakeNative, 'client'>, { RequestItems = {} }: BatchWriteItemCommandInput) {
  const [[name, requests] = ['', []]] = Object.entries(RequestItems);
  const items = fake.tables.get(name)?.items;
  const keys = requests.map(({ PutRequest, DeleteRequest }) => keyText(PutRequest?.Item ?? DeleteRequest?.Key ?? {}));
  if (requests.length > 25 || new Set(keys).size < keys.length) {
    throw awsError('ValidationException', 'Provided list of item keys contains duplicates, or is too long');
  }
  const done = Math.max(0, requests.length - (fake.undone.shift() ?? 0));
  for (const [index, { PutRequest }] of requests.slice(0, done).entries()) {
    if (PutRequest?.Item === undefined) items?.delete(keys[index] ?? '');
    else items?.set(keys[index] ?? '', PutRequest.Item);
  }
  return {
    UnprocessedItems: done === requests.length ? {} : { [name]: requests.slice(done) },
    ConsumedCapacity: [{ TableName: name, CapacityUnits: done }],
  };
}
