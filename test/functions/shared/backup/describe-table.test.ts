import { deepEqual, equal, rejects } from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  type DynamoDBClient,
  UpdateContinuousBackupsCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { describeTable } from '../../../../functions/shared/backup/describe-table.ts';
import { BackupProblem } from '../../../../functions/shared/backup/problem.ts';
import { type Account, openAccount } from '../../../backup/fixture.ts';

let account: Account;
let dynamodb: DynamoDBClient;
before(async () => {
  account = await openAccount();
  dynamodb = account.dynamodb;
});
after(() => account?.stop());

const units = { ReadCapacityUnits: 5, WriteCapacityUnits: 6 };

const GRADES: CreateTableCommandInput = {
  TableName: 'grades',
  KeySchema: [
    { AttributeName: 'student', KeyType: 'HASH' },
    { AttributeName: 'at', KeyType: 'RANGE' },
  ],
  AttributeDefinitions: [
    { AttributeName: 'student', AttributeType: 'S' },
    { AttributeName: 'at', AttributeType: 'N' },
    { AttributeName: 'code', AttributeType: 'B' },
  ],
  ProvisionedThroughput: units,
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-code',
      KeySchema: [{ AttributeName: 'code', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['note'] },
      ProvisionedThroughput: units,
    },
  ],
  LocalSecondaryIndexes: [
    {
      IndexName: 'by-student-and-code',
      KeySchema: [
        { AttributeName: 'student', KeyType: 'HASH' },
        { AttributeName: 'code', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ],
  StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
  DeletionProtectionEnabled: true,
  Tags: [{ Key: 'Project', Value: 'Students' }],
};

test('keys, indexes, capacity, time to live, tags and recovery of a table', async () => {
  await dynamodb.send(new CreateTableCommand(GRADES));
  const TimeToLiveSpecification = { AttributeName: 'expires', Enabled: true };
  await dynamodb.send(new UpdateTimeToLiveCommand({ TableName: 'grades', TimeToLiveSpecification }));
  const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
  await dynamodb.send(new UpdateContinuousBackupsCommand({ TableName: 'grades', PointInTimeRecoverySpecification }));
  await account.fill('grades', [{ student: { S: 'a' }, at: { N: '1' } }]);
  const { record, status, items } = await describeTable(dynamodb, 'grades');
  const { arn, id, ...rest } = record;
  equal(arn, `arn:aws:dynamodb:us-east-1:${account.aws.accountId}:table/grades`);
  equal(typeof id, 'string');
  deepEqual([status, items], ['ACTIVE', 1]);
  const student = { name: 'student', role: 'HASH', type: 'S' };
  deepEqual(rest, {
    name: 'grades',
    keys: [student, { name: 'at', role: 'RANGE', type: 'N' }],
    indexes: [
      {
        ...{ name: 'by-code', kind: 'global', keys: [{ name: 'code', role: 'HASH', type: 'B' }] },
        ...{ projection: { type: 'INCLUDE', attributes: ['note'] }, throughput: { read: 5, write: 6 } },
      },
      {
        ...{ name: 'by-student-and-code', kind: 'local', keys: [student, { name: 'code', role: 'RANGE', type: 'B' }] },
        ...{ projection: { type: 'KEYS_ONLY', attributes: [] }, throughput: null },
      },
    ],
    ...{ throughput: { read: 5, write: 6 }, tableClass: null, kmsKey: null, ttl: 'expires' },
    ...{ tags: { Project: 'Students' }, deletionProtection: true, pointInTimeRecovery: true, stream: 'NEW_IMAGE' },
  });
});

test('a plain table on demand', async () => {
  await account.makeTable('plain');
  const { record } = await describeTable(dynamodb, 'plain');
  const { throughput, indexes, ttl, tags, stream, pointInTimeRecovery } = record;
  deepEqual([throughput, indexes, ttl, tags, stream, pointInTimeRecovery], [null, [], null, {}, null, false]);
});

test('no such table', async () => {
  await rejects(
    describeTable(dynamodb, 'nobody'),
    (error) => error instanceof BackupProblem && /^there is no table nobody in us-east-1: check/.test(error.message),
  );
});
