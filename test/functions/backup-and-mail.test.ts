import './global-console.ts';
import { deepEqual, equal, match, ok, rejects, throws } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { type KeptRun, newRun, type Run, toldRun } from '../../functions/backup-dynamodb-and-send-email/run.ts';
import { readSettings } from '../../functions/backup-dynamodb-and-send-email/settings.ts';
import { answer } from './client-answers.ts';
import { testEvents } from './shared/student-api/events.ts';
import { quietLog } from './shared/student-api/fake-dynamodb.ts';
import {
  call,
  ENVIRONMENT,
  failing,
  get,
  ID,
  type Item,
  lockedBy,
  type Memory,
  MINUTE,
  NOW,
  OTHER,
  post,
  putRun,
  runsTable,
  workOn,
} from './shared/student-api/runs-table.ts';

const logged = quietLog();

/** Ends each run that is begun, a while after. */
function worker(t: TestContext, memory: Memory, end: Partial<Run>) {
  return answer(t, LambdaClient, ({ input }) => {
    const { backupId } = JSON.parse(String(input.Payload)).work;
    setTimeout(() => {
      putRun(memory, { run: { ...memory.run(backupId), ...end }, stage: 'ended', until: 0 });
    }, 50);
    return {};
  });
}

test('settings: what the template must tell, and what it may', () => {
  deepEqual(readSettings(), {
    ...{ table: 'students', runsTable: 'runs', bucket: 'bucket', bucketOwner: '111122223333', waitSeconds: 0.4 },
    ...{ maxTableBytes: 1000, maxReadUnits: null, mail: null, ownName: 'own-name' },
  });
  Object.assign(process.env, { MAIL_FROM: 'a@example.com', MAX_READ_UNITS: '5' });
  deepEqual([readSettings().mail, readSettings().maxReadUnits], [null, 5]);
  process.env.MAIL_TO = 'b@example.com';
  deepEqual(readSettings().mail, { from: 'a@example.com', to: 'b@example.com' });
  for (const name of ['WAIT_SECONDS', 'MAX_TABLE_BYTES', 'MAX_READ_UNITS']) {
    process.env[name] = '-1';
    throws(readSettings, { message: `environment variable ${name} takes a number above 0` });
    process.env[name] = '1';
  }
});

for (const name of Object.keys(ENVIRONMENT)) {
  test(`without ${name} nothing is begun, and callers learn nothing of it`, async () => {
    delete process.env[name];
    const { status, body } = await post();
    deepEqual([status, body], [500, { error: 'internal error (Error)' }]);
    match(logged(), new RegExp(`variable ${name} is not set`));
    await rejects(workOn(ID), { message: new RegExp(name) });
  });
}

test('a run that is not heard of any more is told as failed, and not before its time', () => {
  const until = NOW.getTime() + 16 * MINUTE;
  const kept: KeptRun = { run: { ...newRun(ID, 'json', NOW), items: 7 }, stage: 'working', until };
  deepEqual(toldRun(kept, new Date(until)), kept.run);
  const told = toldRun(kept, new Date(until + 1));
  deepEqual([told.status, told.endedAt, told.items], ['failed', new Date(until).toISOString(), 7]);
  match(told.error ?? '', /^it ended without a word.*npm run backup/);
  const done: Run = { ...kept.run, status: 'done' };
  deepEqual(toldRun({ ...kept, run: done }, new Date(until + 1)), done);
});

test('the statusUrl leads to the status, below whatever address', () => {
  const { statusUrl } = newRun(ID, 'json', NOW);
  for (const base of ['https://d1.cloudfront.net/api/', 'https://a.execute-api.eu-west-1.amazonaws.com/prod/']) {
    equal(new URL(statusUrl, `${base}backup`).href, `${base}backup/${ID}`);
  }
});

for (const [body, line] of [
  ['{"format":"xml"}', 'format takes "json" or "csv"'],
  ['{"format":null}', 'format takes "json" or "csv"'],
  ['{"table":"other"}', 'there is no field "table": take format'],
  ['{"format":"csv","format":"json"}', 'the field "format" is given more than once'],
  ['[]', 'the body is not a JSON object'],
  ['{', 'the body is not JSON'],
] as const) {
  test(`POST /backup of ${body} is 400, and nothing is begun`, async (t) => {
    const { sent } = runsTable(t);
    deepEqual(await post(body).then(({ status, body }) => [status, body]), [400, { error: line }]);
    equal(sent.length, 0);
  });
}

test('another method is refused', async () => {
  equal((await call({ httpMethod: 'DELETE' })).status, 405);
});

for (const [body, format] of [
  [null, 'json'],
  ['', 'json'],
  ['{}', 'json'],
  ['{"format":"csv"}', 'csv'],
] as const) {
  test(`POST /backup of ${body}: ${format}, done within the wait`, async (t) => {
    const memory = runsTable(t);
    const invoked = worker(t, memory, { status: 'done', items: 3 });
    const { status, body: run } = await post(body);
    deepEqual([status, run.status, run.items, run.format], [200, 'done', 3, format]);
    match(run.backupId, /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[\da-f]{4}-[\da-f]{12}$/);
    const input = invoked[0]?.input;
    deepEqual([input?.FunctionName, input?.InvocationType], ['own-name', 'Event']);
    deepEqual(JSON.parse(String(input?.Payload)), { work: { backupId: run.backupId, format } });
  });
}

test('a run that goes on after the wait is 202, and says where to ask', async (t) => {
  const { items } = runsTable(t);
  answer(t, LambdaClient, () => ({}));
  const start = Date.now();
  const { status, headers, body } = await post();
  ok(Date.now() - start >= 150, 'it has waited');
  deepEqual([status, body.status, headers?.location], [202, 'running', `backup/${body.backupId}`]);
  const item = items.get(body.backupId);
  equal(Number(item?.expiresAt?.N), Math.ceil(Date.parse(body.startedAt) / 1000) + 30 * 24 * 60 * 60);
  deepEqual((await get(body.backupId)).body, body);
});

test('the wait ends before the function does', async (t) => {
  process.env.WAIT_SECONDS = '20';
  runsTable(t);
  answer(t, LambdaClient, () => ({}));
  const start = Date.now();
  equal((await post(null, 3_500)).status, 202);
  ok(Date.now() - start < 2_000);
});

test('a run that fails within the wait is 502, with the run', async (t) => {
  const memory = runsTable(t);
  worker(t, memory, { status: 'failed', error: 'why' });
  const { status, body } = await post();
  deepEqual([status, body.status, body.error], [502, 'failed', 'why']);
  equal((await get(body.backupId)).status, 200);
});

test('several at once are one run, in whatever form they ask for', async (t) => {
  const memory = runsTable(t);
  const invoked = worker(t, memory, { status: 'done' });
  const all = await Promise.all([post('{"format":"csv"}'), post(), post()]);
  equal(new Set(all.map(({ body }) => body.backupId)).size, 1);
  deepEqual(
    all.map(({ status }) => status),
    [200, 200, 200],
  );
  equal(invoked.length, 1);
  equal(memory.items.size, 2, 'the lock and the run');
});

const LOCKS: [title: string, prepare: (memory: Memory) => void, isJoined: boolean][] = [
  [
    'a run that works',
    (memory) => {
      putRun(memory, { run: newRun(ID, 'json', new Date()), stage: 'working', until: Date.now() + MINUTE });
      lockedBy(memory, ID, Date.now() + MINUTE);
    },
    true,
  ],
  [
    'a run that has ended without giving it back',
    (memory) => {
      const run: Run = { ...newRun(ID, 'json', new Date()), status: 'done' };
      putRun(memory, { run, stage: 'ended', until: Date.now() + MINUTE });
      lockedBy(memory, ID, Date.now() + MINUTE);
    },
    false,
  ],
  [
    'a run that is not heard of any more',
    (memory) => {
      putRun(memory, { run: newRun(ID, 'json', new Date()), stage: 'working', until: Date.now() - 1 });
      lockedBy(memory, ID, Date.now() + MINUTE);
    },
    false,
  ],
  ['nobody any more', (memory) => lockedBy(memory, ID, 0), false],
  ['somebody whose time is over', (memory) => lockedBy(memory, ID, Date.now() - 1), false],
];

for (const [title, prepare, isJoined] of LOCKS) {
  test(`a lock of ${title}: ${isJoined ? 'joined' : 'taken'}`, async (t) => {
    const memory = runsTable(t);
    prepare(memory);
    const invoked = answer(t, LambdaClient, () => ({}));
    const { status, body } = await post();
    deepEqual([status, body.backupId === ID, invoked.length], [202, isJoined, isJoined ? 0 : 1]);
    equal(memory.items.get('lock')?.runId?.S, body.backupId);
  });
}

test('a lock of somebody who is just about to begin is waited for', async (t) => {
  const memory = runsTable(t);
  lockedBy(memory, ID, Date.now() + MINUTE);
  deepEqual(await post().then(({ status, body }) => [status, body.error]), [
    503,
    'another backup is just being begun: try again in a minute',
  ]);
  setTimeout(
    () => putRun(memory, { run: { ...newRun(ID, 'json', NOW), status: 'done' }, stage: 'ended', until: 0 }),
    50,
  );
  equal((await post()).body.backupId, ID);
});

test('a function that may not invoke itself has failed, and keeps nobody from trying again', async (t) => {
  const memory = runsTable(t);
  answer(t, LambdaClient, failing('AccessDeniedException'));
  const { status, body } = await post();
  deepEqual([status, body.status], [502, 'failed']);
  equal(body.error, 'the backup could not be begun (AccessDeniedException): try again');
  equal(memory.items.get('lock')?.until?.N, '0');
  match(logged(), /role\/Secret/);
  const before = memory.sent.length;
  await workOn(body.backupId);
  equal(memory.sent.length, before + 1, 'and if it was begun after all, it is not done');
});

test('an invocation that was begun though its answer was lost goes on', async (t) => {
  const memory = runsTable(t);
  answer(t, LambdaClient, ({ input }) => {
    const { backupId } = JSON.parse(String(input.Payload)).work;
    putRun(memory, { run: memory.run(backupId), stage: 'working', until: Date.now() + MINUTE });
    return failing('TimeoutError')();
  });
  const { status, body } = await post();
  deepEqual([status, body.status], [202, 'running']);
  equal(memory.items.get('lock')?.runId?.S, body.backupId);
  ok(Number(memory.items.get('lock')?.until?.N) > Date.now());
});

test('a run that cannot be written gives the lock back', async (t) => {
  const items = new Map<string, Item>();
  answer(t, DynamoDBClient, ({ input }) => {
    const item = input.Item as Item;
    if (item.run !== undefined) return failing('InternalServerError')();
    items.set(item.backupId?.S ?? '', item);
    return {};
  });
  deepEqual(await post().then(({ status, body }) => [status, body.error]), [
    500,
    'internal error (InternalServerError)',
  ]);
  equal(items.get('lock')?.until?.N, '0');
});

for (const backupId of ['lock', '', '../lock', 'x', `${ID}x`, `${ID}\n`, 'x'.repeat(10_000), '__proto__']) {
  test(`GET /backup/${backupId.slice(0, 40)} is 404 without a look`, async (t) => {
    const { sent } = runsTable(t);
    const { status, body } = await get(backupId);
    deepEqual([status, body], [404, { error: 'there is no backup of this id, or it was more than 30 days ago' }]);
    equal(sent.length, 0);
  });
}

test('GET of a run that there is not is 404, and without an id, too', async (t) => {
  runsTable(t);
  equal((await get(OTHER)).status, 404);
  equal((await call({ httpMethod: 'GET', pathParameters: null })).status, 404);
});

test('the test events do what their names say, and the one that is sent to what is deployed begins nothing', async (t) => {
  const memory = runsTable(t);
  const invoked = worker(t, memory, { status: 'done' });
  const done: [string, number | undefined, string | undefined][] = [];
  for (const [name, event] of await testEvents('backup-dynamodb-and-send-email')) {
    const { status, body } = await call(event);
    done.push([name, status, body.format]);
  }
  deepEqual(done, [
    ['backup-csv.json', 200, 'csv'],
    ['backup.json', 200, 'json'],
    ['smoke-status.json', 404, undefined],
  ]);
  equal(invoked.length, 2);
});
