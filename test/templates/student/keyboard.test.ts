import { equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { inBrowser, opened, student } from './page.ts';
import { signInServer } from './sign-in-server.ts';
import { type Answers, bodyOf, json } from './site-server.ts';

/** A service that keeps what it is given. */
function service(): Answers {
  const kept = [student('s-1')];
  return {
    'GET /api/students': (request, response) => {
      const search = new URL(request.url ?? '', 'http://localhost').searchParams.get('search') ?? '';
      const students = kept.filter(({ name, studentId }) => `${name} ${studentId}`.includes(search));
      json(200, { students, next: null })(request, response);
    },
    'POST /api/students': async (request, response) => {
      kept.push(JSON.parse(await bodyOf(request)));
      json(201, { student: kept.at(-1) })(request, response);
    },
    'POST /api/backup': json(200, { status: 'done', statusUrl: 'backup/1', format: 'csv', items: 2 }),
  };
}

/** What the focus is on: it must be seen there, and nothing may lie over it (WCAG 2.2, 2.4.7 and 2.4.11). */
const ON = `(() => {
  const element = document.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  const { left, top, width, height } = element.getBoundingClientRect();
  const over = document.elementFromPoint(left + width / 2, top + Math.min(height / 2, 10));
  return {
    name: element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent.trim() ?? element.textContent.trim(),
    isSeen: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2,
    isFree: element === over || element.contains(over) || over?.contains(element),
  };
})()`;

async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 20; presses++) {
    await page.keyboard.press('Tab');
    const on = (await page.evaluate(ON)) as { name: string; isSeen: boolean; isFree: boolean };
    ok(on.isSeen, `the focus on “${on.name}” is not seen`);
    ok(on.isFree, `something lies over “${on.name}”`);
    if (on.name === name) return;
  }
  throw new Error(`Tab does not lead to “${name}”`);
}

for (const width of [1280, 320]) {
  test(`by keyboard alone, at ${width} px: sign in, add, search, back up, sign out`, inBrowser, async (t) => {
    const signIn = await signInServer();
    const page = await opened(t, service(), { signIn, context: { viewport: { width, height: 700 } } });
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    await tabTo(page, 'Skip to the content');
    await page.keyboard.press('Enter');
    await tabTo(page, 'Sign in');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Continue' }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('1 student.').waitFor();

    await tabTo(page, 'Id');
    await page.keyboard.type('s-2');
    await tabTo(page, 'Name');
    await page.keyboard.type('Zoë');
    await tabTo(page, 'Add the student');
    await page.keyboard.press('Space');
    await page.getByText('Zoë was added.').waitFor();
    await page.getByText('2 students.').waitFor();

    await page.evaluate(
      'document.querySelector("h1").setAttribute("tabindex", "-1"), document.querySelector("h1").focus()',
    );
    await tabTo(page, 'Search by id, name or class');
    await page.keyboard.type('Zoë');
    await tabTo(page, 'Search');
    await page.keyboard.press('Enter');
    await page.getByText('1 student for').waitFor();
    await tabTo(page, 'Clear');
    await page.keyboard.press('Enter');
    await page.getByText('2 students.').waitFor();

    await tabTo(page, 'JSON, to restore from');
    await page.keyboard.press('ArrowDown');
    ok(await page.getByLabel('CSV, for spreadsheets').isChecked());
    await tabTo(page, 'Back up now');
    await page.keyboard.press('Enter');
    await page.getByText('The backup is done: 2 students.').waitFor();

    await page.evaluate('document.querySelector("h1").focus()');
    await tabTo(page, 'Sign out');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    equal(signIn.signedOut, 1);
  });
}

test('Tab leads through the whole page and out of it: there is no trap', inBrowser, async (t) => {
  const notes = 'long '.repeat(200);
  const page = await opened(t, {
    'GET /api/students': json(200, { students: [student('s-1', { notes, more: 1 })], next: 'n' }),
  });
  await page.getByText('1 student, and').waitFor();
  await page.getByRole('button', { name: 'Show all of the notes' }).press('Enter');
  await page.locator('summary').press('Enter');
  const seen = new Set<string>();
  for (let presses = 0; presses < 40; presses++) {
    await page.keyboard.press('Tab');
    seen.add(String(await page.evaluate('document.activeElement.id || document.activeElement.className')));
  }
  for (const id of ['skip', 'search-text', 'whole', 'more', 'add-id', 'add-submit', 'backup-submit']) {
    ok(seen.has(id), `${id} is not reached: ${[...seen]}`);
  }
});
