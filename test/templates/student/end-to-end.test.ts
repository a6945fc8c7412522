import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import type { Browser, BrowserContext, Page, Response } from 'playwright-core';
import { projectFolder } from '../../../scripts/cli/project.ts';
import { type Actor, actor } from '../../../scripts/scenario/clients.ts';
import { eventually } from '../../../scripts/scenario/eventually.ts';
import { assertBackupEquals, assertNotice, type Run } from '../../../scripts/scenario/students/backups.ts';
import { start, temporaryFolder } from '../../start/running.ts';
import { launchBrowser, withoutBrowser } from './browser.ts';

// What a person does after `npm start`, with the real parts: CloudFront, API Gateway, Cognito, Lambda, DynamoDB, S3, SES.

const SHOTS = join(projectFolder, '.stackwarden', 'screenshots');
const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const STACKS = ['bootstrap', 'student-data', 'student-backup', 'student'];
const STUDENT = { id: '<img src=x onerror=alert(1)> Grüße 日本 🎉', name: '"><script>alert(2)</script>' };

interface Place {
  site: string;
  user: string;
  password: string;
  endpoint: string;
  accountId: string;
  owner: Actor;
  student: Record<string, string>;
  backup: Record<string, string>;
  key: string;
}

/** `npm start`, up to the line that says how to sign in. */
async function started(t: TestContext): Promise<Place> {
  const at = ['--port', '0', '--state', await temporaryFolder(t, 'students'), ...STACKS];
  const running = start(t, at, 'node', { CI: undefined });
  const [, site = ''] = await running.says(/^The site: (http:\/\/localhost:\d+)$/m);
  const [, user = '', password = ''] = await running.says(/Sign in as (\S+) with (\S+) \(shown this once\)/);
  await running.says(/Ctrl-C stops it/);
  const exported = (name: string) => new RegExp(`${name}=(\\S+)`).exec(running.stdout())?.[1] ?? '';
  const [endpoint, accountId] = [exported('AWS_ENDPOINT_URL'), exported('AWS_ACCESS_KEY_ID')];
  const credentials = { accessKeyId: accountId, secretAccessKey: exported('AWS_SECRET_ACCESS_KEY') };
  const owner = actor(endpoint, 'us-east-1', credentials);
  const [student, backup] = await Promise.all(['student', 'student-backup'].map((stack) => outputsOf(owner, stack)));
  const SecretId = student?.ApiKeySecretArn;
  const { SecretString: key = '' } = await owner.secrets.send(new GetSecretValueCommand({ SecretId }));
  ok(key.length >= 40);
  return { ...{ site, user, password, endpoint, accountId, owner, key }, student: student ?? {}, backup: backup ?? {} };
}

async function outputsOf({ cloudformation }: Actor, stack: string): Promise<Record<string, string>> {
  const StackName = `stackwarden-local-${stack}`;
  const { Stacks: [found] = [] } = await cloudformation.send(new DescribeStacksCommand({ StackName }));
  return Object.fromEntries(
    (found?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
  );
}

/** All that a browser met, to look for the key in. */
interface Watch {
  texts: string[];
  problems: string[];
}

async function visitor(browser: Browser) {
  const context = await browser.newContext({ reducedMotion: 'reduce', viewport: { width: 1280, height: 900 } });
  const watch: Watch = { texts: [], problems: [] };
  const page = await context.newPage();
  page.on('response', (response) => void textsOf(response).then((texts) => watch.texts.push(...texts)));
  page.on('pageerror', (error) => void watch.problems.push(String(error)));
  page.on('console', (message) => {
    // A refused call is told in the console, too; whether it should be refused, the steps say.
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) watch.problems.push(message.text());
  });
  await page.addInitScript(() => {
    const { addEventListener, console } = globalThis as unknown as { addEventListener: Listen; console: Console };
    type Listen = (name: string, listener: (event: { violatedDirective: string; blockedURI: string }) => void) => void;
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      console.error(`CSP: ${violatedDirective} ${blockedURI}`);
    });
  });
  return { context, page, watch };
}

async function textsOf(response: Response): Promise<string[]> {
  const request = response.request();
  const sent = [JSON.stringify(await request.allHeaders().catch(() => ({}))), request.postData() ?? '', request.url()];
  const got = [JSON.stringify(await response.allHeaders().catch(() => ({}))), await response.text().catch(() => '')];
  return [...sent, ...got];
}

async function shot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true });
}

async function accessible(page: Page, what: string): Promise<void> {
  await page.evaluate(AXE);
  const found = (await page.evaluate('axe.run()')) as { violations: { id: string; nodes: { html: string }[] }[] };
  deepEqual(
    found.violations.map(({ id, nodes }) => `${what}: ${id} at ${nodes.map(({ html }) => html).join(' ')}`),
    [],
  );
}

async function signIn(page: Page, { site, user, password }: Place): Promise<void> {
  await page.goto(site);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.locator('input[name=username]').fill(user);
  await page.locator('input[name=password]').fill(password);
  await page.locator('input[name=password]').press('Enter');
  await page.getByRole('heading', { name: 'All students' }).waitFor();
}

async function addStudent(page: Page): Promise<void> {
  const form = page.getByRole('region', { name: 'Add a student' });
  await form.getByLabel('Id', { exact: true }).fill(STUDENT.id);
  await form.getByLabel('Name', { exact: true }).fill(STUDENT.name);
  await form.getByLabel('Age').fill('13');
  await form.getByRole('button', { name: 'Add the student' }).click();
}

/** What the browser keeps of the page. */
function kept(context: BrowserContext, page: Page): Promise<string[]> {
  const storage = page.evaluate(async () => {
    type Stored = Record<string, string>;
    const all = globalThis as unknown as {
      localStorage: Stored;
      sessionStorage: Stored;
      document: { cookie: string };
      caches: { keys(): Promise<string[]> };
      indexedDB: { databases(): Promise<object[]> };
    };
    const { localStorage, sessionStorage, document, caches, indexedDB } = all;
    const databases = await indexedDB.databases();
    return JSON.stringify([
      { ...localStorage },
      { ...sessionStorage },
      document.cookie,
      await caches.keys(),
      databases,
    ]);
  });
  return Promise.all([storage, context.cookies().then((cookies) => JSON.stringify(cookies)), page.content()]);
}

test('the students’ site in a browser', { skip: withoutBrowser, timeout: 180_000 }, async (t) => {
  const place = await started(t);
  const browser = await launchBrowser();
  t.after(() => browser.close());
  const { context, page, watch } = await visitor(browser);

  await t.test('a person who is signed out sees how to sign in, and no students', async () => {
    await page.goto(place.site);
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    ok(!(await page.getByRole('table').isVisible()));
    await accessible(page, 'signed out');
    await shot(page, '1-signed-out');
  });

  await t.test('signs in', async () => {
    await signIn(page, place);
    equal(new URL(page.url()).search, '');
    await page.getByText('No students.').waitFor();
    await accessible(page, 'an empty list');
    await shot(page, '2-signed-in');
  });

  await t.test('adds a student, whose HTML stays text', async () => {
    await addStudent(page);
    await page.getByText('was added').waitFor();
    const row = page.getByRole('row').filter({ hasText: STUDENT.id });
    await row.waitFor();
    deepEqual((await row.getByRole('cell').allTextContents()).slice(0, 1), [STUDENT.name]);
    equal(await row.getByRole('rowheader').textContent(), STUDENT.id);
    equal(await page.locator('main img, main script').count(), 0);
    await accessible(page, 'a list');
    await shot(page, '3-added');
  });

  await t.test('is asked before a student is replaced', async () => {
    await addStudent(page);
    const dialog = page.getByRole('dialog', { name: 'Replace the student?' });
    await dialog.waitFor();
    await accessible(page, 'a question');
    await shot(page, '4-question');
    await dialog.getByRole('button', { name: 'Keep the one that is there' }).click();
    await page.getByText('Nothing was changed.').waitFor();
  });

  await t.test('finds students of 400 KB, and nothing breaks', async () => {
    const notes = `<b>${'"\\ \u202E<i>ä'.repeat(20_000)}`;
    for (const name of ['large-1', 'large-2']) {
      const Item = { studentId: { S: name }, name: { S: 'Großer Datensatz' }, notes: { S: notes } };
      await place.owner.dynamodb.send(new PutItemCommand({ TableName: place.student.TableName, Item }));
    }
    await page.getByLabel('Search by id, name or class').fill('GROSSER DATENSATZ'.replace('SS', 'ß'));
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByText('2 students for').waitFor();
    await page.getByRole('button', { name: 'Show all of the notes' }).first().click();
    const width = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    equal(width, 0);
    await accessible(page, 'large values');
    await shot(page, '5-large');
    await page.goBack();
    await page.getByRole('row').filter({ hasText: STUDENT.id }).waitFor();
  });

  let run: Run | undefined;
  await t.test('runs a backup, and sees its result', async () => {
    const answers: Promise<unknown>[] = [];
    const keep = (response: Response) => {
      if (/\/api\/backup/.test(response.url())) answers.push(response.json());
    };
    page.on('response', keep);
    await page.getByRole('button', { name: 'Back up now' }).click();
    await page.getByText('The backup runs').waitFor();
    await page.getByText('The backup is done: 3 students.').waitFor();
    page.off('response', keep);
    run = (await Promise.all(answers)).at(-1) as Run;
    await page.getByText(run.digest ?? 'no digest').waitFor();
    await accessible(page, 'a backup');
    await shot(page, '6-backup');
  });

  await t.test('the backup equals the table, and its notice came by mail', async () => {
    const stage = { owner: place.owner, endpoint: place.endpoint, accountId: place.accountId } as never;
    await assertBackupEquals(stage, run as Run, place.student.TableName ?? '');
    const text = await assertNotice(stage, run?.place ?? '', place.backup.MailFrom ?? '', place.backup.MailTo ?? '');
    ok(text.includes(`Checksum: ${run?.digest}`));
  });

  await t.test('on a phone and in the dark it reads as well', async () => {
    await page.setViewportSize({ width: 320, height: 700 });
    equal(await page.evaluate('document.documentElement.scrollWidth'), 320);
    await accessible(page, 'a phone');
    await shot(page, '7-phone');
    await page.emulateMedia({ colorScheme: 'dark' });
    await accessible(page, 'a phone in the dark');
    await page.setViewportSize({ width: 1280, height: 900 });
    await accessible(page, 'the dark');
    await shot(page, '8-dark');
  });

  await t.test('no response, script or storage holds the API key, and the policy was never violated', async () => {
    const token = (await kept(context, page))[0]?.match(/ey[\w-]+\.[\w-]+\.[\w-]+/)?.[0] ?? '';
    ok(token !== '', 'the token is where it is looked for');
    const texts = [...watch.texts, ...(await kept(context, page))];
    ok(texts.length > 40 && texts.some((text) => text.includes(STUDENT.id.slice(4, 9))));
    for (const form of [place.key, encodeURIComponent(place.key), Buffer.from(place.key).toString('base64')]) {
      ok(!texts.some((text) => text.includes(form)));
    }
    deepEqual(watch.problems, []);
  });

  await t.test('a page of another origin reads nothing', async () => {
    const server = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html').end('<!doctype html><title>elsewhere</title>');
    }).listen(0, '127.0.0.1');
    t.after(() => server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    const elsewhere = await (await browser.newContext()).newPage();
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await elsewhere.goto(origin);
    const token = (await kept(context, page))[0]?.match(/ey[\w-]+\.[\w-]+\.[\w-]+/)?.[0] ?? '';
    for (const init of [{}, { headers: { authorization: `Bearer ${token}` } }]) {
      const read = elsewhere.evaluate(([url, given]) => fetch(url as string, given as RequestInit).then(() => 'read'), [
        `${place.site}/api/students`,
        init,
      ] as const);
      match(await read.catch(String), /Failed to fetch/);
    }
    const headers = { origin, authorization: `Bearer ${token}` };
    const answer = await fetch(`${place.site}/api/students`, { headers });
    deepEqual([answer.status, answer.headers.get('access-control-allow-origin')], [200, null]);
  });

  await t.test('past the site the API answers 403 without the key, and 429 beyond the limits', async () => {
    const token = (await kept(context, page))[0]?.match(/ey[\w-]+\.[\w-]+\.[\w-]+/)?.[0] ?? '';
    const url = `${place.endpoint}/_aws/execute-api/${place.student.ApiId}/${place.student.StageName}/students?limit=1`;
    const headers = { authorization: `Bearer ${token}` };
    equal((await fetch(url, { headers })).status, 403);
    const isRefused = () =>
      page.evaluate(async (authorization) => {
        const path = `/api/backup/${crypto.randomUUID()}`;
        const answers = Array.from({ length: 30 }, () => fetch(path, { headers: { authorization } }));
        return (await Promise.all(answers)).some(({ status }) => status === 429);
      }, headers.authorization);
    await eventually('a refused call', async () => ((await isRefused()) ? true : undefined));
  });

  await t.test('signs out, and is signed out', async () => {
    await page.reload();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    equal(new URL(page.url()).origin, place.site);
    ok(!(await kept(context, page))[0]?.includes('token'));
    await shot(page, '9-signed-out');
  });
});
