import { deepEqual, ok } from 'node:assert/strict';
import { after, before } from 'node:test';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { CreateEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { s3Store } from '../../../../functions/shared/backup/s3-store.ts';
import { compareWithTable } from '../../../../scripts/tables/compare/compare.ts';
import { openBackup } from '../../../../scripts/tables/open-backup.ts';
import { verifyBackup } from '../../../../scripts/tables/verify/verify.ts';
import { type Account, openAccount } from '../../../backup/fixture.ts';
import { clientOptions, until } from '../../../embedded/fixture.ts';
import { allow, type DeployedFunction, deployFunction, tableArn } from './deployed.ts';

const FROM = 'sender@example.com';
export const TO = 'reader@example.com';
const TABLE = 'students';
export const ITEMS = 600;

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

export let account: Account;
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

export interface Backups {
  deployed: DeployedFunction;
  post(body?: object): Promise<Answered>;
  get(backupId: string): Promise<Answered>;
  /** The run once it has ended. */
  ended(backupId: string): Promise<Answered['run']>;
}

export interface Wishes {
  environment?: Record<string, string>;
  without?: keyof typeof GRANTS;
  timeout?: number;
}

/** The function with its own table of runs; every grant but one where a test says so. */
export async function backups(name: string, { environment, without, timeout = 900 }: Wishes = {}): Promise<Backups> {
  await account.makeTable(`${name}-runs`, { backupId: 'S' });
  const grants = Object.entries(GRANTS).filter(([grant]) => grant !== without);
  const deployed = await deployFunction(account, {
    ...{ name, folder: 'backup-dynamodb-and-send-email', timeout },
    statements: grants.map(([, grant]) => grant(name)),
    environment: {
      ...{ TABLE_NAME: TABLE, RUNS_TABLE_NAME: `${name}-runs`, BUCKET_NAME: 'backups' },
      ...{ BUCKET_OWNER: account.aws.accountId, WAIT_SECONDS: '40', MAX_TABLE_BYTES: '4000000000' },
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
export async function newMails(): Promise<{ to: string[]; subject: string; text: string }[]> {
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
export async function assertEqualsTable(run: Answered['run']): Promise<void> {
  const prefix = run.place.slice('s3://backups/'.length);
  const backup = await openBackup(s3Store(account.s3, { bucket: 'backups', prefix }), { latest: false });
  const { signal } = new AbortController();
  const { findings, digest } = await verifyBackup(backup, { signal });
  deepEqual(findings, []);
  const options = { dynamodb: account.dynamodb, tableName: TABLE, maxRcu: null, signal, digest };
  ok((await compareWithTable(backup, options)).equal);
  deepEqual([run.items, run.expected, run.digest], [ITEMS, ITEMS, digest]);
}

export async function folders(): Promise<string[]> {
  const list = new ListObjectsV2Command({ Bucket: 'backups', Prefix: `${TABLE}/`, Delimiter: '/' });
  const { CommonPrefixes = [] } = await account.s3.send(list);
  return CommonPrefixes.map(({ Prefix = '' }) => Prefix);
}
