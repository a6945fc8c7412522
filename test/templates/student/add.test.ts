import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { accessible, focused, inBrowser, NOBODY, opened } from './page.ts';
import { type Answer, bodyOf, inTurn, json } from './site-server.ts';

const form = (page: Page) => page.getByRole('region', { name: 'Add a student' });
const field = (page: Page, label: string) => form(page).getByLabel(label, { exact: ['Id', 'Name'].includes(label) });
const added = json(201, { student: { studentId: 's-1' } });

/** What describes a field to who hears it. */
async function described(page: Page, label: string): Promise<string> {
  const ids = ((await field(page, label).getAttribute('aria-describedby')) ?? '').split(' ');
  const texts = await Promise.all(ids.map((id) => page.locator(`#${id}`).textContent()));
  return texts.filter(Boolean).join(' ');
}

async function typeStudent(page: Page): Promise<void> {
  await page.getByText('No students.').waitFor();
  await field(page, 'Id').fill('s-1');
  await field(page, 'Name').fill('Zoë');
}

test('mistakes are told at their fields, lead to the first, and go away as they are mended', inBrowser, async (t) => {
  const page = await opened(t, NOBODY);
  await page.getByText('No students.').waitFor();
  await field(page, 'Age').fill('old');
  await form(page).getByRole('button').click();
  equal(await focused(page), 'add-id');
  for (const [label = '', line] of [
    ['Id', 'Each student has one of their own, such as s\u20111042 Enter an id.'],
    ['Name', 'Enter a name.'],
    ['Age', 'In whole years Enter a whole number from 0 to 150.'],
  ]) {
    equal(await field(page, label).getAttribute('aria-invalid'), 'true');
    equal(await described(page, label), line);
  }
  equal(await field(page, 'Class').getAttribute('aria-invalid'), null);
  await accessible(page);
  await page.keyboard.type('s');
  equal(await field(page, 'Id').getAttribute('aria-invalid'), null);
  equal(await page.locator('#add-id-error').textContent(), '');
  equal(await field(page, 'Name').getAttribute('aria-invalid'), 'true');
});

test('a student is sent as it was typed, and the form is ready for the next', inBrowser, async (t) => {
  const bodies: string[] = [];
  let asked = 0;
  const page = await opened(t, {
    'GET /api/students': (request, response) => {
      asked += 1;
      json(200, { students: [], next: null })(request, response);
    },
    'POST /api/students': async (request, response) => {
      bodies.push(await bodyOf(request));
      added(request, response);
    },
  });
  await typeStudent(page);
  await field(page, 'Class').fill('7b');
  await field(page, 'Age').fill('13');
  await field(page, 'Notes').fill('a\n<b>');
  await form(page).getByRole('button').click();
  await page.getByRole('status').filter({ hasText: 'Zoë was added.' }).waitFor();
  const sent = { studentId: 's-1', name: 'Zoë', class: '7b', age: 13, notes: 'a\n<b>' };
  deepEqual(
    bodies.map((body) => JSON.parse(body)),
    [sent],
  );
  deepEqual([await focused(page), await field(page, 'Notes').inputValue()], ['add-id', '']);
  equal(asked, 2);
});

for (const [status, line, label, told] of [
  [400, 'name takes at most 200 characters', 'Name', 'Name takes at most 200 characters.'],
  [413, 'the student is larger than that: shorten the notes', 'Notes', 'larger than that: shorten the notes.'],
] as const) {
  test(`a line of the server’s with ${status} is told at its field`, inBrowser, async (t) => {
    const page = await opened(t, { ...NOBODY, 'POST /api/students': json(status, { error: line }) });
    await typeStudent(page);
    await form(page).getByRole('button').click();
    await page.getByText(told).waitFor();
    equal(await field(page, label).getAttribute('aria-invalid'), 'true');
    equal(await focused(page), label === 'Name' ? 'add-name' : 'add-notes');
    await accessible(page);
  });
}

for (const [what, answer, line] of [
  ['about nothing in the form', json(400, { error: 'the body is not JSON' }), 'The body is not JSON.'],
  ['too many at once', json(429, { error: 'too many requests at once' }), 'Too many requests at once.'],
  ['a failure', json(500, {}), 'does not work just now (500)'],
  ['none', (request) => void request.socket.destroy(), 'cannot be reached'],
  ['of another network', (_, response) => void response.end('<h1>Please sign in to the train</h1>'), 'not understand'],
] as [string, Answer, string][]) {
  test(`an answer that is ${what} is told once, and what was typed stays`, inBrowser, async (t) => {
    let sent = 0;
    const page = await opened(t, {
      ...NOBODY,
      'POST /api/students': (request, response) => {
        sent += 1;
        if (sent === 1) answer(request, response);
        else added(request, response);
      },
    });
    await typeStudent(page);
    await form(page).getByRole('button').click();
    await page.getByRole('alert').filter({ hasText: line }).waitFor();
    equal(await field(page, 'Name').inputValue(), 'Zoë');
    equal(sent, 1);
    await form(page).getByRole('button').click();
    await page.getByText('Zoë was added.').waitFor();
    equal(await page.locator('#add-problem').textContent(), '');
  });
}

test('a student is replaced only when the person says so; the focus comes back', inBrowser, async (t) => {
  const asked: string[] = [];
  const page = await opened(t, {
    ...NOBODY,
    'POST /api/students': (request, response) => {
      asked.push(request.url ?? '');
      const mayReplace = request.url?.includes('overwrite=true');
      (mayReplace ? json(200, { student: { studentId: 's-1' } }) : json(409, { error: 'there is one' }))(
        request,
        response,
      );
    },
  });
  await typeStudent(page);
  await form(page).getByRole('button').click();
  const dialog = page.getByRole('dialog', { name: 'Replace the student?' });
  await dialog.getByText('There is a student with the id “s-1” already. You entered “Zoë”.').waitFor();
  equal(await focused(page), 'overwrite-no');
  await accessible(page);
  await page.keyboard.press('Escape');
  await page.getByText('Nothing was changed.').waitFor();
  // The button that asked, which a button that is disabled would not get.
  equal(await focused(page), 'add-submit');
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Keep the one that is there' }).click();
  await page.getByText('Nothing was changed.').waitFor();
  equal(await field(page, 'Name').inputValue(), 'Zoë');
  await field(page, 'Name').press('Enter');
  await page.getByRole('button', { name: 'Replace' }).click();
  await page.getByText('Zoë was replaced.').waitFor();
  equal(await focused(page), 'add-id');
  deepEqual(asked, [...Array(3).fill('/api/students'), '/api/students?overwrite=true']);
});

test('one that cannot be replaced is told', inBrowser, async (t) => {
  const refused = inTurn(json(409, { error: 'there is one' }), json(503, {}));
  const page = await opened(t, { ...NOBODY, 'POST /api/students': refused });
  await typeStudent(page);
  await form(page).getByRole('button').click();
  await page.getByRole('button', { name: 'Replace' }).click();
  await page.getByRole('alert').filter({ hasText: 'does not work just now (503)' }).waitFor();
});

test('sent twice while it is on its way, a student is added once', inBrowser, async (t) => {
  const waiting: (() => void)[] = [];
  const page = await opened(t, {
    ...NOBODY,
    'POST /api/students': (request, response) => void waiting.push(() => added(request, response)),
  });
  await typeStudent(page);
  const button = form(page).getByRole('button');
  await button.click();
  await button.click({ force: true });
  await field(page, 'Name').press('Enter');
  equal(await button.getAttribute('aria-disabled'), 'true');
  await accessible(page);
  await page.evaluate('new Promise((resolve) => setTimeout(resolve, 100))');
  equal(waiting.length, 1);
  waiting[0]?.();
  await page.getByText('Zoë was added.').waitFor();
  ok(!(await button.getAttribute('aria-disabled')));
});
