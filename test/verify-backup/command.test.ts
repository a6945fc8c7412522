import { deepEqual, equal, match } from 'node:assert/strict';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { manifestText } from '../../functions/shared/backup/manifest.ts';
import { s3Store } from '../../functions/shared/backup/s3-store.ts';
import { backUpTable } from '../../functions/shared/backup/scan/backup.ts';
import { folderStore } from '../../scripts/tables/folder-store.ts';
import { type Account, type Item, openAccount } from '../backup/fixture.ts';

const ITEMS = 30;

let account: Account;
before(async () => {
  account = await openAccount();
  await account.makeTable('pupils');
  await account.fill(
    'pupils',
    Array.from({ length: ITEMS }, (_, at) => pupil(at)),
  );
});
after(() => account?.stop());

function pupil(at: number): Item {
  return { id: { S: `pupil-${at}` }, marks: { NS: ['1', `${at}.5`] }, name: { S: `a name ${at}` } };
}

/** A new backup in a folder of its own. */
async function saved(folder: string): Promise<string> {
  const { place } = await backUpTable({
    ...{ dynamodb: account.dynamodb, store: folderStore(join(account.folder, folder)), tableName: 'pupils' },
    ...{ format: 'dynamodb-json', reads: 'strong', maxRcu: null, segments: 2, resume: 'no', tool: 'test' },
    signal: new AbortController().signal,
  });
  return place;
}

async function verified(...args: string[]) {
  const { code, stdout, stderr } = await account.run('verify-backup', [...args, '--format', 'json']);
  return { code, stderr, answer: JSON.parse(stdout) };
}

test('a sound backup, alone and beside its table', async () => {
  const place = await saved('sound');
  const alone = await account.run('verify-backup', ['--from', place], { env: { AWS_ACCESS_KEY_ID: '' } });
  equal(alone.code, 0, alone.stderr);
  match(alone.stdout, /^the backup is sound: 30 items of pupils, as they were saved\nbackup: .*\nshows: each item as/);
  const { code, answer } = await verified('--from', join(account.folder, 'sound'), '--latest', '--table', 'pupils');
  equal(code, 0);
  deepEqual(answer, {
    ...{ formatVersion: 1, place, id: place.split('/').at(-1), table: 'pupils', items: ITEMS, digest: answer.digest },
    ...{ sound: true, findings: [], notes: [], error: null },
    comparison: {
      ...{ table: 'pupils', isSource: true, equal: true, items: ITEMS, same: ITEMS, isCertain: true },
      ...{ changed: nothing, onlyInBackup: nothing, onlyInTable: nothing },
    },
  });
});

const nothing = { count: 0, first: [] };

test('a table that has moved on: the backup is sound, and the exit code is 1', async () => {
  const place = await saved('moved');
  await account.dynamodb.send(new PutItemCommand({ TableName: 'pupils', Item: { ...pupil(1), name: { S: 'other' } } }));
  await account.dynamodb.send(new PutItemCommand({ TableName: 'pupils', Item: pupil(ITEMS) }));
  await account.dynamodb.send(new DeleteItemCommand({ TableName: 'pupils', Key: { id: { S: 'pupil-2' } } }));
  const told = await account.run('verify-backup', ['--from', place, '--table', 'pupils', '--max-rcu', '1000']);
  equal(told.code, 1, told.stderr);
  match(told.stdout, /^the backup is sound: 30 items of pupils/);
  match(
    told.stdout,
    new RegExp(
      [
        'the backup is sound; table pupils has changed since it was read, from \\S+Z to \\S+Z \\(what .*\\)',
        '28 items are the same, 1 changed, 1 only in the backup, 1 only in the table',
        '  changed:',
        '    {"id":{"S":"pupil-1"}}: name',
        '  only in the backup:',
        '    {"id":{"S":"pupil-2"}}',
        '  only in the table:',
        '    {"id":{"S":"pupil-30"}}',
        '$',
      ].join('\n'),
    ),
  );
  const { code, answer } = await verified('--from', place, '--table', 'pupils');
  equal(code, 1);
  equal(answer.sound, true);
  const { changed, onlyInBackup, onlyInTable, same } = answer.comparison;
  equal(same, 28);
  const key = (id: string) => ({ key: { id: { S: id } }, isChangingNow: false });
  deepEqual(changed, { count: 1, first: [{ ...key('pupil-1'), attributes: ['name'] }] });
  deepEqual(onlyInBackup, { count: 1, first: [{ ...key('pupil-2'), attributes: null }] });
  deepEqual(onlyInTable, { count: 1, first: [{ ...key('pupil-30'), attributes: null }] });
});

const speaks = (line: string) => line.includes('\u001b') || line.startsWith('::');

test('what a manifest says cannot speak to the terminal, nor to the runner of a workflow', async () => {
  const place = await saved('speaking');
  const file = join(place, 'manifest.json');
  const { manifest } = JSON.parse(await readFile(file, 'utf8'));
  await rm(file);
  await writeFile(file, manifestText({ ...manifest, endedAt: 'then\u001b[2J\n::error::x' }));
  await account.makeTable('speaking');
  const { stdout } = await account.run('verify-backup', ['--from', place, '--table', 'speaking']);
  match(stdout, /between \S+ and then \[2J ::error::x, by/);
  deepEqual(stdout.split('\n').filter(speaks), []);
  await account.dynamodb.send(new PutItemCommand({ TableName: 'pupils', Item: pupil(77) }));
  const moved = await account.run('verify-backup', ['--from', place, '--table', 'pupils']);
  deepEqual(moved.stdout.split('\n').filter(speaks), []);
});

test('the newest backup in a bucket', async () => {
  await account.makeBucket('vault');
  const ids = ['2026-11-28T09:20:19Z', '2026-11-28T10:20:19Z'];
  for (const id of ids) {
    await backUpTable({
      ...{ dynamodb: account.dynamodb, store: s3Store(account.s3, { bucket: 'vault', prefix: 'tables' }) },
      ...{ tableName: 'pupils', format: 'csv', reads: 'strong', maxRcu: null, segments: 2, resume: 'no', tool: 'test' },
      ...{ signal: new AbortController().signal, now: () => new Date(id) },
    });
  }
  const { code, answer } = await verified('--from', 's3://vault/tables/pupils', '--latest', '--table', 'pupils');
  equal(code, 0);
  deepEqual([answer.place, answer.sound], ['s3://vault/tables/pupils/2026-11-28T10-20-19Z', true]);
  equal(answer.comparison.equal, true);
  const several = await account.run('verify-backup', ['--from', 's3://vault/tables/pupils/']);
  equal(several.code, 2);
  match(several.stderr, /^verify-backup: there are 2 backups below s3:/);
});

test('a damaged backup is not compared', async () => {
  const place = await saved('damaged');
  const [first = '', second = ''] = await readdir(join(place, 'data'));
  const bytes = await readFile(join(place, 'data', first));
  bytes[20] = (bytes[20] ?? 0) ^ 1;
  await writeFile(join(place, 'data', first), bytes);
  await rm(join(place, 'data', second));
  const { code, answer } = await verified('--from', place, '--table', 'pupils');
  equal(code, 1);
  equal(answer.sound, false);
  equal(answer.comparison, null);
  deepEqual(answer.notes, ['it was not compared with table pupils: a backup that is damaged says nothing of it']);
  deepEqual(
    answer.findings.map(({ kind, part }: { kind: string; part?: string }) => [kind, part]),
    [
      ['part-damaged', `data/${first}`],
      ['part-missing', `data/${second}`],
    ],
  );
  const told = await account.run('verify-backup', ['--from', place]);
  equal(told.code, 1);
  match(told.stdout, /^the backup is damaged: .*\n {2}data\/0000-00000.json.gz is damaged: its SHA-256 is another one/);
});

test('what cannot be verified is told in one line', async () => {
  const place = await saved('refused');
  await account.makeTable('other', { id: 'N' });
  const cases: [string[], number, RegExp][] = [
    [[], 2, /^verify-backup: which backup\? --from takes/],
    [['--from', place, '--max-rcu', '5'], 2, /^verify-backup: --max-rcu belongs to --table/],
    [['--from', join(account.folder, 'nowhere')], 2, /^verify-backup: there is no backup at /],
    [['--from', 's3://no-such-bucket-here/x'], 2, /^verify-backup: there is no bucket no-such-bucket-here: check/],
    [['--from', place, '--table', 'none'], 2, /^verify-backup: there is no table none in /],
    [
      ['--from', place, '--table', 'other'],
      2,
      /^verify-backup: table other has the key id \(N\), and the backup is of/,
    ],
  ];
  for (const [args, code, line] of cases) {
    const ran = await account.run('verify-backup', args);
    equal(ran.code, code, ran.stdout + ran.stderr);
    match(ran.stderr, line);
    equal(ran.stderr.trim().split('\n').length, 1, ran.stderr);
  }
  await writeFile(
    join(place, 'manifest.json'),
    (await readFile(join(place, 'manifest.json'), 'utf8')).replace(':', ': '),
  );
  const { code, stderr, answer } = await verified('--from', place);
  equal(code, 1);
  match(stderr, /manifest.json is damaged: restore an earlier version of it/);
  equal(answer.sound, false);
  match(answer.error, /manifest.json is damaged/);
});
