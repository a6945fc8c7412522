import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { CreateEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { clientOptions } from '../embedded/fixture.ts';
import { type Account, openAccount } from './fixture.ts';

let account: Account;
before(async () => {
  account = await openAccount();
  await account.makeBucket('backups');
  await account.makeTable('students');
  await account.fill(
    'students',
    Array.from({ length: 60 }, (_, at) => ({ id: { S: `s-${at}` }, name: { S: `Student ${at}` } })),
  );
});
after(() => account?.stop());

const backup = (...args: string[]) => account.run('backup', args);

test('into a bucket: what was saved, where, its digest, and how to prove it', async () => {
  const { code, stdout, stderr } = await backup('students', '--to', 's3://backups/nightly/');
  equal(code, 0, stderr);
  match(stdout, /^saved 60 items of students in \d+ s, \d+ bytes compressed$/m);
  match(stdout, /^backup: s3:\/\/backups\/nightly\/students\/\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ$/m);
  match(stdout, /^digest: [0-9a-f]{64}$/m);
  match(stdout, /^shows: each item as it was at some moment between .* eventually consistent reads/m);
  const [, place = ''] = /^prove it: npm run verify-backup -- --from (\S+)$/m.exec(stdout) ?? [];
  const proven = await account.run('verify-backup', ['--from', place, '--table', 'students']);
  equal(proven.code, 0, proven.stdout + proven.stderr);
});

test('as JSON: one document, with the manifest', async () => {
  const { code, stdout } = await backup('students', '--to', join(account.folder, 'json'), '--csv', '--format', 'json');
  const { formatVersion, place, manifest, unsent } = JSON.parse(stdout);
  deepEqual([code, formatVersion, manifest.items, manifest.format, unsent], [0, 1, 60, 'csv', []]);
  deepEqual(await readdir(place), ['data', 'manifest.json']);
});

test('by the ARN of the table, encrypted with a key', async () => {
  const arn = `arn:aws:dynamodb:us-east-1:${account.aws.accountId}:table/students`;
  const { code, stdout, stderr } = await backup(
    arn,
    '--to',
    's3://backups/kms',
    '--kms-key',
    'alias/backups',
    '--format',
    'json',
  );
  equal(code, 0, stderr);
  const Key = `${JSON.parse(stdout).place.slice('s3://backups/'.length)}/manifest.json`;
  const { ServerSideEncryption } = await account.s3.send(new HeadObjectCommand({ Bucket: 'backups', Key }));
  equal(ServerSideEncryption, 'aws:kms');
});

const mistakes: [string, string[], RegExp][] = [
  ['no table', ['--to', 's3://backups'], /^backup: name one table/],
  [
    'a table that is not there',
    ['lost', '--to', 's3://backups'],
    /^backup: there is no table lost in us-east-1: check the name/,
  ],
  [
    'a bucket that is not there',
    ['students', '--to', 's3://nowhere-at-all'],
    /^backup: there is no bucket nowhere-at-all: check the name/,
  ],
  [
    'a place that is none',
    ['students', '--to', 's3://'],
    /^backup: s3:\/\/ is not an S3 address: write it as s3:\/\/bucket\/prefix/,
  ],
  [
    'an account that is none',
    ['students', '--to', 's3://backups', '--bucket-owner', '12'],
    /^backup: --bucket-owner takes an account id/,
  ],
  ['an export into a folder', ['students', '--to', '/tmp/x', '--engine', 'export'], /^backup: .*bucket/],
];

for (const [what, args, message] of mistakes) {
  test(`${what}: one line, exit code 2, nothing written`, async () => {
    const { code, stdout, stderr } = await backup(...args);
    deepEqual([code, stdout], [2, ''], stderr);
    equal(stderr.trim().split('\n').length, 1, stderr);
    match(stderr, message);
  });
}

test('a folder that cannot be written', async () => {
  const file = join(account.folder, 'a-file');
  await writeFile(file, '');
  const { code, stderr } = await backup('students', '--to', join(file, 'below'));
  equal(code, 2, stderr);
  match(stderr, /^backup: cannot use .*: a file is where a folder must be \(ENOTDIR\)\n$/);
  if (process.getuid?.() === 0) return;
  const closed = join(account.folder, 'closed');
  await mkdir(closed);
  await chmod(closed, 0o500);
  match((await backup('students', '--to', closed)).stderr, /you may not \(EACCES\)/);
});

test('who may not read the table is told what to allow', async () => {
  const iam = new IAMClient(clientOptions(account.aws));
  await iam.send(new CreateUserCommand({ UserName: 'reader' }));
  const allow = (Action: string[]) => ({ Effect: 'Allow', Action, Resource: '*' });
  const statements = [allow(['dynamodb:Describe*', 'dynamodb:ListTagsOfResource'])];
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  await iam.send(new PutUserPolicyCommand({ UserName: 'reader', PolicyName: 'look', PolicyDocument }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'reader' }));
  iam.destroy();
  const env = { AWS_ACCESS_KEY_ID: AccessKey?.AccessKeyId, AWS_SECRET_ACCESS_KEY: AccessKey?.SecretAccessKey };
  const { code, stderr } = await account.run('backup', ['students', '--to', join(account.folder, 'denied')], { env });
  equal(code, 2, stderr);
  match(stderr, /^backup: user reader was denied dynamodb:Scan\b.*: allow it with \{"Effect":"Allow"/);
});

test('interrupted, it says that the same command goes on, and it does', async () => {
  const args = ['students', '--to', join(account.folder, 'interrupted'), '--max-rcu', '1', '--segments', '1'];
  const stop = (child: { kill(signal: NodeJS.Signals): boolean; stdout: NodeJS.ReadableStream | null }) => {
    // Once it has begun; a rate of one unit keeps it from ending.
    const look = setInterval(async () => {
      const begun = await readdir(join(account.folder, 'interrupted', 'students')).catch(() => []);
      if (begun.length === 0) return;
      clearInterval(look);
      child.kill('SIGINT');
    }, 20);
  };
  const cut = await account.run('backup', args, { onStart: stop });
  if (cut.code === 0) return;
  equal(cut.code, 130, cut.stderr);
  match(cut.stderr, /backup: the same command goes on where this one stopped/);
  const { code, stdout, stderr } = await backup(...args);
  equal(code, 0, stderr);
  match(stdout, /taken up again once/);
});

test('a notice goes out, on failure too; one that does not is said and does no harm', async () => {
  const ses = new SESv2Client(clientOptions(account.aws));
  await ses.send(new CreateEmailIdentityCommand({ EmailIdentity: 'backup@example.com' }));
  ses.destroy();
  const mail = ['--mail-from', 'backup@example.com', '--mail-to', 'dean@example.com'];
  equal((await backup('students', '--to', 's3://backups/mailed', ...mail)).code, 0);
  equal((await backup('lost', '--to', 's3://backups/mailed', ...mail)).code, 2);
  const answer = await fetch(`${account.aws.ownEndpoint}/_ministack/ses/messages`);
  const text = await answer.text();
  ok(text.includes('Backup of students: 60 items saved'), text);
  ok(text.includes('Backup of lost failed'), text);
  ok(text.includes('there is no table lost'), text);
  const wrong = await backup(
    'students',
    '--to',
    's3://backups/mailed',
    '--topic',
    'arn:aws:sns:us-east-1:111122223333:nobody',
  );
  equal(wrong.code, 0, wrong.stderr);
  match(wrong.stderr, /^the message to arn:aws:sns:us-east-1:111122223333:nobody was not sent: \w+/m);
});
