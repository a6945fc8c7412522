import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { accessible, focused, inBrowser, NOBODY, opened, student } from './page.ts';
import { type Answer, inTurn, json } from './site-server.ts';

const SEARCH = 'Search by id, name or class';

/** Answers with a student whose id tells what was asked for. */
const echo: Answer = (request, response) => {
  const query = new URL(request.url ?? '', 'http://localhost').searchParams;
  json(200, { students: [student(`found-${query.get('search')}`)], next: null })(request, response);
};

test('without sign-in there is none to see, and no token is sent', inBrowser, async (t) => {
  const seen: (string | undefined)[] = [];
  const page = await opened(t, {
    'GET /api/students': (request, response) => {
      seen.push(request.headers.authorization);
      json(200, { students: [student('s-1')], next: null })(request, response);
    },
  });
  await page.getByRole('row').filter({ hasText: 's-1' }).waitFor();
  equal(await page.getByRole('button', { name: /^Sign/ }).count(), 0);
  deepEqual(seen, [undefined]);
});

test('more are loaded behind those that are there, and the focus goes to the first of them', inBrowser, async (t) => {
  const asked: (string | null)[] = [];
  const pages = [
    { students: [student('s-1')], next: 'n=1' },
    { students: [student('s-2'), student('s-3')], next: 'n=2' },
    { students: [], next: null },
  ];
  const page = await opened(t, {
    'GET /api/students': (request, response) => {
      json(200, pages[asked.length])(request, response);
      asked.push(new URL(request.url ?? '', 'http://localhost').searchParams.get('next'));
    },
  });
  await page.getByText('1 student, and there are more.').waitFor();
  await page.getByRole('button', { name: 'Load more' }).click();
  await page.getByText('3 students, and there are more.').waitFor();
  equal(await page.evaluate('document.activeElement?.textContent'), 's-2');
  await page.getByRole('button', { name: 'Load more' }).click();
  await page.getByText('3 students.', { exact: true }).waitFor();
  // The button is gone, and with it the place where the focus was.
  equal(await focused(page), 'list-title');
  deepEqual(asked, [null, 'n=1', 'n=2']);
});

test('a search that has not found any yet goes on when it is asked to', inBrowser, async (t) => {
  const page = await opened(t, {
    'GET /api/students': inTurn(json(200, { students: [], next: 'n' }), json(200, { students: [], next: null })),
  });
  await page.getByText('None found yet: there is more to look at.').waitFor();
  ok(!(await page.getByRole('table').isVisible()));
  await page.getByRole('button', { name: 'Load more' }).click();
  await page.getByText('No students.').waitFor();
});

test('an answer that comes late does not replace a newer one', inBrowser, async (t) => {
  let answerLate = () => {};
  const page = await opened(t, {
    'GET /api/students': (request, response) => {
      const isSearch = request.url?.includes('search=');
      const answer = json(200, { students: [student(isSearch ? 'new' : 'old')], next: null });
      if (isSearch) answer(request, response);
      else answerLate = () => answer(request, response);
    },
  });
  await page.getByLabel(SEARCH).fill('new');
  await page.keyboard.press('Enter');
  await page.getByRole('row').filter({ hasText: 'new' }).waitFor();
  const late = page.waitForResponse((response) => !response.url().includes('search='));
  answerLate();
  await (await late).finished();
  await page.evaluate('new Promise((resolve) => setTimeout(resolve, 100))');
  equal(await page.getByRole('row').filter({ hasText: 'old' }).count(), 0);
});

test('a search stands in the address, so that reloading and going back keep it', inBrowser, async (t) => {
  const page = await opened(t, { 'GET /api/students': echo });
  await page.getByLabel(SEARCH).fill(' a&b=<c> ');
  await page.keyboard.press('Enter');
  await page.getByRole('row').filter({ hasText: 'found-a&b=<c>' }).waitFor();
  await page.reload();
  await page.getByRole('row').filter({ hasText: 'found-a&b=<c>' }).waitFor();
  equal(await page.getByLabel(SEARCH).inputValue(), 'a&b=<c>');
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.getByRole('row').filter({ hasText: 'found-null' }).waitFor();
  deepEqual([new URL(page.url()).search, await focused(page)], ['', 'search-text']);
  await page.goBack();
  await page.getByRole('row').filter({ hasText: 'found-a&b=<c>' }).waitFor();
  equal(await page.getByLabel(SEARCH).inputValue(), 'a&b=<c>');
  await page.goBack();
  await page.getByRole('row').filter({ hasText: 'found-null' }).waitFor();
  ok(!(await page.getByRole('button', { name: 'Clear' }).isVisible()));
});

test('the same search again is asked again, and stands in the history once', inBrowser, async (t) => {
  const page = await opened(t, { 'GET /api/students': echo });
  await page.getByRole('row').filter({ hasText: 'found-null' }).waitFor();
  const before = Number(await page.evaluate('history.length'));
  for (let times = 0; times < 2; times++) {
    await page.getByLabel(SEARCH).fill('ada');
    const answer = page.waitForResponse(/search=ada/);
    await page.keyboard.press('Enter');
    await answer;
  }
  equal(await page.evaluate('history.length'), before + 1);
});

test('links within the page lead there, and ask for nothing', inBrowser, async (t) => {
  let asked = 0;
  const page = await opened(
    t,
    {
      'GET /api/students': (request, response) => {
        asked += 1;
        echo(request, response);
      },
    },
    { context: { viewport: { width: 320, height: 700 } } },
  );
  await page.getByRole('row').filter({ hasText: 'found-null' }).waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  equal(await focused(page), 'main');
  for (const [name = '', id] of [
    ['Back up', 'backup-title'],
    ['Add', 'add-title'],
    ['List', 'list-title'],
  ]) {
    await page.getByRole('navigation').getByRole('link', { name }).click();
    equal(await focused(page), id);
  }
  equal(asked, 1);
});

for (const [what, answer, line] of [
  ['is broken', json(500, { error: 'the API failed: try again' }), 'The API failed: try again.'],
  ['gives something strange', json(200, { students: 'many' }), 'does not understand'],
  ['gives strange students', json(200, { students: [{ studentId: 7 }], next: null }), 'does not understand'],
  ['gives no answer', (request) => void request.socket.destroy(), 'cannot be reached'],
] as [string, Answer, string][]) {
  test(`a service that ${what} is told, and asked again when the person says so`, inBrowser, async (t) => {
    const page = await opened(t, { 'GET /api/students': inTurn(answer, answer, echo) });
    const alert = page.getByRole('alert').filter({ hasText: line });
    await alert.waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    equal(await focused(page), 'list-title');
    await alert.waitFor();
    await accessible(page);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('row').filter({ hasText: 'found-null' }).waitFor();
    ok(!(await alert.isVisible()));
  });
}

test('what fails behind the first page keeps what is shown, and goes on from there', inBrowser, async (t) => {
  const page = await opened(t, {
    'GET /api/students': inTurn(
      json(200, { students: [student('s-1')], next: 'n' }),
      json(500, {}),
      (request, response) => {
        ok(request.url?.includes('next=n'));
        json(200, { students: [student('s-2')], next: null })(request, response);
      },
    ),
  });
  await page.getByRole('button', { name: 'Load more' }).click();
  await page.getByRole('alert').filter({ hasText: 'does not work just now (500)' }).waitFor();
  ok(await page.getByRole('row').filter({ hasText: 's-1' }).isVisible());
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('2 students.').waitFor();
});

test('a search that fails leaves neither others’ students nor their next page', inBrowser, async (t) => {
  const page = await opened(t, {
    'GET /api/students': inTurn(json(200, { students: [student('s-1')], next: 'n' }), json(400, { error: 'too long' })),
  });
  await page.getByRole('button', { name: 'Load more' }).waitFor();
  await page.getByLabel(SEARCH).fill('x'.repeat(201));
  await page.keyboard.press('Enter');
  await page.getByRole('alert').filter({ hasText: 'Too long.' }).waitFor();
  equal(await page.getByRole('row').filter({ hasText: 's-1' }).count(), 0);
  ok(!(await page.getByRole('button', { name: 'Load more' }).isVisible()));
});

test('too many requests are told, and tried again when the service says so', inBrowser, async (t) => {
  const busy = json(429, { error: 'too many requests at once' }, { 'retry-after': '2' });
  const page = await opened(t, { 'GET /api/students': inTurn(busy, echo) });
  await page.getByText('Too many requests at once. Trying again in 2 seconds…').waitFor();
  await page.getByRole('row').filter({ hasText: 'found-null' }).waitFor();
  await page.getByText('1 student.').waitFor();
});

test('as long as there is no answer it says so', inBrowser, async (t) => {
  const page = await opened(t, { 'GET /api/students': () => {} });
  await page.getByRole('status').filter({ hasText: 'Loading…' }).waitFor();
  await accessible(page);
});

test('on a phone the list is still a table to who hears it', inBrowser, async (t) => {
  const page = await opened(t, {
    'GET /api/students': json(200, { students: [student('s-1', { age: 13 })], next: null }),
  });
  await page.setViewportSize({ width: 320, height: 700 });
  await page.getByText('1 student.').waitFor();
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  const roles = nodes.filter(({ ignored }) => !ignored).map(({ role }) => String(role?.value));
  const counted = (name: string) => roles.filter((role) => role === name).length;
  deepEqual(['table', 'row', 'columnheader', 'rowheader', 'cell'].map(counted), [1, 2, 5, 1, 4]);
});

test('a page without its config says so, and can be tried again', inBrowser, async (t) => {
  const config = inTurn(json(200, { hello: 1 }), json(403, {}), json(200, { RequireSignIn: 'false' }));
  const page = await opened(t, { ...NOBODY, 'GET /config.json': config });
  for (let times = 0; times < 2; times++) {
    await page.getByRole('alert').filter({ hasText: 'This page could not be started.' }).waitFor();
    await accessible(page);
    await page.getByRole('button', { name: 'Try again' }).click();
  }
  await page.getByText('No students.').waitFor();
});
