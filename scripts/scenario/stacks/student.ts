import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { roleNameOf } from '../../embedded/calls.ts';
import { nobodyBecomes } from '../closed.ts';
import type { Stage } from '../scenario.ts';
import { pastSite, throughSite } from '../students/api.ts';
import { assertBackupEquals, type Run } from '../students/backups.ts';
import { withSignedIn } from '../students/sign-in.ts';
import { pagesAreServed, siteBucketIsPrivate } from '../students/site.ts';

/** The site shows pages and passes calls on; who may call the API, from where, how often, and what it keeps to itself. */
export async function scenario(stage: Stage): Promise<void> {
  const { SecretString: key = '' } = await stage.owner.secrets.send(
    new GetSecretValueCommand({ SecretId: stage.outputs.ApiKeySecretArn }),
  );
  await stage.part('pages are served', () => pagesAreServed(stage, key));
  await stage.part('the site’s bucket is private', () => siteBucketIsPrivate(stage));
  if (stage.outputs.RequireSignIn === 'true') {
    await stage.part('who is signed out is refused', () => signedOutIsRefused(stage, key));
    await withSignedIn(stage, (token) => callers(stage, key, token));
  } else {
    await callers(stage, key, undefined);
  }
  await stage.part('strangers are refused', () => strangersAreRefused(stage));
  await nobodyBecomes(stage, ['GetStudentDataRole', 'InsertStudentDataRole']);
}

type Token = string | undefined;

async function callers(stage: Stage, key: string, token: Token): Promise<void> {
  const studentId = `scenario <img src=x onerror=alert(1)> Grüße/日本?&=%2F+🎉 ${randomUUID()}`;
  try {
    await stage.part('the key is needed', () => keyIsNeeded(stage, key, token));
    await stage.part('students are kept', () => studentsAreKept(stage, token, studentId));
    await stage.part('mistakes are told', () => mistakesAreTold(stage, token));
    await stage.part('other origins', () => crossOrigin(stage, key, token));
    await stage.part('backs up', () => backsUp(stage, token));
    await stage.part('limits hold', () => limitsHold(stage, token));
  } finally {
    const { TableName } = stage.outputs;
    await stage.owner.dynamodb.send(new DeleteItemCommand({ TableName, Key: { studentId: { S: studentId } } }));
  }
}

async function signedOutIsRefused(stage: Stage, key: string): Promise<void> {
  await stage.step('nobody reads, writes or backs up without signing in: 401, with the key too', async () => {
    for (const [method, path] of [
      ['GET', '/students'],
      ['POST', '/students'],
      ['POST', '/backup'],
      ['GET', `/backup/${randomUUID()}`],
    ] as const) {
      const { status, body } = await throughSite(stage, path, { method });
      deepEqual([status, body], [401, { error: 'sign in first' }]);
      equal((await pastSite(stage, path, { method, headers: { 'x-api-key': key } })).status, 401);
      equal((await throughSite(stage, path, { method, token: 'a.b.c' })).status, 401);
    }
  });
}

async function keyIsNeeded(stage: Stage, key: string, token: Token): Promise<void> {
  await stage.step('the API itself answers 403 without the key, and the site adds it', async () => {
    for (const headers of [{}, { 'x-api-key': 'x'.repeat(40) }] as Record<string, string>[]) {
      const { status, body } = await pastSite(stage, '/students', { token, headers });
      deepEqual([status, Object.keys(body)], [403, ['error']]);
    }
    equal((await pastSite(stage, '/students', { token, headers: { 'x-api-key': key } })).status, 200);
    // What a visitor sends under its name does not count.
    equal((await throughSite(stage, '/students', { token, headers: { 'x-api-key': 'wrong' } })).status, 200);
  });
}

async function studentsAreKept(stage: Stage, token: Token, studentId: string): Promise<void> {
  const student = { studentId, name: '<b>Zoë</b> & "friends"', class: '7b', age: 13 };
  const post = (body: object, query = '') => throughSite(stage, `/students${query}`, { method: 'POST', token, body });
  await stage.step('POST /students adds a student, once', async ({ checks, note }) => {
    const { status, body } = await post(student);
    deepEqual([status, body], [201, { student }]);
    const writer = checks().find(({ action }) => action === 'dynamodb:PutItem');
    note(`${roleNameOf(writer?.principal ?? '')} wrote ${studentId}`);
    const again = await post({ ...student, name: 'Another' });
    equal(again.status, 409);
    match(String(again.body.error), /overwrite/);
  });
  await stage.step('GET /students finds that student as it was written, and lists all in pages', async ({ note }) => {
    const one = await throughSite(stage, `/students?studentId=${encodeURIComponent(studentId)}`, { token });
    deepEqual([one.status, one.body], [200, { student }]);
    equal((await throughSite(stage, `/students?studentId=${randomUUID()}`, { token })).status, 404);
    const search = encodeURIComponent(studentId.slice(-36).toUpperCase());
    const found = await throughSite(stage, `/students?search=${search}`, { token });
    deepEqual(found.body.students, [student]);
    note(`${await countByPages(stage, token)} in all`);
  });
  await stage.step('and overwrites only when asked to', async () => {
    const changed = { ...student, name: 'Zoë' };
    equal((await post(changed, '?overwrite=true')).status, 200);
    const { body } = await throughSite(stage, `/students?studentId=${encodeURIComponent(studentId)}`, { token });
    deepEqual(body, { student: changed });
  });
}

/** @throws when a student comes twice */
async function countByPages(stage: Stage, token: Token): Promise<number> {
  const seen = new Set<string>();
  let count = 0;
  for (let next: string | null = ''; next !== null; ) {
    const from = next === '' ? '' : `&next=${encodeURIComponent(next)}`;
    const page = await throughSite(stage, `/students?limit=100${from}`, { token });
    equal(page.status, 200);
    const students = page.body.students as { studentId: string }[];
    for (const { studentId } of students) seen.add(studentId);
    count += students.length;
    next = page.body.next as string | null;
  }
  equal(seen.size, count);
  return count;
}

async function mistakesAreTold(stage: Stage, token: Token): Promise<void> {
  await stage.step('a mistake gets 400 and one line', async ({ note }) => {
    const lines: string[] = [];
    for (const body of [
      '{',
      '[]',
      { name: 'x' },
      { studentId: 's', name: 'x', age: 'old' },
      { studentId: 1, name: 'x' },
    ]) {
      const answer = await throughSite(stage, '/students', { method: 'POST', token, body });
      equal(answer.status, 400);
      lines.push(String(answer.body.error));
    }
    equal((await throughSite(stage, '/students?limit=0', { token })).status, 400);
    equal((await throughSite(stage, '/students?next=forged', { token })).status, 400);
    note(lines.join(' · '));
  });
}

async function crossOrigin(stage: Stage, key: string, token: Token): Promise<void> {
  const site = stage.outputs.SiteUrl ?? '';
  await stage.step('CORS names the site’s own origin, on success and on errors, and never another', async () => {
    const preflight = await pastSite(stage, '/students', { method: 'OPTIONS', headers: { origin: site } });
    deepEqual([preflight.status, preflight.headers.get('access-control-allow-origin')], [204, site]);
    const keys = { 'x-api-key': key };
    const own = await pastSite(stage, '/students', { token, headers: { ...keys, origin: site } });
    deepEqual([own.status, own.headers.get('access-control-allow-origin')], [200, site]);
    const missing = await pastSite(stage, '/students', { token, headers: { origin: site } });
    deepEqual([missing.status, missing.headers.get('access-control-allow-origin')], [403, site]);
    const origin = 'https://evil.example';
    const foreign = await pastSite(stage, '/students', { token, headers: { ...keys, origin } });
    deepEqual([foreign.status, foreign.headers.get('access-control-allow-origin')], [200, null]);
    for (const method of ['GET', 'OPTIONS'] as const) {
      const refused = await throughSite(stage, '/students', { method, headers: { origin } });
      ok([null, site].includes(refused.headers.get('access-control-allow-origin')));
    }
  });
}

async function backsUp(stage: Stage, token: Token): Promise<void> {
  await stage.step('POST /backup through the site saves the table', async ({ note }) => {
    const { status, body } = await throughSite(stage, '/backup', { method: 'POST', token, body: { format: 'csv' } });
    const run = body as unknown as Run;
    deepEqual([status, run.status], [200, 'done']);
    await assertBackupEquals(stage, run, stage.outputs.TableName ?? '');
    const told = await throughSite(stage, `/${run.statusUrl}`, { token });
    deepEqual([told.status, told.body], [200, body]);
    note(`${run.items} items at ${run.place}`);
  });
}

/** Calls at once; a burst lets the first ones through. */
const MANY = 30;

/** By the method that is limited most: a slow machine makes no more than a few calls a second. */
async function limitsHold(stage: Stage, token: Token): Promise<void> {
  const path = `/backup/${randomUUID()}`;
  await stage.step('callers beyond the limits get 429, and soon an answer again', async ({ note }) => {
    let calls = 0;
    const line = await stage.eventually('a refused call', async () => {
      calls += MANY;
      const answers = await Promise.all(Array.from({ length: MANY }, () => throughSite(stage, path, { token })));
      return answers.find(({ status }) => status === 429)?.body.error;
    });
    match(String(line), /too many requests/);
    note(`among ${calls} calls: ${line}`);
    await stage.eventually('an answer', async () => {
      await sleep(100);
      return (await throughSite(stage, path, { token })).status === 404 ? true : undefined;
    });
  });
}

async function strangersAreRefused(stage: Stage): Promise<void> {
  const { GetFunctionName, InsertFunctionName, ApiKeySecretArn } = stage.outputs;
  const decision = 'ImplicitlyDenied' as const;
  const { secure } = await stage.stranger('student-stranger', []);
  for (const FunctionName of [GetFunctionName, InsertFunctionName]) {
    await stage.refused(
      `a stranger does not invoke ${FunctionName}`,
      { action: 'lambda:InvokeFunction', decision },
      () => secure.lambda.send(new InvokeCommand({ FunctionName })),
    );
  }
  await stage.refused('nor reads the key', { action: 'secretsmanager:GetSecretValue', decision }, () =>
    secure.secrets.send(new GetSecretValueCommand({ SecretId: ApiKeySecretArn })),
  );
}
