import { deepEqual, equal, ok } from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { DeleteTableCommand, ListTagsOfResourceCommand } from '@aws-sdk/client-dynamodb';
import { type Account, openAccount } from './fixture.ts';

const KILLS = 20;
const ITEMS = 2_000;

let account: Account;
before(async () => {
  account = await openAccount();
  await account.makeTable('source');
  await account.fill(
    'source',
    Array.from({ length: ITEMS }, (_, at) => ({ id: { S: `item-${at}` }, text: { S: `${at} `.repeat(300) } })),
  );
});
after(() => account?.stop());

test(`a restore that is killed ${KILLS} times at random moments ends whole when it is run again`, async (t) => {
  const expected = await account.contents('source');
  const to = join(account.folder, 'backups');
  const backup = await account.run('backup', ['source', '--to', to, '--format', 'json', '--segments', '4']);
  const { place } = JSON.parse(backup.stdout);
  const restore = (killAfterMs: number | null) =>
    account.run('restore', ['--from', place, '--as', 'target'], {
      onStart: (child) => {
        if (killAfterMs !== null) setTimeout(() => child.kill('SIGKILL'), killAfterMs);
      },
    });
  const start = performance.now();
  equal((await restore(null)).code, 0);
  const whole = performance.now() - start;
  let [kills, ends, resumed] = [0, 0, 0];
  for (;;) {
    const before = await itemsIn('target');
    const ran = await restore(kills < KILLS && ends < KILLS ? whole * (0.3 + 0.7 * Math.random()) : null);
    if (ran.signal === 'SIGKILL') {
      kills++;
      continue;
    }
    // It ended, and before that one of its name was in the way.
    if (ran.code === 2 && /--into/.test(ran.stderr)) await dropTarget();
    else {
      equal(ran.code, 0, ran.stderr);
      deepEqual(await account.contents('target'), expected);
      deepEqual(await tagsOf('target'), [], 'the mark of the restore is gone');
      if (before > 0) resumed++;
      ends++;
      if (kills >= KILLS) break;
      await dropTarget();
    }
  }
  t.diagnostic(`${kills} kills, ${ends} restores, ${resumed} of them taken up again with items in the table`);
  ok(resumed > 0, 'no kill fell into the writing: the moments are badly chosen');
});

async function dropTarget(): Promise<void> {
  await account.dynamodb.send(new DeleteTableCommand({ TableName: 'target' }));
}

/** 0 without a table. */
async function itemsIn(table: string): Promise<number> {
  return (await account.contents(table).catch(() => [])).length;
}

async function tagsOf(table: string): Promise<unknown[]> {
  const ResourceArn = `arn:aws:dynamodb:us-east-1:${account.aws.accountId}:table/${table}`;
  return (await account.dynamodb.send(new ListTagsOfResourceCommand({ ResourceArn }))).Tags ?? [];
}
