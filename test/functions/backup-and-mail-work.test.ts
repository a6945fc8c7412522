import './global-console.ts';
import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { handler } from '../../functions/backup-dynamodb-and-send-email/handler.ts';
import { progressKeeper } from '../../functions/backup-dynamodb-and-send-email/progress.ts';
import { toldReason } from '../../functions/backup-dynamodb-and-send-email/reason.ts';
import { type KeptRun, newRun } from '../../functions/backup-dynamodb-and-send-email/run.ts';
import { BackupProblem } from '../../functions/shared/backup/problem.ts';
import { answer, type SentCommand } from './client-answers.ts';
import { quietLog } from './shared/student-api/fake-dynamodb.ts';
import {
  context,
  failing,
  ID,
  lockedBy,
  MINUTE,
  NOW,
  OTHER,
  putRun,
  runsTable,
  unexpected,
  workOn,
} from './shared/student-api/runs-table.ts';

const logged = quietLog();

for (const event of [null, {}, { work: {} }, { work: { backupId: 'lock', format: 'json' } }, { work: ID }]) {
  test(`${JSON.stringify(event)} is neither a request nor work`, async (t) => {
    const { sent } = runsTable(t);
    await rejects(handler(event as never, context()), { message: /^the event is neither a request/ });
    equal(sent.length, 0);
  });
}

for (const [title, kept] of [
  ['another invocation has', { run: newRun(ID, 'json', new Date()), stage: 'working', until: Date.now() + MINUTE }],
  ['that has ended', { run: { ...newRun(ID, 'json', NOW), status: 'done' }, stage: 'ended', until: 0 }],
  ['that is told as failed already', { run: newRun(ID, 'json', NOW), stage: 'asked', until: 0 }],
] as [string, KeptRun][]) {
  test(`work ${title} is not done`, async (t) => {
    const memory = runsTable(t);
    putRun(memory, kept);
    lockedBy(memory, ID, Date.now() + MINUTE);
    const before = structuredClone(memory.items);
    equal(await workOn(ID), undefined);
    deepEqual(memory.items, before);
  });
}

test('work that came so late that another run has its turn is failed, and leaves that one alone', async (t) => {
  const memory = runsTable(t);
  putRun(memory, { run: newRun(ID, 'json', new Date()), stage: 'asked', until: Date.now() + MINUTE });
  lockedBy(memory, OTHER, Date.now() + MINUTE);
  await rejects(workOn(ID), { name: 'BackupFailed' });
  deepEqual([memory.run(ID).status, memory.run(ID).error], ['failed', 'another backup was begun before this one']);
  equal(memory.items.get('lock')?.runId?.S, OTHER);
  ok(Number(memory.items.get('lock')?.until?.N) > 0);
});

/** A run that is asked for, its lock, and mails that are kept. */
function asked(t: TestContext, students: (command: SentCommand) => unknown, mail: () => unknown = () => ({})) {
  Object.assign(process.env, { MAIL_FROM: 'a@example.com', MAIL_TO: 'b@example.com' });
  const memory = runsTable(t, students);
  putRun(memory, { run: newRun(ID, 'json', new Date()), stage: 'asked', until: Date.now() + MINUTE });
  lockedBy(memory, ID, Date.now() + MINUTE);
  const mails = answer(t, SESv2Client, mail);
  return { memory, textOf: (at = 0) => JSON.stringify(mails[at]?.input), mails };
}

/** The students' table, described. */
const described =
  (bytes: number) =>
  ({ constructor: { name } }: SentCommand): unknown => {
    const Table = { TableName: 'students', TableStatus: 'ACTIVE', TableArn: 'arn:table', TableSizeBytes: bytes };
    return name === 'DescribeTableCommand' ? { Table: { ...Table, ItemCount: 9, KeySchema: [] } } : {};
  };

const TOO_LARGE = 'the table is too large for a function, which has 15 minutes: use npm run backup';

test('a table beyond the limit is refused before it is read, by mail as well', async (t) => {
  const { memory, mails, textOf } = asked(t, (command) => {
    if (command.constructor.name === 'ScanCommand') return unexpected(command);
    return described(1001)(command);
  });
  await rejects(workOn(ID), { name: 'BackupFailed', message: TOO_LARGE });
  const run = memory.run(ID);
  deepEqual([run.status, run.error, run.expected, run.mail], ['failed', TOO_LARGE, 9, 'sent']);
  deepEqual([mails.length, memory.items.get('lock')?.until?.N], [1, '0']);
  match(
    textOf(),
    /Backup of students failed.*Failed: the table is too large.*Next: a backup without a manifest is none/,
  );
});

test('what AWS says of a failure is for the log: run and mail have the name of the error', async (t) => {
  const { memory, textOf } = asked(t, failing('AccessDeniedException'));
  await rejects(workOn(ID), { name: 'BackupFailed' });
  const line = 'the backup failed (AccessDeniedException): the function’s log says why'.replace('’', "'");
  equal(memory.run(ID).error, line);
  ok(!/arn:|Secret/.test(JSON.stringify([...memory.items]) + textOf()));
  match(logged(), /role\/Secret/);
});

test('a mail that fails is told, and is no failure of the backup', async (t) => {
  const { memory } = asked(t, described(1001), failing('MessageRejected'));
  await rejects(workOn(ID));
  const run = memory.run(ID);
  deepEqual([run.mail, run.error], ['not sent: MessageRejected', TOO_LARGE]);
  equal(memory.items.get('lock')?.until?.N, '0');
});

test('without addresses nobody is told', async (t) => {
  const { memory, mails } = asked(t, described(1001));
  delete process.env.MAIL_TO;
  await rejects(workOn(ID));
  deepEqual([memory.run(ID).mail, mails.length], ['none', 0]);
});

test('work stops before the function’s time is over, and says what to do', async (t) => {
  const { memory } = asked(t, async (command) => {
    if (command.constructor.name !== 'ScanCommand') return described(10)(command);
    await sleep(200);
    // An AWS client tells of a signal in its own words.
    return failing('AbortError')();
  });
  await rejects(workOn(ID, 30_010), { message: TOO_LARGE });
  deepEqual([memory.run(ID).error, memory.run(ID).mail], [TOO_LARGE, 'sent']);
});

test('a run is kept for as long as its function can work, and a minute', async (t) => {
  const { memory } = asked(t, () => {
    const left = Number(memory.items.get(ID)?.until?.N) - Date.now();
    ok(left > 15.9 * MINUTE && left <= 16 * MINUTE);
    equal(memory.items.get('lock')?.until?.N, memory.items.get(ID)?.until?.N);
    throw new BackupProblem('table', 'seen');
  });
  await rejects(workOn(ID), { message: 'seen' });
});

test('progress is kept at once, then about once a second, and never after the end', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: NOW });
  const kept: number[] = [];
  const progress = progressKeeper(newRun(ID, 'json', NOW), async ({ items }) => {
    await sleep(20);
    kept.push(items);
  });
  const report = (items: number, second: number) => {
    t.mock.timers.setTime(NOW.getTime() + second * 1000);
    progress.report({ items, size: 0, expected: 10 });
  };
  report(1, 0);
  report(2, 0.5);
  report(3, 0.999);
  report(4, 1);
  report(5, 1.5);
  const { items, expected } = await progress.end();
  report(6, 3);
  await sleep(50);
  deepEqual([kept, items, expected], [[1, 4], 5, 10]);
});

test('progress that cannot be kept ends nothing', async () => {
  const progress = progressKeeper(newRun(ID, 'json', NOW), () => Promise.reject(new Error('no')));
  progress.report({ items: 1, size: 0, expected: 1 });
  equal((await progress.end()).items, 1);
});

test('reasons: a problem’s own line, and of anything else its name', () => {
  equal(toldReason(new BackupProblem('table', 'there is no table')), 'there is no table');
  const error = Object.assign(new Error('arn:…'), { name: 'NoSuchBucket' });
  equal(toldReason(error), "the backup failed (NoSuchBucket): the function's log says why");
});
