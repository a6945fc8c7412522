import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { until } from '../embedded/fixture.ts';
import { account, assertEqualsTable, backups, folders, ITEMS, newMails, TO } from './shared/student-api/backups.ts';

const ALL_ACTIONS = [
  ...['dynamodb:DescribeContinuousBackups', 'dynamodb:DescribeTable', 'dynamodb:DescribeTimeToLive'],
  ...['dynamodb:GetItem', 'dynamodb:ListTagsOfResource', 'dynamodb:PutItem', 'dynamodb:Scan'],
  ...['lambda:InvokeFunction', 's3:PutObject', 'ses:SendEmail'],
];

test('backups one after the other end within the wait, equal the table, and are mailed', async () => {
  const { post, get, deployed } = await backups('quick');
  const places: string[] = [];
  for (const format of ['json', 'csv', 'json']) {
    const { status, run } = await post({ format });
    deepEqual([status, run.status, run.format, run.mail, run.error], [200, 'done', format, 'sent', null]);
    match(run.place, /^s3:\/\/backups\/students\/\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ$/);
    await assertEqualsTable(run);
    deepEqual((await get(run.backupId)).run, run);
    const [mail, ...others] = await newMails();
    deepEqual([mail?.to, mail?.subject, others], [[TO], `Backup of students: ${ITEMS} items saved`, []]);
    for (const told of [run.place, `${run.bytes} bytes`, run.digest]) ok(mail?.text.includes(told), told);
    places.push(run.place);
  }
  equal(new Set(places).size, 3, 'each has a place of its own');
  deepEqual(deployed.actions().sort(), ALL_ACTIONS, 'each grant is used, and nothing was refused');
});

test('one that takes longer than the wait goes on, tells how far it is, and equals the table', async () => {
  // A page takes seconds, and there are a few: even a busy machine asks in between.
  const { post, get, ended } = await backups('slow', { environment: { WAIT_SECONDS: '1', MAX_READ_UNITS: '3' } });
  const { status, headers, run } = await post();
  deepEqual([status, run.status, run.mail, headers.location], [202, 'running', null, `backup/${run.backupId}`]);
  const far = await until(async () => {
    const { run: now } = await get(run.backupId);
    return now.items > 0 ? now : undefined;
  });
  ok(far.status === 'running' && far.items < ITEMS, `${far.items} items`);
  equal(far.expected, ITEMS);
  const last = await ended(run.backupId);
  deepEqual([last.status, last.mail, last.error], ['done', 'sent', null]);
  await assertEqualsTable(last);
  equal((await newMails()).length, 1);
});

test('several POSTs at once are one backup and one mail', async () => {
  const { post } = await backups('together');
  const before = (await folders()).length;
  const answers = await Promise.all([post(), post({ format: 'csv' }), post()]);
  deepEqual(
    answers.map(({ status, run }) => [status, run.backupId]),
    answers.map(() => [200, answers[0]?.run.backupId]),
  );
  equal((await folders()).length, before + 1);
  equal((await newMails()).length, 1);
});

test('work that is delivered several times is done once', async () => {
  const { deployed, ended } = await backups('twice');
  const before = (await folders()).length;
  const backupId = randomUUID();
  const run = { ...{ backupId, status: 'running', format: 'json', startedAt: new Date().toISOString(), items: 0 } };
  const soon = { N: String(Date.now() + 60_000) };
  for (const item of [
    { backupId: { S: backupId }, stage: { S: 'asked' }, until: soon, run: { S: JSON.stringify(run) } },
    { backupId: { S: 'lock' }, runId: { S: backupId }, until: soon },
  ]) {
    await account.dynamodb.send(new PutItemCommand({ TableName: 'twice-runs', Item: item }));
  }
  const event = { work: { backupId, format: 'json' } };
  await Promise.all([deployed.invoke(event), deployed.invoke(event), deployed.begin(event)]);
  equal((await ended(backupId)).status, 'done');
  await deployed.invoke(event);
  equal((await folders()).length, before + 1);
  equal((await newMails()).length, 1);
});
