import { deepEqual, equal, ok } from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { after, before, type TestContext, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { projectFolder } from '../../../scripts/cli/project.ts';
import { siteFiles } from '../../../scripts/deployment/after/build-site.ts';
import { contentTypeOf } from '../../../scripts/deployment/after/content-type.ts';
import { launchBrowser, withoutBrowser } from './browser.ts';

// The page in states that the real API cannot be brought into at will: slow, broken, strange, over. The real parts are in
// end-to-end.test.ts.

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

type Answers = Record<string, (request: IncomingMessage, response: ServerResponse) => void>;

let browser: Browser;
let site: Map<string, () => Promise<Uint8Array>>;

before(async () => {
  if (withoutBrowser) return;
  browser = await launchBrowser();
  site = await siteFiles(projectFolder, 'templates/student');
});

after(() => browser?.close());

function json(status: number, body: unknown) {
  return (_request: IncomingMessage, response: ServerResponse) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
}

const OPEN = { RequireSignIn: 'false', SignInUrl: null, UserPoolClientId: null, SignInScope: null };
const student = (studentId: string, more = {}) => ({ studentId, name: 'Ada', ...more });

/** The page as the site serves it, with an API that answers as the test says: `GET /api/students`. */
async function opened(t: TestContext, answers: Answers, config: object = OPEN): Promise<Page> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const answer = answers[`${request.method} ${path}`];
    if (path === '/config.json') return json(200, config)(request, response);
    if (answer) return answer(request, response);
    const key = path === '/' ? 'index.html' : path.slice(1);
    const file = site.get(key);
    if (!file) return void response.writeHead(403).end();
    void file().then((body) => {
      response.writeHead(200, { 'content-type': contentTypeOf(key), 'content-security-policy': POLICY }).end(body);
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const context = await browser.newContext({ reducedMotion: 'reduce', viewport: { width: 1000, height: 800 } });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => void problems.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of [45]\d\d|ERR_/.test(message.text())) problems.push(message.text());
  });
  t.after(async () => {
    deepEqual(problems, []);
    await context.close();
    server.closeAllConnections();
    server.close();
  });
  await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
  return page;
}

async function accessible(page: Page): Promise<void> {
  await page.evaluate(AXE);
  const { violations } = (await page.evaluate('axe.run()')) as { violations: { id: string }[] };
  deepEqual(
    violations.map(({ id }) => id),
    [],
  );
}

const inBrowser = { skip: withoutBrowser, timeout: 60_000 };
const focused = (page: Page) => page.evaluate('document.activeElement?.id');

test('without sign-in there is none to see, and no token is sent', inBrowser, async (t) => {
  const seen: (string | undefined)[] = [];
  const page = await opened(t, {
    'GET /api/students': (request, response) => {
      seen.push(request.headers.authorization);
      json(200, { students: [student('s-1')], next: null })(request, response);
    },
  });
  await page.getByRole('row').filter({ hasText: 's-1' }).waitFor();
  ok(!(await page.getByRole('button', { name: /Sign/ }).first().isVisible()));
  deepEqual(seen, [undefined]);
});

test(
  'more students are loaded behind those that are there, and the focus goes to the first of them',
  inBrowser,
  async (t) => {
    const page = await opened(t, {
      'GET /api/students': (request, response) => {
        const isFirst = !request.url?.includes('next=');
        json(200, { students: [student(isFirst ? 's-1' : 's-2')], next: isFirst ? 'more' : null })(request, response);
      },
    });
    await page.getByText('1 student, and there are more.').waitFor();
    await page.getByRole('button', { name: 'Load more' }).click();
    await page.getByText('2 students.').waitFor();
    equal(await page.evaluate('document.activeElement?.textContent'), 's-2Ada');
    await accessible(page);
  },
);

test('an answer that comes late does not replace a newer one', inBrowser, async (t) => {
  const page = await opened(t, {
    'GET /api/students': (request, response) => {
      const isSearch = request.url?.includes('search=');
      const answer = json(200, { students: [student(isSearch ? 'new' : 'old')], next: null });
      setTimeout(() => answer(request, response), isSearch ? 0 : 600);
    },
  });
  await page.getByLabel('Search by id, name or class').fill('new');
  await page.keyboard.press('Enter');
  await page.getByRole('row').filter({ hasText: 'new' }).waitFor();
  await page.waitForTimeout(900);
  equal(await page.getByRole('row').filter({ hasText: 'old' }).count(), 0);
});

test('a search stands in the address, so that reload and back keep it', inBrowser, async (t) => {
  const page = await opened(t, {
    'GET /api/students': (request, response) => {
      const search = new URL(request.url ?? '', 'http://localhost').searchParams.get('search');
      json(200, { students: [student(`found-${search}`)], next: null })(request, response);
    },
  });
  await page.getByLabel('Search by id, name or class').fill('a&b=<c>');
  await page.keyboard.press('Enter');
  await page.getByRole('row').filter({ hasText: 'found-a&b=<c>' }).waitFor();
  await page.reload();
  await page.getByRole('row').filter({ hasText: 'found-a&b=<c>' }).waitFor();
  equal(await page.getByLabel('Search by id, name or class').inputValue(), 'a&b=<c>');
  await page.goBack();
  await page.getByRole('row').filter({ hasText: 'found-null' }).waitFor();
});

for (const [what, answer, line] of [
  [
    'is broken',
    json(500, { error: 'the API failed: try again in a moment' }),
    'The API failed: try again in a moment.',
  ],
  ['gives something strange', json(200, { students: 'many' }), 'does not understand'],
  ['gives no answer', (request: IncomingMessage) => void request.socket.destroy(), 'cannot be reached'],
] as const) {
  test(`a service that ${what} is told, and the page goes on`, inBrowser, async (t) => {
    const page = await opened(t, { 'GET /api/students': answer });
    await page.getByRole('alert').filter({ hasText: line }).waitFor();
    await page.getByRole('heading', { name: 'Add a student' }).waitFor();
    await accessible(page);
  });
}

test('mistakes are told at their fields, and lead to the first', inBrowser, async (t) => {
  const page = await opened(t, { 'GET /api/students': json(200, { students: [], next: null }) });
  await page.getByText('No students.').waitFor();
  await page.getByLabel('Age').fill('old');
  await page.getByRole('button', { name: 'Add the student' }).click();
  equal(await focused(page), 'add-id');
  for (const [label, line] of [
    ['Id', 'Enter an id.'],
    ['Name', 'Enter a name.'],
    ['Age', 'Enter a whole number from 0 to 150.'],
  ]) {
    const field = page
      .getByRole('region', { name: 'Add a student' })
      .getByLabel(label ?? '', { exact: label !== 'Age' });
    equal(await field.getAttribute('aria-invalid'), 'true');
    const described = (await field.getAttribute('aria-describedby'))?.split(' ').at(-1);
    equal(await page.locator(`#${described}`).textContent(), line);
  }
  await accessible(page);
});

test('by keyboard alone: a student is added, and the form is ready for the next', inBrowser, async (t) => {
  const bodies: string[] = [];
  const page = await opened(t, {
    'GET /api/students': json(200, { students: [], next: null }),
    'POST /api/students': async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      bodies.push(body);
      json(201, { student: {} })(request, response);
    },
  });
  await page.getByText('No students.').waitFor();
  await page.keyboard.press('Tab');
  equal(await page.evaluate('document.activeElement?.textContent'), 'Skip to the content');
  await page.keyboard.press('Enter');
  for (const key of ['Tab', 'Tab', 'Tab']) await page.keyboard.press(key);
  equal(await focused(page), 'add-id');
  await page.keyboard.type('s-1');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Zoë');
  await page.keyboard.press('Enter');
  await page.getByText('Zoë was added.').waitFor();
  deepEqual(
    bodies.map((body) => JSON.parse(body)),
    [{ studentId: 's-1', name: 'Zoë' }],
  );
  deepEqual([await focused(page), await page.getByLabel('Name', { exact: true }).inputValue()], ['add-id', '']);
});

test('a student is replaced only when the person says so; the focus comes back', inBrowser, async (t) => {
  const asked: string[] = [];
  const page = await opened(t, {
    'GET /api/students': json(200, { students: [], next: null }),
    'POST /api/students': (request, response) => {
      asked.push(request.url ?? '');
      const mayReplace = request.url?.includes('overwrite=true');
      json(mayReplace ? 200 : 409, { error: 'there is one' })(request, response);
    },
  });
  await page.getByLabel('Id', { exact: true }).fill('s-1');
  await page.getByLabel('Name', { exact: true }).fill('Zoë');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  equal(await focused(page), 'overwrite-no');
  await page.keyboard.press('Escape');
  await page.getByText('Nothing was changed.').waitFor();
  equal(await focused(page), 'add-name');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Replace' }).click();
  await page.getByText('Zoë was replaced.').waitFor();
  deepEqual(asked, ['/api/students', '/api/students', '/api/students?overwrite=true']);
});

test('a backup that goes on shows how far it is, and one that failed why', inBrowser, async (t) => {
  const run = {
    backupId: '1',
    statusUrl: 'backup/1',
    items: 40,
    expected: 100,
    bytes: null,
    digest: null,
    place: null,
  };
  let looks = 0;
  const page = await opened(t, {
    'GET /api/students': json(200, { students: [], next: null }),
    'POST /api/backup': json(202, { ...run, status: 'running', mail: null, error: null }),
    'GET /api/backup/1': (request, response) => {
      looks += 1;
      const last = { ...run, status: 'failed', mail: 'sent', error: '<b>AccessDenied</b>: see the log' };
      json(200, looks < 2 ? { ...run, status: 'running', items: 80 } : last)(request, response);
    },
  });
  await page.getByLabel('CSV, for spreadsheets').check();
  await page.getByRole('button', { name: 'Back up now' }).click();
  await page.getByText('The backup runs: 40 students so far.').waitFor();
  const bar = page.getByRole('progressbar', { name: 'Progress of the backup' });
  deepEqual([await bar.getAttribute('value'), await bar.getAttribute('max')], ['40', '100']);
  await accessible(page);
  await page.getByText('The backup runs: 80 students so far.').waitFor();
  await page
    .getByRole('alert')
    .filter({ hasText: 'The backup failed: <b>AccessDenied</b>: see the log. Mail: sent.' })
    .waitFor();
  ok(!(await bar.isVisible()));
});

test('a session that is over leads to signing in again', inBrowser, async (t) => {
  const config = { RequireSignIn: 'true', SignInUrl: 'http://localhost', UserPoolClientId: 'c', SignInScope: 's/use' };
  const page = await opened(t, { 'GET /api/students': json(401, { error: 'sign in first' }) }, config);
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  await page.evaluate('sessionStorage.setItem("token", JSON.stringify({ token: "a.b.c", until: Date.now() + 60000 }))');
  await page.reload();
  await page.getByRole('alert').filter({ hasText: 'Your session has ended. Sign in again.' }).waitFor();
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  ok(!(await page.getByRole('heading', { name: 'Add a student' }).isVisible()));
  equal(await page.evaluate('sessionStorage.getItem("token")'), null);
  await accessible(page);
});

test('a way back that was not begun here signs nobody in, and leaves no code in the address', inBrowser, async (t) => {
  const config = { RequireSignIn: 'true', SignInUrl: 'http://localhost', UserPoolClientId: 'c', SignInScope: 's/use' };
  const page = await opened(t, {}, config);
  await page.goto(`${page.url()}?code=stolen&state=forged`);
  await page.getByRole('alert').filter({ hasText: 'This sign-in was not begun here' }).waitFor();
  equal(new URL(page.url()).search, '');
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
});

test('a page without its config says so', inBrowser, async (t) => {
  const page = await opened(t, {}, { hello: 1 });
  await page.getByRole('alert').filter({ hasText: 'This page could not be started.' }).waitFor();
});
