import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { handler } from '../../../functions/backup-dynamodb-and-send-email/handler.ts';
import { itemOf, newRun, type Run, runOf } from '../../../functions/backup-dynamodb-and-send-email/run.ts';
import { readSettings } from '../../../functions/backup-dynamodb-and-send-email/settings.ts';
import { answer, type SentCommand } from '../client-answers.ts';

const NOW = new Date('2026-03-04T05:06:07.000Z');
const ID = '00000000-0000-4000-8000-000000000001';
const context = { functionName: 'backup', getRemainingTimeInMillis: () => 25_000 };
const ENVIRONMENT = {
  ...{ TABLE_NAME: 'students', RUNS_TABLE_NAME: 'runs', BUCKET_NAME: 'bucket', BUCKET_OWNER: '111122223333' },
  ...{ WAIT_SECONDS: '1', MAX_TABLE_BYTES: '1000' },
};

beforeEach(() => void Object.assign(process.env, ENVIRONMENT));
afterEach(() => {
  for (const name of [...Object.keys(ENVIRONMENT), 'MAX_READ_UNITS', 'MAIL_FROM', 'MAIL_TO']) delete process.env[name];
});

test('a run is kept for 30 days and read back as it was', () => {
  const run = newRun(ID, 'csv', NOW);
  const item = itemOf(run, 'waiting');
  equal(item.expiresAt?.N, String(Date.parse('2026-04-03T05:06:07Z') / 1000));
  deepEqual(runOf(item, NOW), run);
  equal(run.statusUrl, `backup/${ID}`);
});

test('a run that ended without a word is told as failed after 16 minutes, and not before', () => {
  const item = itemOf(newRun(ID, 'json', NOW), 'working');
  equal(runOf(item, new Date('2026-03-04T05:22:06Z')).status, 'running');
  const { status, error, endedAt } = runOf(item, new Date('2026-03-04T05:22:07Z'));
  deepEqual([status, endedAt], ['failed', '2026-03-04T05:22:07.000Z']);
  match(error ?? '', /npm run backup/);
});

test('the statusUrl leads to the status below every address', () => {
  const { statusUrl } = newRun(ID, 'json', NOW);
  for (const base of ['https://d1.cloudfront.net/api/', 'https://a.execute-api.us-east-1.amazonaws.com/prod/']) {
    equal(new URL(statusUrl, `${base}backup`).href, `${base}backup/${ID}`);
  }
});

test('settings: what the template must set, and what it may', () => {
  deepEqual([readSettings().mail, readSettings().maxReadUnits], [null, null]);
  Object.assign(process.env, { MAIL_FROM: 'a@example.com', MAIL_TO: 'b@example.com', MAX_READ_UNITS: '5' });
  deepEqual(readSettings().mail, { from: 'a@example.com', to: 'b@example.com' });
  equal(readSettings().maxReadUnits, 5);
  process.env.MAX_READ_UNITS = 'many';
  try {
    readSettings();
    throw new Error('it was taken');
  } catch (error) {
    equal((error as Error).message, 'environment variable MAX_READ_UNITS takes a number above 0');
  }
});

async function post(body: string | null) {
  const answered = await handler({ httpMethod: 'POST', body }, context);
  return { status: answered?.statusCode, headers: answered?.headers, body: JSON.parse(answered?.body ?? '') };
}

for (const [body, message] of [
  ['{"format":"xml"}', 'format takes "json" or "csv"'],
  ['{"table":"other"}', '"table" is not known here; there is format'],
  ['[]', 'the body takes a JSON object, {…}'],
  ['{', 'the body is not JSON'],
] as const) {
  test(`POST /backup with ${body} is 400, and nothing is begun`, async (t) => {
    const sent = answer(t, DynamoDBClient, () => ({}));
    const { status, body: told } = await post(body);
    deepEqual([status, told], [400, { error: message }]);
    equal(sent.length, 0);
  });
}

for (const backupId of ['lock', '', '../lock', 'not-one', `${ID}x`]) {
  test(`GET /backup/${backupId} is 404 without a look into the table`, async (t) => {
    const sent = answer(t, DynamoDBClient, () => ({}));
    const answered = await handler({ httpMethod: 'GET', pathParameters: { backupId } }, context);
    equal(answered?.statusCode, 404);
    equal(sent.length, 0);
  });
}

/** The table of runs in memory, with what the function's conditions say. */
function runTable(items: Map<string, Record<string, { S?: string; N?: string }>>) {
  return ({ constructor: { name }, input }: SentCommand) => {
    type Item = Record<string, { S?: string; N?: string }>;
    if (name === 'GetItemCommand') return { Item: items.get((input.Key as Item).backupId?.S ?? '') };
    const item = input.Item as Item;
    const old = items.get(item.backupId?.S ?? '');
    const values = (input.ExpressionAttributeValues ?? {}) as Item;
    const holds = {
      'stage = :waiting': old?.stage?.S === 'waiting',
      'holder = :own': old?.holder?.S === values[':own']?.S,
      'attribute_not_exists(backupId) OR #until < :now OR holder = :after':
        old === undefined || Number(old.until?.N) < Number(values[':now']?.N) || old.holder?.S === values[':after']?.S,
    }[String(input.ConditionExpression)];
    if (holds === false)
      throw new ConditionalCheckFailedException({ message: '', $metadata: {}, ...(old ? { Item: old as never } : {}) });
    items.set(item.backupId?.S ?? '', item);
    return {};
  };
}

test('a run that goes on is 202, with where to ask', async (t) => {
  answer(t, DynamoDBClient, runTable(new Map()));
  const invoked = answer(t, LambdaClient, () => ({}));
  const { status, headers, body } = await post('{"format":"csv"}');
  deepEqual([status, body.status, body.format], [202, 'running', 'csv']);
  equal(headers?.location, `backup/${body.backupId}`);
  const [{ input = {} } = {}] = invoked;
  deepEqual([input.FunctionName, input.InvocationType], ['backup', 'Event']);
  deepEqual(JSON.parse(String(input.Payload)), { work: { backupId: body.backupId } });
});

test('a second POST joins the run that goes on', async (t) => {
  answer(t, DynamoDBClient, runTable(new Map()));
  const invoked = answer(t, LambdaClient, () => ({}));
  const [one, other] = await Promise.all([post(null), post(null)]);
  equal(one.body.backupId, other.body.backupId);
  equal(invoked.length, 1);
});

test('a lock whose run has ended, or whose time is over, keeps nobody', async (t) => {
  const ended: Run = { ...newRun(ID, 'json', new Date()), status: 'done' };
  const lock = (until: number) => ({ backupId: { S: 'lock' }, holder: { S: ID }, until: { N: String(until) } });
  const soon = Math.floor(Date.now() / 1000) + 600;
  for (const items of [
    new Map([
      ['lock', lock(soon)],
      [ID, itemOf(ended, 'ended') as never],
    ]),
    new Map([['lock', lock(soon)]]),
    new Map([
      ['lock', lock(1)],
      [ID, itemOf(newRun(ID, 'json', new Date()), 'working') as never],
    ]),
  ]) {
    t.mock.restoreAll();
    answer(t, DynamoDBClient, runTable(items));
    const invoked = answer(t, LambdaClient, () => ({}));
    equal((await post(null)).status, 202);
    equal(invoked.length, 1);
  }
});

test('when it cannot go on behind the answer, the run is failed and the next one may begin', async (t) => {
  const items = new Map();
  answer(t, DynamoDBClient, runTable(items));
  answer(t, LambdaClient, () => {
    throw Object.assign(new Error('arn:aws:lambda:…'), { name: 'TooManyRequestsException' });
  });
  const { status, body } = await post(null);
  deepEqual([status, body.error], [502, 'the backup could not be begun (TooManyRequestsException): try again']);
  equal(items.get('lock').until.N, '0');
});

test('work that is delivered twice, or too late, is not done again', async (t) => {
  for (const stage of ['working', 'ended'] as const) {
    t.mock.restoreAll();
    const run: Run = { ...newRun(ID, 'json', new Date()), status: stage === 'ended' ? 'done' : 'running' };
    const sent = answer(t, DynamoDBClient, runTable(new Map([[ID, itemOf(run, stage) as never]])));
    equal(await handler({ work: { backupId: ID } }, context), undefined);
    ok(sent.every(({ constructor: { name } }) => name !== 'DescribeTableCommand'));
  }
});

test('a table that cannot be looked at is an error of the function', async (t) => {
  answer(t, DynamoDBClient, () => {
    throw Object.assign(new Error('no'), { name: 'ResourceNotFoundException' });
  });
  await rejects(handler({ work: { backupId: ID } }, context), { name: 'ResourceNotFoundException' });
  deepEqual([(await post(null)).status, (await post(null)).body.error], [500, 'the API failed: try again in a moment']);
});
