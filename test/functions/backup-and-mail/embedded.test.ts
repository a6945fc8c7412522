import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { DescribeTableCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetFunctionConfigurationCommand, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { eventually } from '../../../scripts/scenario/eventually.ts';
import { invoke } from '../../../scripts/scenario/invoke.ts';
import { assertBackupEquals, type Run } from '../../../scripts/scenario/students/backups.ts';
import { mails } from '../../../scripts/scenario/students/mails.ts';
import { type StudentsAccount, studentsAccount } from '../../scenario/students-account.ts';

// The function as it is deployed, with the grants of its role and no others.

let account: StudentsAccount;
let outputs: Record<string, string>;

before(async () => {
  // Slow enough for a backup that goes on behind the answer.
  const slow = { WaitSeconds: '1', MaxReadUnits: '40' };
  account = await studentsAccount({ 'student-backup': slow }, ['bootstrap', 'student-data', 'student-backup']);
  outputs = account.outputs['student-backup'] ?? {};
  const values = ['<script>', 'Grüße/日本 🎉', '\u202E\u0000', '=1+1', '"', "'", ...'abcdefghijklmn'];
  for (const value of values) {
    // Escapes that triple in text; of 400 KB in all.
    const Item = {
      studentId: { S: `${value}${randomUUID()}` },
      name: { S: value },
      notes: { S: '"\\\n'.repeat(130_000) },
    };
    await account.owner.dynamodb.send(new PutItemCommand({ TableName: outputs.TableName, Item }));
  }
});

after(() => account?.stop());

async function call(event: object): Promise<{ status: number; run: Run }> {
  const answer = await invoke(account.owner.lambda, outputs.FunctionName ?? '', event);
  const { statusCode, body } = answer as { statusCode: number; body: string };
  return { status: statusCode, run: JSON.parse(body) };
}

const post = (body: string | null = null) => call({ httpMethod: 'POST', path: '/backup', body });
const get = (backupId: string) => call({ httpMethod: 'GET', pathParameters: { backupId } });

function ended(backupId: string): Promise<Run> {
  return eventually('the end of the backup', async () => {
    const { run } = await get(backupId);
    return run.status === 'running' ? undefined : run;
  });
}

/** What a scenario's stage has, as far as reading back needs it. */
const stage = () => ({ ...account.aws, owner: account.owner }) as never;

for (const format of ['json', 'csv']) {
  test(`a backup in ${format} that takes longer than the answer goes on, and equals the table`, async () => {
    const { status, run } = await post(JSON.stringify({ format }));
    deepEqual([status, run.status], [202, 'running']);
    const seen = await eventually('progress', async () => {
      const { run: now } = await get(run.backupId);
      return now.items > 0 ? now : undefined;
    });
    ok(seen.items <= 20);
    const last = await ended(run.backupId);
    deepEqual([last.status, last.mail, last.error, last.items], ['done', 'sent', null, 20]);
    await assertBackupEquals(stage(), last, outputs.TableName ?? '');
  });
}

test('two POSTs at once are one backup and one mail', async () => {
  const before = (await mails(account.aws)).length;
  const answers = await Promise.all([post(), post(), post()]);
  const ids = new Set(answers.map(({ run }) => run.backupId));
  equal(ids.size, 1);
  await ended([...ids][0] ?? '');
  equal((await mails(account.aws)).length, before + 1);
});

test('work that is delivered again makes no second backup and no second mail', async () => {
  const { run } = await post();
  const { lambda } = account.owner;
  await invoke(lambda, outputs.FunctionName ?? '', { work: { backupId: run.backupId } });
  const last = await ended(run.backupId);
  const before = (await mails(account.aws)).length;
  await invoke(lambda, outputs.FunctionName ?? '', { work: { backupId: run.backupId } });
  deepEqual([(await get(run.backupId)).run, (await mails(account.aws)).length], [last, before]);
});

test('a table beyond what a function can read is refused at once, by mail too', async () => {
  const { lambda, dynamodb } = account.owner;
  const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: outputs.TableName }));
  ok((Table?.TableSizeBytes ?? 0) > 1, 'the embedded AWS counts bytes');
  const FunctionName = outputs.FunctionName ?? '';
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const Variables = { ...Environment?.Variables, MAX_TABLE_BYTES: '1' };
  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }));
  const { run: begun } = await post();
  const run = await ended(begun.backupId);
  deepEqual([run.status, run.place, run.mail], ['failed', null, 'sent']);
  match(run.error ?? '', /too large for a function.*npm run backup/);
  match((await mails(account.aws)).at(-1)?.text ?? '', /too large for a function.*npm run backup/);
});
