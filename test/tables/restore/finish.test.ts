import { deepEqual, equal, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import type { TableRecord } from '../../../functions/shared/backup/table-record.ts';
import { finishTable } from '../../../scripts/tables/restore/finish.ts';
import { firstTags, restorableTags } from '../../../scripts/tables/restore/tags.ts';
import { type Answer, awsError, dynamodbDouble, quickClock } from './double.ts';

const wanted: TableRecord = {
  ...{ name: 'old', arn: 'old-arn', id: 'old-id', keys: [], indexes: [], throughput: null, tableClass: null },
  ...{ kmsKey: null, ttl: 'expires', tags: {}, deletionProtection: true, pointInTimeRecovery: true, stream: null },
};
const table = { name: 't', arn: 'arn', id: 'id' };

interface Has {
  tags?: Record<string, string>;
  ttl?: boolean;
  recovery?: boolean;
  protection?: boolean;
}

function reach(
  { tags = {}, ttl = false, recovery = false, protection = false }: Has,
  more: Record<string, Answer> = {},
) {
  const clock = quickClock();
  const { dynamodb, calls } = dynamodbDouble({
    DescribeTable: () => ({ Table: { TableName: 't', TableArn: 'arn', DeletionProtectionEnabled: protection } }),
    DescribeTimeToLive: () => ({
      TimeToLiveDescription: { TimeToLiveStatus: ttl ? 'ENABLING' : 'DISABLED', AttributeName: 'expires' },
    }),
    ListTagsOfResource: () => ({ Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }),
    DescribeContinuousBackups: () => ({
      ContinuousBackupsDescription: {
        PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: recovery ? 'ENABLED' : 'DISABLED' },
      },
    }),
    ...Object.fromEntries(
      ['UpdateContinuousBackups', 'UpdateTable', 'UpdateTimeToLive', 'UntagResource', 'TagResource'].map((name) => [
        name,
        () => ({}),
      ]),
    ),
    ...more,
  });
  const changes = () => calls.filter((name) => /^U|^Tag/.test(name));
  return { dynamodb, clock, signal: new AbortController().signal, changes };
}

test('all settings are made, and the tag goes last', async () => {
  const aws = reach({ tags: { 'stackwarden:restore': 'abc' } });
  await finishTable(aws, table, wanted, 'write');
  deepEqual(aws.changes(), ['UpdateContinuousBackups', 'UpdateTable', 'UpdateTimeToLive', 'UntagResource']);
});

test('taken up again, it does what is left', async () => {
  const aws = reach({ tags: { 'stackwarden:restore': 'abc' }, ttl: true, recovery: true, protection: true });
  await finishTable(aws, table, wanted, 'write');
  deepEqual(aws.changes(), ['UntagResource']);
  const done = reach({ ttl: true, recovery: true, protection: true });
  await finishTable(done, table, wanted, 'write');
  deepEqual(done.changes(), []);
});

test('backups that are not available yet, and a table that is being changed, are waited for', async () => {
  const notYet = (name: string) => (_: unknown, call: number) => {
    if (call < 3) throw awsError(name);
    return {};
  };
  const aws = reach(
    {},
    {
      UpdateContinuousBackups: notYet('ContinuousBackupsUnavailableException'),
      UpdateTimeToLive: notYet('ResourceInUseException'),
    },
  );
  await finishTable(aws, table, wanted, 'write');
  equal(aws.changes().length, 9);
  equal(aws.clock.slept.length, 6);
});

test('a table that takes no settings for ten minutes: a line', async () => {
  const UpdateTable = () => {
    throw awsError('ResourceInUseException');
  };
  await rejects(
    finishTable(reach({}, { UpdateTable }), table, wanted, 'write'),
    /^BackupProblem: still waiting for table t to take its settings after 10 minutes: run the same command again later$/,
  );
});

test('a setting whose answer was lost is made', async () => {
  const UpdateTimeToLive = () => {
    throw awsError('ValidationException', 'TimeToLive is already enabled');
  };
  await finishTable(reach({}, { UpdateTimeToLive }), table, wanted, 'write');
});

test('a setting that is refused is the error', async () => {
  const UpdateTimeToLive = () => {
    throw awsError('AccessDeniedException');
  };
  await rejects(finishTable(reach({}, { UpdateTimeToLive }), table, wanted, 'write'), {
    name: 'AccessDeniedException',
  });
});

test('an imported table keeps a tag that says so, if there is room', async () => {
  const restore = { 'stackwarden:restore': 'abc:compared' };
  const aws = reach({ tags: restore, ttl: true, recovery: true, protection: true });
  await finishTable(aws, table, { ...wanted, tags: { team: 'shop' } }, 'import');
  deepEqual(aws.changes(), ['TagResource', 'TagResource']);
  const tags = { 'stackwarden:restore': 'done', team: 'shop' };
  const again = reach({ tags, ttl: true, recovery: true, protection: true });
  await finishTable(again, table, { ...wanted, tags: { team: 'shop' } }, 'import');
  deepEqual(again.changes(), []);
  const full = reach({ tags: restore, ttl: true, recovery: true, protection: true });
  await finishTable(full, table, { ...wanted, tags: fifty }, 'import');
  deepEqual(full.changes(), ['UntagResource', 'TagResource']);
});

const fifty = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`tag-${n}`, 'x']));

test('of fifty tags there is room for one less beside ours; the last one comes at the end', async () => {
  equal(Object.keys(firstTags(fifty)).length, 49);
  const given: unknown[] = [];
  const TagResource: Answer = ({ Tags }) => {
    given.push(Tags.length);
    return {};
  };
  const tags = { ...firstTags(fifty), 'stackwarden:restore': 'abc' };
  const aws = reach({ tags, ttl: true, recovery: true, protection: true }, { TagResource });
  await finishTable(aws, table, { ...wanted, tags: fifty }, 'write');
  deepEqual([aws.changes(), given], [['UntagResource', 'TagResource'], [50]]);
});

test('tags of AWS and of restores are not those of the table', () => {
  const own = { team: 'shop', Aws: 'mine' };
  const others = { 'aws:cloudformation:stack-name': 's', 'stackwarden:restore': 'x', 'stackwarden:drill': 'y' };
  deepEqual(restorableTags({ ...own, ...others }), own);
});
