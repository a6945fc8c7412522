import { deepEqual, equal, ok } from 'node:assert/strict';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Page, Response } from 'playwright-core';
import { assertBackupEquals, assertNotice, type Run } from '../../../../scripts/scenario/students/backups.ts';
import { accessible } from '../page.ts';
import type { Place } from './place.ts';
import { kept, type Step, shot } from './visit.ts';

export const STUDENT = { id: '<img src=x onerror=alert(1)> Grüße 日本 🎉', name: '"><script>alert(2)</script>' };

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

/** What a person does. */
export const USING: Step[] = [
  [
    'a person who is signed out sees how to sign in, and no students',
    async ({ place, page }) => {
      await page.goto(place.site);
      await page.getByRole('button', { name: 'Sign in' }).waitFor();
      ok(!(await page.getByRole('table').isVisible()));
      await accessible(page, 'signed out');
      await shot(page, '1-signed-out');
    },
  ],
  [
    'signs in',
    async ({ place, page }) => {
      await signIn(page, place);
      equal(new URL(page.url()).search, '');
      await page.getByText('No students.').waitFor();
      await accessible(page, 'an empty list');
      await shot(page, '2-signed-in');
    },
  ],
  [
    'adds a student, whose HTML stays text',
    async ({ page }) => {
      await addStudent(page);
      await page.getByText('was added').waitFor();
      const row = page.getByRole('row').filter({ hasText: STUDENT.id });
      await row.waitFor();
      deepEqual((await row.getByRole('cell').allTextContents()).slice(0, 1), [STUDENT.name]);
      equal(await row.getByRole('rowheader').textContent(), STUDENT.id);
      equal(await page.locator('main img, main script').count(), 0);
      await accessible(page, 'a list');
      await shot(page, '3-added');
    },
  ],
  [
    'is asked before a student is replaced',
    async ({ page }) => {
      await addStudent(page);
      const dialog = page.getByRole('dialog', { name: 'Replace the student?' });
      await dialog.waitFor();
      await accessible(page, 'a question');
      await shot(page, '4-question');
      await dialog.getByRole('button', { name: 'Keep the one that is there' }).click();
      await page.getByText('Nothing was changed.').waitFor();
    },
  ],
  [
    'finds students of 400 KB, and nothing breaks',
    async ({ place, page }) => {
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
    },
  ],
  [
    'runs a backup, and sees its result',
    async (visit) => {
      const { page } = visit;
      const answers: Promise<unknown>[] = [];
      const keep = (response: Response) => {
        if (/\/api\/backup/.test(response.url())) answers.push(response.json());
      };
      page.on('response', keep);
      await page.getByRole('button', { name: 'Back up now' }).click();
      await page.getByText('The backup runs').waitFor();
      await page.getByText('The backup is done: 3 students.').waitFor();
      page.off('response', keep);
      visit.run = (await Promise.all(answers)).at(-1) as Run;
      await page.getByText(visit.run.digest ?? 'no digest').waitFor();
      await accessible(page, 'a backup');
      await shot(page, '6-backup');
    },
  ],
  [
    'the backup equals the table, and its notice came by mail',
    async (visit) => {
      const { place } = visit;
      const stage = { owner: place.owner, endpoint: place.endpoint, accountId: place.accountId } as never;
      await assertBackupEquals(stage, visit.run as Run, place.student.TableName ?? '');
      const text = await assertNotice(
        stage,
        visit.run?.place ?? '',
        place.backup.MailFrom ?? '',
        place.backup.MailTo ?? '',
      );
      ok(text.includes(`Checksum: ${visit.run?.digest}`));
    },
  ],
  [
    'on a phone and in the dark it reads as well',
    async ({ page }) => {
      await page.setViewportSize({ width: 320, height: 700 });
      equal(await page.evaluate('document.documentElement.scrollWidth'), 320);
      await accessible(page, 'a phone');
      await shot(page, '7-phone');
      await page.emulateMedia({ colorScheme: 'dark' });
      await accessible(page, 'a phone in the dark');
      await page.setViewportSize({ width: 1280, height: 900 });
      await accessible(page, 'the dark');
      await shot(page, '8-dark');
    },
  ],
];

export const SIGN_OUT: Step = [
  'signs out, and is signed out',
  async (visit) => {
    const { place, page } = visit;
    await page.reload();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    equal(new URL(page.url()).origin, place.site);
    ok(!(await kept(visit))[0]?.includes('token'));
    await shot(page, '9-signed-out');
  },
];
