import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { CreateEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { s3Store } from '../../functions/shared/backup/s3-store.ts';
import { compareWithTable } from '../../scripts/tables/compare/compare.ts';
import { openBackup } from '../../scripts/tables/open-backup.ts';
import { verifyBackup } from '../../scripts/tables/verify/verify.ts';
import { type Account, openAccount } from '../backup/fixture.ts';
import { clientOptions, until } from '../embedded/fixture.ts';
import { allow, type DeployedFunction, deployFunction, tableArn } from './shared/student-api/deployed.ts';

const FROM = 'sender@example.com';
const TO = 'reader@example.com';
const TABLE = 'students';
const ITEMS = 600;

/** The role's grants by what they are for; `name` is the function's. */
const GRANTS = {
  table: () =>
    allow(
      [
        ...['dynamodb:DescribeContinuousBackups', 'dynamodb:DescribeTable', 'dynamodb:DescribeTimeToLive'],
        ...['dynamodb:ListTagsOfResource', 'dynamodb:Scan'],
      ],
      tableArn(TABLE),
    ),
  runs: (name: string) => allow(['dynamodb:GetItem', 'dynamodb:PutItem'], tableArn(`${name}-runs`)),
  bucket: () => allow('s3:PutObject', 'arn:${AWS::Partition}:s3:::backups/*'),
  itself: (name: string) =>
    allow('lambda:InvokeFunction', `arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${AWS::AccountId}:function:${name}`),
  mail: () => ({
    ...allow('ses:SendEmail', `arn:\${AWS::Partition}:ses:\${AWS::Region}:\${AWS::AccountId}:identity/${FROM}`),
    Condition: {
      StringEquals: { 'ses:FromAddress': FROM },
      'ForAllValues:StringEquals': { 'ses:Recipients': TO },
      Null: { 'ses:Recipients': 'false' },
    },
  }),
};

let account: Account;
before(async () => {
  account = await openAccount();
  await account.makeBucket('backups');
  await account.makeTable(TABLE, { studentId: 'S' });
  const names = ['<script>', 'Grüße/日本 🎉', '\u202E\u0000', '=1+1', '"'];
  await account.fill(
    TABLE,
    Array.from({ length: ITEMS }, (_, at) => ({
      ...{ studentId: { S: `${names[at % 5]}-${at}` }, name: { S: names[at % 5] ?? '' } },
      ...{ age: { N: '12345678901234567890123456789012345678' }, notes: { S: 'x'.repeat(60) } },
    })),
  );
  const ses = new SESv2Client(clientOptions(account.aws));
  for (const EmailIdentity of [FROM, TO]) await ses.send(new CreateEmailIdentityCommand({ EmailIdentity }));
  ses.destroy();
});
after(() => account?.stop());

interface Answered {
  status: number;
  headers: Record<string, string>;
  // biome-ignore lint/suspicious/noExplicitAny: JSON
  run: any;
}

interface Backups {
  deployed: DeployedFunction;
  post(body?: object): Promise<Answered>;
  get(backupId: string): Promise<Answered>;
  /** The run once it has ended. */
  ended(backupId: string): Promise<Answered['run']>;
}

interface Wishes {
  environment?: Record<string, string>;
  without?: keyof typeof GRANTS;
  timeout?: number;
}

/** The function with its own table of runs; every grant but one where a test says so. */
async function backups(name: string, { environment, without, timeout = 900 }: Wishes = {}): Promise<Backups> {
  await account.makeTable(`${name}-runs`, { backupId: 'S' });
  const grants = Object.entries(GRANTS).filter(([grant]) => grant !== without);
  const deployed = await deployFunction(account, {
    ...{ name, folder: 'backup-dynamodb-and-send-email', timeout },
    statements: grants.map(([, grant]) => grant(name)),
    environment: {
      ...{ TABLE_NAME: TABLE, RUNS_TABLE_NAME: `${name}-runs`, BUCKET_NAME: 'backups' },
      ...{ BUCKET_OWNER: account.aws.accountId, WAIT_SECONDS: '15', MAX_TABLE_BYTES: '4000000000' },
      ...{ MAIL_FROM: FROM, MAIL_TO: TO, ...environment },
    },
  });
  const call = async (event: object) => {
    const { statusCode, headers, body } = await deployed.invoke(event);
    return { status: statusCode, headers, run: JSON.parse(body) };
  };
  const get = (backupId: string) => call({ httpMethod: 'GET', pathParameters: { backupId } });
  return {
    deployed,
    get,
    post: (body) => call({ httpMethod: 'POST', body: body === undefined ? null : JSON.stringify(body) }),
    ended: (backupId) =>
      until(async () => {
        const { run } = await get(backupId);
        return run.status === 'running' ? undefined : run;
      }),
  };
}

/** The mails that were sent since the last look. */
async function newMails(): Promise<{ to: string[]; subject: string; text: string }[]> {
  const { endpoint, accountId } = account.aws;
  const answer = await fetch(`${endpoint}/_ministack/ses/messages?account=${accountId}`);
  const { messages } = (await answer.json()) as {
    messages: Record<string, { To: string[]; Subject: string; BodyText: string }[]>;
  };
  const all = (messages[accountId] ?? []).slice(seen);
  seen += all.length;
  return all.map(({ To, Subject, BodyText }) => ({ to: To, subject: Subject, text: BodyText }));
}
let seen = 0;

/** Proves the files of a backup, and compares it with the table. */
async function assertEqualsTable(run: Answered['run']): Promise<void> {
  const prefix = run.place.slice('s3://backups/'.length);
  const backup = await openBackup(s3Store(account.s3, { bucket: 'backups', prefix }), { latest: false });
  const { signal } = new AbortController();
  const { findings, digest } = await verifyBackup(backup, { signal });
  deepEqual(findings, []);
  const options = { dynamodb: account.dynamodb, tableName: TABLE, maxRcu: null, signal, digest };
  ok((await compareWithTable(backup, options)).equal);
  deepEqual([run.items, run.expected, run.digest], [ITEMS, ITEMS, digest]);
}

async function folders(): Promise<string[]> {
  const list = new ListObjectsV2Command({ Bucket: 'backups', Prefix: `${TABLE}/`, Delimiter: '/' });
  const { CommonPrefixes = [] } = await account.s3.send(list);
  return CommonPrefixes.map(({ Prefix = '' }) => Prefix);
}

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
  // A page of each segment is a quarter of a second's worth, and there are a few.
  const { post, get, ended } = await backups('slow', { environment: { WAIT_SECONDS: '1', MAX_READ_UNITS: '10' } });
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
