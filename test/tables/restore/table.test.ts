import { deepEqual, equal, match, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import type { TableDescription } from '@aws-sdk/client-dynamodb';
import { BackupProblem, isProblem } from '../../../functions/shared/backup/problem.ts';
import { makeTable, presentTable, removeTable } from '../../../scripts/tables/restore/table.ts';
import { type Answer, awsError, dynamodbDouble, quickClock } from './double.ts';

const input = { TableName: 't', KeySchema: [], AttributeDefinitions: [], Tags: [] };
const tag = { key: 'stackwarden:restore', value: 'abc' };
const taken = () => new BackupProblem('taken', 'it is taken');
const table = (TableStatus: string, more: object = {}) =>
  ({ TableArn: 'arn', TableId: 'id', TableStatus, ...more }) as TableDescription;
const present = { name: 't', arn: 'arn', id: 'id' };
const absent = () => {
  throw awsError('ResourceNotFoundException');
};

function reach(answers: Record<string, Answer>) {
  const { dynamodb, calls } = dynamodbDouble(answers);
  return { dynamodb, calls, signal: new AbortController().signal, clock: quickClock() };
}

test('a table is made with the tag, and waited for, though at first it cannot be found', async () => {
  const given: unknown[] = [];
  const aws = reach({
    CreateTable: ({ Tags }) => {
      given.push(Tags);
      return { TableDescription: table('CREATING') };
    },
    DescribeTable: (_, call) => (call === 0 ? absent() : { Table: table(call < 3 ? 'CREATING' : 'ACTIVE') }),
  });
  deepEqual(await makeTable(aws, input, tag, taken), present);
  deepEqual(given, [[{ Key: tag.key, Value: 'abc' }]]);
  deepEqual(aws.calls, ['CreateTable', 'DescribeTable', 'DescribeTable', 'DescribeTable', 'DescribeTable']);
});

const inUse = () => {
  throw awsError('ResourceInUseException', 'Table already exists: t');
};

test('a table whose making was not answered is known by its tag, which may show later', async () => {
  const aws = reach({
    CreateTable: inUse,
    DescribeTable: () => ({ Table: table('ACTIVE') }),
    ListTagsOfResource: (_, call) => ({ Tags: call < 2 ? [] : [{ Key: tag.key, Value: 'abc' }] }),
  });
  deepEqual(await makeTable(aws, input, tag, taken), present);
});

test('a table that somebody else has made meanwhile is not taken for ours', async () => {
  for (const Tags of [[], [{ Key: tag.key, Value: 'another' }]]) {
    const aws = reach({
      CreateTable: inUse,
      DescribeTable: () => ({ Table: table('ACTIVE') }),
      ListTagsOfResource: () => ({ Tags }),
    });
    await rejects(makeTable(aws, input, tag, taken), /it is taken/);
  }
});

test('tags are read to their last page', async () => {
  const aws = reach({
    CreateTable: inUse,
    DescribeTable: () => ({ Table: table('ACTIVE') }),
    ListTagsOfResource: ({ NextToken }) =>
      NextToken === undefined ? { Tags: [], NextToken: 'more' } : { Tags: [{ Key: tag.key, Value: 'abc' }] },
  });
  deepEqual(await makeTable(aws, input, tag, taken), present);
});

const keyErrors = {
  ValidationException: "KMS validation error: NotFoundException: Key 'arn:aws:kms:x' does not exist",
  AccessDeniedException: 'KMS key access denied error: The ciphertext refers to a customer master key that …',
};

for (const [code, message] of Object.entries(keyErrors)) {
  test(`a key that cannot be used (${code}): a line that names it`, async () => {
    const aws = reach({
      CreateTable: () => {
        throw awsError(code, message);
      },
    });
    const SSESpecification = { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: 'arn:aws:kms:x' } as const;
    await rejects(
      makeTable(aws, { ...input, SSESpecification }, tag, taken),
      /^BackupProblem: key arn:aws:kms:x cannot be used here: restore with --kms-key ARN, or --kms-key aws-owned \(KMS/,
    );
    await rejects(makeTable(aws, input, tag, taken), { name: code });
  });
}

const unusable: [status: string, more: object, kind: 'table' | 'busy', said: RegExp][] = [
  ['DELETING', {}, 'busy', /table t is being deleted: wait until it is gone/],
  ['ARCHIVED', {}, 'table', /table t is ARCHIVED: use another one/],
  [
    'INACCESSIBLE_ENCRYPTION_CREDENTIALS',
    { SSEDescription: { KMSMasterKeyArn: 'arn:key' } },
    'table',
    /table t is INACCESSIBLE_ENCRYPTION_CREDENTIALS: its key arn:key cannot be used/,
  ],
];

for (const [status, more, kind, said] of unusable) {
  test(`a table that is ${status}: a line`, async () => {
    const aws = reach({ DescribeTable: () => ({ Table: table(status, more) }) });
    await rejects(presentTable(aws, 't'), (error: Error) => {
      match(error.message, said);
      return isProblem(error, kind);
    });
  });
}

test('a table that is there or not', async () => {
  equal(await presentTable(reach({ DescribeTable: absent }), 't'), null);
  deepEqual(await presentTable(reach({ DescribeTable: () => ({ Table: table('UPDATING') }) }), 't'), present);
});

test('a table that does not get ready: a line after twenty minutes', async () => {
  const aws = reach({ DescribeTable: () => ({ Table: table('CREATING') }) });
  await rejects(presentTable(aws, 't'), (error: Error) => {
    match(error.message, /^still waiting for table t to be ready after 20 minutes: run the same command again later$/);
    return isProblem(error, 'busy');
  });
});

test('a table is deleted once it can be, and then gone', async () => {
  const aws = reach({
    DeleteTable: (_, call) => {
      if (call === 4) return absent();
      if (call === 2) return {};
      return inUse();
    },
  });
  await removeTable(aws, 't');
  equal(aws.calls.length, 5);
});

test('a table that may not be deleted: the error', async () => {
  const aws = reach({
    DeleteTable: () => {
      throw awsError('AccessDeniedException');
    },
  });
  await rejects(removeTable(aws, 't'), { name: 'AccessDeniedException' });
});
