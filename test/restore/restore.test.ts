import { deepEqual, equal, match, notEqual, ok } from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  PutItemCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { describeTable } from '../../functions/shared/backup/describe-table.ts';
import { type Item, openAccount, type RestoreAccount } from './fixture.ts';

let account: RestoreAccount;
before(async () => {
  account = await openAccount();
});
after(() => account.stop());

const bytes = (...all: number[]) => new Uint8Array(all);

/** One of each kind of value that DynamoDB takes. */
const everything: Item[] = [
  { id: { S: 'ünïcødé 🦊\n"' }, empty: { S: '' }, none: { NULL: true }, yes: { BOOL: false } },
  {
    id: { S: 'numbers' },
    big: { N: '12345678901234567890123456789012345678' },
    tiny: { N: '1e-130' },
    minus: { N: '-0.5' },
  },
  { id: { S: 'binary' }, b: { B: bytes(0, 255, 10) }, noBytes: { B: bytes() }, bs: { BS: [bytes(1), bytes(0, 2)] } },
  { id: { S: 'sets' }, ss: { SS: ['b', 'a'] }, ns: { NS: ['2', '1.5', '-3'] } },
  { id: { S: 'nested' }, m: { M: { l: { L: [{ M: {} }, { L: [] }, { B: bytes(7) }] } } } },
  { id: { S: 'large' }, text: { S: 'x'.repeat(399_000) } },
];

const numbered = (count: number): Item[] =>
  Array.from({ length: count }, (_, n) => ({ id: { S: `item-${n}` }, text: { S: `text ${n}` } }));

test('every kind of value comes back equal, into a table named after the backup', async () => {
  await account.createTable({ TableName: 'kinds' });
  await account.fill('kinds', [...everything, ...numbered(60)]);
  const { place, manifest } = await account.save('kinds');
  const { code, document, said } = await account.restore({ from: place });
  equal(code, 0, said);
  equal(document.table, `kinds-restored-${manifest.id}`);
  match(document.arn, /:table\/kinds-restored-/);
  deepEqual([document.items, document.digest, document.equal], [66, manifest.digest, true]);
  deepEqual(document.compared, { by: 'scan', equal: true, items: 66, digest: manifest.digest });
  deepEqual(await account.contents(document.table), await account.contents('kinds'));
  match(said, /restored 66 items into kinds-restored-/);
  match(said, /compared: count and digest of the table are those of the backup/);
});

const keysOf = {
  'number keys': {
    types: { id: 'N', at: 'N' },
    items: [
      { id: { N: '1e3' }, at: { N: '-0.5' } },
      { id: { N: '7' }, at: { N: '0' } },
    ],
  },
  'binary keys': { types: { id: 'B', at: 'B' }, items: [{ id: { B: bytes(0) }, at: { B: bytes(255, 0) } }] },
} as const;

for (const [what, { types, items }] of Object.entries(keysOf)) {
  test(`${what} come back equal, as CSV, too`, async () => {
    const name = what.replace(' ', '-');
    await account.makeTable(name, types);
    await account.fill(name, items as unknown as Item[]);
    for (const format of ['dynamodb-json', 'csv'] as const) {
      const { place } = await account.save(name, { format });
      const { code, document } = await account.restore({ from: place, as: `${name}-${format}` });
      deepEqual([code, document.equal], [0, true]);
      deepEqual(await account.contents(document.table), await account.contents(name));
    }
  });
}

const RICH: Parameters<RestoreAccount['createTable']>[0] = {
  TableName: 'rich',
  KeySchema: [
    { AttributeName: 'id', KeyType: 'HASH' },
    { AttributeName: 'at', KeyType: 'RANGE' },
  ],
  AttributeDefinitions: ['id', 'at', 'kind', 'rank'].map((AttributeName) => ({
    AttributeName,
    AttributeType: AttributeName === 'rank' ? 'N' : 'S',
  })),
  BillingMode: 'PROVISIONED',
  ProvisionedThroughput: { ReadCapacityUnits: 500, WriteCapacityUnits: 400 },
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-kind',
      KeySchema: [
        { AttributeName: 'kind', KeyType: 'HASH' },
        { AttributeName: 'id', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['name'] },
      ProvisionedThroughput: { ReadCapacityUnits: 30, WriteCapacityUnits: 40 },
    },
  ],
  LocalSecondaryIndexes: [
    {
      IndexName: 'by-rank',
      KeySchema: [
        { AttributeName: 'id', KeyType: 'HASH' },
        { AttributeName: 'rank', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ],
  StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
  TableClass: 'STANDARD_INFREQUENT_ACCESS',
  Tags: [
    { Key: 'team', Value: 'shop' },
    { Key: 'stackwarden:restore', Value: 'left by something else' },
  ],
};

test('the table has the keys, indexes, billing, class, tags and settings of the old one', async () => {
  const { dynamodb } = account;
  await account.createTable(RICH);
  const TableName = 'rich';
  await account.fill('rich', [
    { id: { S: 'a' }, at: { S: '1' }, kind: { S: 'k' }, rank: { N: '1' }, expires: { N: '1' } },
    { id: { S: 'b' }, at: { S: '2' } },
  ]);
  await dynamodb.send(
    new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: { Enabled: true, AttributeName: 'expires' } }),
  );
  await dynamodb.send(
    new UpdateContinuousBackupsCommand({
      TableName,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    }),
  );
  await dynamodb.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: true }));
  const { place } = await account.save('rich');
  const { code, document, said } = await account.restore({ from: place, as: 'rich-again' });
  equal(code, 0, said);
  const [was, is] = [await describeTable(dynamodb, 'rich'), await describeTable(dynamodb, 'rich-again')];
  const own = { name: 'rich-again', arn: is.record.arn, id: is.record.id, stream: null, tags: { team: 'shop' } };
  deepEqual(is.record, { ...was.record, ...own });
  notEqual(is.record.id, was.record.id);
  deepEqual([is.record.ttl, is.record.pointInTimeRecovery, is.record.deletionProtection], ['expires', true, true]);
  match(document.notRestored[0], /^the stream \(NEW_IMAGE\)/);
  match(said, /not restored: the stream/);
  deepEqual(await account.contents('rich-again'), await account.contents('rich'));
});

test('an empty table comes back empty', async () => {
  await account.createTable({ TableName: 'empty' });
  const { place } = await account.save('empty');
  const { code, document } = await account.restore({ from: place });
  deepEqual([code, document.items, document.equal], [0, 0, true]);
});

test('a dry run says what it would do and makes nothing', async () => {
  await account.createTable({ TableName: 'dry' });
  await account.fill('dry', numbered(30));
  const { place } = await account.save('dry');
  const { code, document, said } = await account.restore({ from: place, as: 'dry-again', 'dry-run': true });
  deepEqual([code, document.dryRun, document.target, document.items, document.writeUnits], [0, true, 'new', 30, 30]);
  match(said, /^would restore 30 items, .* compressed, of 30 in /);
  match(said, /into: dry-again, a new table\nkeys: id \(S\)\nbilling: on demand\nwrite units: about 30/);
  equal(await account.isThere('dry-again'), false);
});

test('a dry run of some items counts them, and says when they go into a table that is there', async () => {
  await account.createTable({ TableName: 'dry-some' });
  await account.fill('dry-some', numbered(30));
  const { place } = await account.save('dry-some');
  const wanted = { from: place, into: 'dry-some', only: ['id>=item-2', 'id<item-3'], 'dry-run': true };
  const { code, document, said } = await account.restore(wanted);
  deepEqual([code, document.target, document.items, document.writeUnits], [0, 'into', 11, 11]);
  match(
    said,
    /^would restore 11 items, \d+ bytes, of 30 in .*\nonly: id>=item-2 and id<item-3\ninto: dry-some, a table/,
  );
});

test('a name that is taken is refused with a line that says how', async () => {
  await account.createTable({ TableName: 'taken' });
  await account.fill('taken', numbered(3));
  const { place } = await account.save('taken');
  const { code, said, document } = await account.restore({ from: place, as: 'taken' });
  equal(code, 2);
  match(said, /^restore: there is a table taken already: use another name with --as NAME, or .* --into taken --yes\n$/);
  match(document.error, /there is a table taken/);
});

test('into a table: items come back as they were, and its other items stay', async () => {
  await account.createTable({
    TableName: 'live',
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' },
  });
  await account.fill('live', numbered(150));
  const { place } = await account.save('live');
  const key = { TableName: 'live', Key: { id: { S: 'item-1' } } };
  await account.dynamodb.send(new DeleteItemCommand(key));
  const changed = { id: { S: 'item-2' }, text: { S: 'spoilt' } };
  await account.dynamodb.send(new PutItemCommand({ TableName: 'live', Item: changed }));
  await account.dynamodb.send(new PutItemCommand({ TableName: 'live', Item: { id: { S: 'new' } } }));
  const { code, document, said } = await account.restore({ from: place, into: 'live', yes: true });
  equal(code, 0, said);
  deepEqual(document.compared, { by: 'key', equal: true, items: 150, missing: 0, different: 0 });
  match(said, /restore: table live has a stream/);
  match(said, /not restored: settings, indexes and tags: the table keeps its own/);
  equal((await account.contents('live')).length, 151);
  ok((await account.contents('live')).includes('{"id":{"S":"item-2"},"text":{"S":"text 2"}}'));
});

test('into a table that is not there, or of other keys: a line, and exit code 2', async () => {
  await account.makeTable('other-keys', { id: 'N', at: 'S' });
  await account.createTable({ TableName: 'source' });
  const { place } = await account.save('source');
  const absent = await account.restore({ from: place, into: 'nowhere', yes: true });
  equal(absent.code, 2);
  match(absent.said, /there is no table nowhere to restore into: leave --into out/);
  const other = await account.restore({ from: place, into: 'other-keys', yes: true });
  equal(other.code, 2);
  match(other.said, /table other-keys has the keys HASH id \(N\), RANGE at \(S\), and the backup HASH id \(S\)\n$/);
});

test('only some items: into a new table, and back into the old one', async () => {
  await account.makeTable('some', { id: 'S', at: 'N' });
  const items = Array.from({ length: 40 }, (_, n) => ({ id: { S: n % 2 ? 'odd' : 'even' }, at: { N: String(n) } }));
  await account.fill('some', items);
  const { place } = await account.save('some');
  const only = ['id=odd', 'at>=9', 'at<30.0'];
  const { code, document, said } = await account.restore({ from: place, as: 'some-again', only });
  equal(code, 0, said);
  deepEqual([document.items, document.digest, document.compared.by], [11, null, 'key']);
  const kept = (await account.contents('some')).filter((text) => {
    const { id, at } = JSON.parse(text);
    return id.S === 'odd' && Number(at.N) >= 9 && Number(at.N) < 30;
  });
  deepEqual(await account.contents('some-again'), kept);
  await account.dynamodb.send(new DeleteItemCommand({ TableName: 'some', Key: { id: { S: 'odd' }, at: { N: '5' } } }));
  const back = await account.restore({ from: place, into: 'some', yes: true, only: ['id=odd', 'at=5'] });
  deepEqual([back.code, back.document.items], [0, 1]);
  equal((await account.contents('some')).length, 40);
});

test('only what no item has: exit code 1, and no table is made', async () => {
  await account.createTable({ TableName: 'none' });
  await account.fill('none', numbered(3));
  const { place } = await account.save('none');
  const { code, said, document } = await account.restore({ from: place, as: 'none-again', only: ['id=item-9'] });
  deepEqual([code, document.items], [1, 0]);
  match(said, /^restore: none of the 3 items of .* has id=item-9: nothing was written\n$/);
  equal(await account.isThere('none-again'), false);
});

test('deleted and made anew, a table gets all items again', async () => {
  await account.createTable({ TableName: 'anew' });
  await account.fill('anew', numbered(50));
  const { place } = await account.save('anew');
  const first = await account.restore({ from: place });
  equal(first.code, 0);
  const { dynamodb } = account;
  await dynamodb.send(new DeleteTableCommand({ TableName: first.document.table }));
  const second = await account.restore({ from: place });
  deepEqual([second.code, second.document.equal], [0, true]);
  const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: second.document.table }));
  equal(Table?.TableStatus, 'ACTIVE');
});
