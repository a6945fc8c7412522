import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { accessibleEverywhere, inBrowser, NOBODY, opened, student } from './page.ts';
import { signInServer } from './sign-in-server.ts';
import { json } from './site-server.ts';

const STUDENTS = [
  student('s-1042', { name: 'Ada Lovelace', class: '7b', age: 13, notes: 'Plays chess. Sits in front.' }),
  student('s-1043', {
    name: 'Zoë Müller-Lüdenscheidt',
    notes: 'One line\nAnother',
    guardian: 'Eva',
    house: { door: 1 },
  }),
  student('s-1044', { name: 'علي بن أبي', class: '9c', age: 15, notes: 'Long '.repeat(200) }),
];
const RUN = { status: 'running', statusUrl: 'backup/1', format: 'json', items: 40, expected: 100 };
const PLACE = 's3://student-backup-111122223333-us-east-1/studentData/2026-11-28T13-54-58Z';
const DONE = {
  ...RUN,
  status: 'done',
  bytes: 12_345,
  digest: 'ea02f1ade16a3e16'.repeat(4),
  place: PLACE,
  mail: 'sent',
};

test('signed out, with a line about what went wrong', inBrowser, async (t) => {
  const page = await opened(t, {}, { signIn: await signInServer(), at: '/?error=access_denied' });
  await page.getByRole('alert').waitFor();
  await accessibleEverywhere(page, 'signed out');
});

test('a list with all kinds of values, opened', inBrowser, async (t) => {
  const page = await opened(t, { 'GET /api/students': json(200, { students: STUDENTS, next: 'n' }) });
  await page.getByText('3 students, and').waitFor();
  await accessibleEverywhere(page, 'a list');
  await page.getByRole('button', { name: 'Show all of the notes' }).click();
  await page.locator('summary').click();
  await accessibleEverywhere(page, 'a list, opened');
});

test('an empty list, mistakes in the form and a backup that failed', inBrowser, async (t) => {
  const page = await opened(t, { ...NOBODY, 'POST /api/backup': json(502, { ...RUN, status: 'failed', error: 'no' }) });
  await page.getByText('No students.').waitFor();
  await page.getByLabel('Age').fill('old');
  await page.getByRole('button', { name: 'Add the student' }).click();
  await page.getByRole('button', { name: 'Back up now' }).click();
  await page.getByText('The backup failed').waitFor();
  await accessibleEverywhere(page, 'mistakes');
});

test('a service that is broken, and a backup that runs', inBrowser, async (t) => {
  const answers = { 'GET /api/students': json(500, {}), 'POST /api/backup': json(202, RUN) };
  const page = await opened(t, { ...answers, 'GET /api/backup/1': json(200, RUN) }, { at: '/?search=ada' });
  await page.getByRole('button', { name: 'Try again' }).waitFor();
  await page.getByRole('button', { name: 'Back up now' }).click();
  await page.getByText('The backup runs: 40').waitFor();
  await accessibleEverywhere(page, 'broken');
});

test('a question, over a backup that is done', inBrowser, async (t) => {
  const answers = { ...NOBODY, 'POST /api/students': json(409, { error: 'no' }), 'POST /api/backup': json(200, DONE) };
  const page = await opened(t, answers);
  await page.getByRole('button', { name: 'Back up now' }).click();
  await page.getByText('The backup is done').waitFor();
  await accessibleEverywhere(page, 'done');
  await page.getByLabel('Id', { exact: true }).fill('s-1');
  await page.getByLabel('Name', { exact: true }).fill('Zoë');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await accessibleEverywhere(page, 'a question');
});

test(
  'what is pressed is at least 24 px high and wide, and moves nothing for who wants it still',
  inBrowser,
  async (t) => {
    const page = await opened(t, { 'GET /api/students': json(200, { students: STUDENTS, next: 'n' }) });
    await page.setViewportSize({ width: 320, height: 900 });
    await page.getByText('3 students, and').waitFor();
    // WCAG 2.2, 2.5.8; of a radio button its label is pressed as well.
    const small = `[...document.querySelectorAll('a, button, summary, input:not([type=radio]), textarea, label.choice')]
    .filter((one) => one.checkVisibility() && !one.classList.contains('skip'))
    .filter((one) => { const { width, height } = one.getBoundingClientRect(); return width < 24 || height < 24 })
    .map((one) => one.outerHTML)`;
    deepEqual(await page.evaluate(small), []);
    const moving = `[...document.querySelectorAll('*')].filter((one) => {
    const { transitionDuration, animationName } = getComputedStyle(one);
    return transitionDuration !== '0s' || animationName !== 'none';
  }).length`;
    deepEqual(await page.evaluate(moving), 0);
  },
);
