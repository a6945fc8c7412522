import { deepEqual, equal, match } from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TagResourceCommand } from '@aws-sdk/client-dynamodb';
import { describeTable } from '../../functions/shared/backup/describe-table.ts';
import { s3Store } from '../../functions/shared/backup/s3-store.ts';
import { openBackup } from '../../scripts/tables/open-backup.ts';
import { restoreId } from '../../scripts/tables/restore/name.ts';
import { type Account, openAccount } from '../backup/fixture.ts';
import { exported } from '../tables/native/exported.ts';

let account: Account;
let full: string;
let changes: string;
before(async () => {
  account = await openAccount();
  await account.makeBucket('vault');
  const bucket = s3Store(account.s3, { bucket: 'vault', prefix: '' });
  full = (await exported('full', bucket)).backup.store.place;
  changes = (await exported('changes', bucket)).backup.store.place;
});
after(() => account?.stop());

/** A place in the bucket, as a store. */
const at = (place: string) => s3Store(account.s3, { bucket: 'vault', prefix: place.replace('s3://vault/', '') });

const restore = (...args: string[]) => account.run('restore', args);

/** Those of the fixture. */
async function titles(table: string): Promise<string[]> {
  const texts = await account.contents(table);
  return texts.flatMap((text) => /"title":\{"S":"([^"]*)"/.exec(text)?.[1] ?? []);
}

test('DynamoDB imports its own export, and then the changes after it are applied', async () => {
  const { code, stdout, stderr } = await restore('--from', full, '--changes', changes, '--as', 'imported');
  equal(code, 0, stderr);
  match(stdout, /^restored 5 items into imported in/m);
  match(
    stdout,
    /^compared: DynamoDB has imported as many items as the backup has; each one is compared by verify-backup/m,
  );
  match(stdout, /^changes: 2 items written, 1 item deleted; it shows what 2025-11-28T09:00:00.000Z showed$/m);
  deepEqual(await titles('imported'), ['Zürich, 東京 🙂', 'second, again', 'new']);
  const { code: again, stderr: taken } = await restore('--from', full, '--as', 'imported');
  equal(again, 2);
  match(taken, /^restore: there is a table imported/);
});

test('an import that was stopped once it was compared is finished by the same command alone', async () => {
  const args = ['--from', full, '--as', 'halfway'];
  equal((await restore(...args)).code, 0);
  const { manifest } = await openBackup(at(full), { latest: false });
  const { manifest: later } = await openBackup(at(changes), { latest: false });
  const { record } = await describeTable(account.dynamodb, 'halfway');
  deepEqual(record.tags, { 'stackwarden:restore': 'done' });
  const Tags = [{ Key: 'stackwarden:restore', Value: `${restoreId(manifest, [], [later])}:compared` }];
  await account.dynamodb.send(new TagResourceCommand({ ResourceArn: record.arn, Tags }));
  const without = await restore(...args);
  equal(without.code, 2, without.stdout);
  match(without.stderr, /there is a table halfway from the restore of another backup, or of other items or changes/);
  const { code, stdout, stderr } = await restore(...args, '--changes', changes);
  equal(code, 0, stderr);
  match(stdout, /^compared: an earlier run has found the items equal\nchanges: 2 items written, 1 item deleted/m);
  const again = await restore(...args, '--changes', changes);
  equal(again.code, 2, again.stdout);
  match(again.stderr, /there is a table halfway already/);
});

test('written by this machine, every item is compared', async () => {
  const { code, stdout, stderr } = await restore(
    '--from',
    full,
    '--engine',
    'write',
    '--as',
    'written',
    '--format',
    'json',
  );
  equal(code, 0, stderr);
  const { engine, items, compared, changes: applied } = JSON.parse(stdout);
  deepEqual([engine, items, compared.by, compared.equal, applied], ['write', 5, 'scan', true, null]);
  const some = await restore('--from', full, '--as', 'some', '--only', 'pk=book#1');
  equal(some.code, 0, some.stderr);
  deepEqual((await account.contents('some')).length, 2);
});

test('a dry run says how it would go, and writes nothing', async () => {
  const { code, stdout } = await restore('--from', full, '--as', 'never', '--changes', changes, '--dry-run');
  equal(code, 0);
  match(stdout, /^into: never, a new table, by DynamoDB's own import$/m);
  match(stdout, new RegExp(`^then: the changes in ${changes}$`, 'm'));
  await account.contents('never').then(
    () => equal('there', 'not there'),
    (error) => equal(error.name, 'ResourceNotFoundException'),
  );
});

test('a drill of an export compares each item', async () => {
  const { code, stdout, stderr } = await account.run('drill', ['--from', full]);
  equal(code, 0, stderr);
  match(stdout, /^items: 5; count and digest of the table are those of the backup$/m);
});

test('verified, and compared with the table that it came back as', async () => {
  equal((await restore('--from', full, '--as', 'proven')).code, 0);
  const { code, stdout, stderr } = await account.run('verify-backup', ['--from', full, '--table', 'proven']);
  equal(code, 0, stdout + stderr);
});

const mistakes: [string, () => string[], RegExp][] = [
  [
    'changes without what they follow',
    () => ['--from', changes, '--as', 'x1y'],
    /^restore: .* holds changes only: restore the full export/,
  ],
  [
    'a whole table for changes',
    () => ['--from', full, '--changes', full, '--as', 'x2y'],
    /holds a whole table, not its changes/,
  ],
  [
    'an import of some items',
    () => ['--from', full, '--engine', 'import', '--only', 'pk=book#1'],
    /makes a new table of all items/,
  ],
];

for (const [what, args, message] of mistakes) {
  test(`${what}: one line, exit code 2`, async () => {
    const { code, stdout, stderr } = await restore(...args());
    deepEqual([code, stdout], [2, ''], stderr);
    match(stderr, message);
  });
}
