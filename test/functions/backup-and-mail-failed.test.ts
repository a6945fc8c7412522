import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { assertEqualsTable, backups, folders, newMails, type Wishes } from './shared/student-api/backups.ts';

test('a table beyond the limit is refused before it is read, and one that takes too long is given up', async () => {
  for (const [name, wishes] of [
    ['large', { environment: { MAX_TABLE_BYTES: '1' } }],
    ['overtime', { environment: { MAX_READ_UNITS: '1' }, timeout: 32 }],
  ] as [string, Wishes][]) {
    const { post, deployed } = await backups(name, wishes);
    const before = await folders();
    const { status, run } = await post();
    deepEqual([status, run.status, run.place, run.mail], [502, 'failed', null, 'sent']);
    equal(run.error, 'the table is too large for a function, which has 15 minutes: use npm run backup');
    const mails = await newMails();
    deepEqual(
      mails.map(({ subject }) => subject),
      ['Backup of students failed'],
    );
    match(mails[0]?.text ?? '', /Failed: the table is too large.*npm run backup\nNext: /);
    equal(deployed.actions().includes('dynamodb:Scan'), name === 'overtime');
    deepEqual(await folders(), before, 'nothing is left of it');
  }
});

test('a role that may not write has failed, which is mailed, and keeps nobody from trying again', async () => {
  const { post } = await backups('unwritten', { without: 'bucket' });
  const ids = new Set<string>();
  for (const _ of [1, 2]) {
    const { status, run } = await post();
    deepEqual([status, run.status, run.mail], [502, 'failed', 'sent']);
    equal(run.error, "the backup failed (AccessDenied): the function's log says why");
    ids.add(run.backupId);
  }
  equal(ids.size, 2);
  const mails = await newMails();
  deepEqual(
    mails.map(({ subject }) => subject),
    ['Backup of students failed', 'Backup of students failed'],
  );
  ok(!/arn:/.test(JSON.stringify(mails)), 'without words of AWS');
});

test('a role that may not mail has a backup, and says why nobody was told', async () => {
  const { post } = await backups('unmailed', { without: 'mail' });
  const { status, run } = await post();
  deepEqual([status, run.status, run.error], [200, 'done', null]);
  match(run.mail, /^not sent: \w*AccessDenied\w*$/);
  await assertEqualsTable(run);
});

test('a role that may not invoke the function begins nothing, and keeps nobody from trying again', async () => {
  const { post } = await backups('unbegun', { without: 'itself' });
  for (const _ of [1, 2]) {
    const { status, run } = await post();
    deepEqual([status, run.status, run.mail], [502, 'failed', null]);
    match(run.error, /^the backup could not be begun \(\w*AccessDenied\w*\): try again$/);
  }
});

test('without the table of runs nothing is told of roles', async () => {
  const { post, get } = await backups('forgetful', { without: 'runs' });
  for (const { status, run } of [await post(), await get(randomUUID())]) {
    deepEqual([status, run], [500, { error: 'internal error (AccessDeniedException)' }]);
  }
});
