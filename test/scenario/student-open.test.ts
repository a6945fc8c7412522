import { deepEqual, equal } from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { assertBackupEquals, type Run } from '../../scripts/scenario/students/backups.ts';
import { type StudentsAccount, studentsAccount } from './students-account.ts';

// RequireSignIn: 'false': the API of those who have its key.

let account: StudentsAccount;

before(async () => {
  account = await studentsAccount({ student: { RequireSignIn: 'false' } });
});

after(() => account?.stop());

test('the same scenario passes, without anybody signing in', async () => {
  const { steps } = await account.scenario('student');
  deepEqual(
    steps.flatMap(({ title, error }) => (error === null ? [] : [`${title}: ${error}`])),
    [],
  );
});

test('there is no user pool, and the page is told so', async () => {
  const { cloudformation } = account.owner;
  const command = new ListStackResourcesCommand({ StackName: 'stackwarden-local-student' });
  const { StackResourceSummaries = [] } = await cloudformation.send(command);
  deepEqual(
    StackResourceSummaries.filter(({ ResourceType }) => ResourceType?.startsWith('AWS::Cognito::')),
    [],
  );
  const config = await (await fetch(`${account.site}/config.json`)).json();
  deepEqual(config, { SignInUrl: null, UserPoolClientId: null, SignInScope: null, RequireSignIn: 'false' });
  const policy = (await fetch(account.site)).headers.get('content-security-policy') ?? '';
  equal(/connect-src ([^;]*);/.exec(policy)?.[1], "'self'");
});

test('curl -X POST …/backup -H "x-api-key: …" answers 200, and 403 without the key', async () => {
  const { ApiId, StageName, ApiKeySecretArn, TableName = '' } = account.outputs.student ?? {};
  const { SecretString: key = '' } = await account.owner.secrets.send(
    new GetSecretValueCommand({ SecretId: ApiKeySecretArn }),
  );
  const url = `${account.aws.endpoint}/_aws/execute-api/${ApiId}/${StageName}/backup`;
  const answer = await fetch(url, { method: 'POST', headers: { 'x-api-key': key } });
  equal(answer.status, 200);
  const stage = { ...account.aws, owner: account.owner } as never;
  await assertBackupEquals(stage, (await answer.json()) as Run, TableName);
  equal((await fetch(url, { method: 'POST' })).status, 403);
});

test('beyond the plan’s quota of the day callers get 429, and are told so', async () => {
  await account.redeploy({ student: { RequireSignIn: 'false', QuotaPerDay: '1' } });
  const answers = [await fetch(`${account.site}/api/students`), await fetch(`${account.site}/api/students`)];
  deepEqual(
    [answers[1]?.status, await answers[1]?.json()],
    [429, { error: 'the quota of the day is used up: try again tomorrow' }],
  );
});
