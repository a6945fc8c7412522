import { deepEqual, equal, match } from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Item, openAccount, type RestoreAccount } from './fixture.ts';

let account: RestoreAccount;
before(async () => {
  account = await openAccount();
});
after(() => account.stop());

const numbered = (count: number): Item[] => Array.from({ length: count }, (_, n) => ({ id: { S: `item-${n}` } }));

for (const command of ['restore', 'drill']) {
  test(`${command} --help`, async () => {
    const { code, stdout, stderr } = await account.run(command, ['--help']);
    deepEqual([code, stderr], [0, '']);
    match(stdout, new RegExp(`Usage: npm run ${command} -- \\[options\\]\n`));
    match(stdout, /--from PLACE/);
  });

  test(`${command} without a place, and with one that is no address: exit code 2 and one line`, async () => {
    const none = await account.run(command, []);
    deepEqual([none.code, none.stdout], [2, '']);
    equal(none.stderr, `${command}: which backup? --from takes s3://bucket/prefix or a folder\n`);
    const wrong = await account.run(command, ['--from', 's3:/bucket']);
    equal(wrong.code, 2);
    match(wrong.stderr, new RegExp(`^${command}: s3:/bucket is not an S3 address: .*\n$`));
  });
}

/** Presses Ctrl-C as soon as a table is there. */
function stopWhen(table: string) {
  return async (child: ChildProcess) => {
    while (!(await account.isThere(table))) await sleep(5);
    await sleep(100);
    child.kill('SIGINT');
  };
}

test('from a bucket: Ctrl-C ends a restore with 130 and a line, and the same command finishes it', async () => {
  await account.createTable({ TableName: 'pressed' });
  await account.fill('pressed', numbered(500));
  await account.makeBucket('backups-of-tests');
  const to = 's3://backups-of-tests/tables';
  equal((await account.run('backup', ['pressed', '--to', to])).code, 0);
  const args = ['--from', `${to}/pressed`, '--latest', '--as', 'pressed-again', '--max-wcu', '200'];
  const stopped = await account.run('restore', args, { onStart: stopWhen('pressed-again') });
  deepEqual([stopped.code, stopped.stdout], [130, '']);
  equal(stopped.stderr, 'restore: the same command goes on where this one stopped\n');
  const { code, stdout, stderr } = await account.run('restore', args);
  deepEqual([code, stderr], [0, '']);
  match(stdout, /^restored 500 items into pressed-again in \d+ s\n/);
  deepEqual(await account.contents('pressed-again'), await account.contents('pressed'));
});

test('killed, a restore is finished by the same command, and a drill by the next one', async () => {
  await account.createTable({ TableName: 'killed' });
  await account.fill('killed', numbered(500));
  const { place } = await account.save('killed');
  const kill = (table: string) => async (child: ChildProcess) => {
    while (!(await account.isThere(table))) await sleep(5);
    child.kill('SIGKILL');
  };
  const args = ['--from', place, '--as', 'killed-again'];
  const killed = await account.run('restore', args, { onStart: kill('killed-again') });
  equal(killed.signal, 'SIGKILL');
  const restored = await account.run('restore', args);
  equal(restored.code, 0, restored.stderr);
  deepEqual(await account.contents('killed-again'), await account.contents('killed'));
  await account.run('drill', ['--from', place], { onStart: kill('killed-restored-drill') });
  equal(await account.isThere('killed-restored-drill'), true);
  const drilled = await account.run('drill', ['--from', place]);
  equal(drilled.code, 0, drilled.stderr);
  match(drilled.stdout, /^deleted table killed-restored-drill, which an earlier drill had left behind\nproven/);
  equal(await account.isThere('killed-restored-drill'), false);
});

test('Ctrl-C ends a drill with 130, and its table is gone', async () => {
  await account.createTable({ TableName: 'drilled' });
  await account.fill('drilled', numbered(3000));
  const { place } = await account.save('drilled');
  const args = ['--from', place];
  const child = { onStart: stopWhen('drilled-restored-drill') };
  const { code, stderr } = await account.run('drill', args, child);
  deepEqual([code, stderr], [130, 'drill: stopped; its table is deleted\n']);
  equal(await account.isThere('drilled-restored-drill'), false);
});
