import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { accessible, focused, inBrowser, NOBODY, opened } from './page.ts';
import { type Answer, bodyOf, inTurn, json } from './site-server.ts';

const RUN = { backupId: '1', statusUrl: 'backup/1', status: 'running', format: 'csv', items: 40, expected: 100 };
const DONE = {
  ...RUN,
  status: 'done',
  items: 100,
  bytes: 12_345,
  digest: 'ea02f1',
  place: 's3://bucket/a',
  mail: 'sent',
};

const start = (page: Page) => page.getByRole('button', { name: 'Back up now' }).click();
const told = (page: Page, line: string) => page.getByRole('status').filter({ hasText: line }).waitFor();
const bar = (page: Page) => page.getByRole('progressbar', { name: 'Progress of the backup' });

/** Time passes when the test says so. */
async function withClock(t: Parameters<typeof opened>[0], answers: Record<string, Answer>): Promise<Page> {
  const page = await opened(t, { ...NOBODY, ...answers });
  await page.getByText('No students.').waitFor();
  await page.clock.install();
  return page;
}

/** The next time that the page asks how the backup is. */
async function look(page: Page, ms = 2_000): Promise<void> {
  const answer = page.waitForResponse('**/api/backup/1');
  await page.clock.runFor(ms);
  await (await answer).finished();
}

test('a backup in the format of one’s choice shows how far it is, and what came of it', inBrowser, async (t) => {
  const bodies: string[] = [];
  const page = await withClock(t, {
    'POST /api/backup': async (request, response) => {
      bodies.push(await bodyOf(request));
      json(202, RUN)(request, response);
    },
    'GET /api/backup/1': inTurn(json(200, { ...RUN, items: 80 }), json(200, DONE)),
  });
  await page.getByLabel('CSV, for spreadsheets').check();
  await start(page);
  await told(page, 'The backup runs: 40 students of about 100 so far.');
  deepEqual([await bar(page).getAttribute('value'), await bar(page).getAttribute('max')], ['40', '100']);
  await accessible(page);
  await look(page);
  await told(page, 'The backup runs: 80 students of about 100 so far.');
  await look(page);
  await told(page, 'The backup is done: 100 students.');
  ok(!(await bar(page).isVisible()));
  const facts = await page.locator('#backup-result dd').allTextContents();
  deepEqual(facts, ['100', 'CSV', '12.3 KB, compressed', 'ea02f1', 's3://bucket/a', 'sent']);
  equal(await focused(page), 'backup-submit');
  deepEqual(
    bodies.map((body) => JSON.parse(body)),
    [{ format: 'csv' }],
  );
});

test(
  'a backup that was done at once is told, in spite of one that was running in another format',
  inBrowser,
  async (t) => {
    const page = await opened(t, { ...NOBODY, 'POST /api/backup': json(200, DONE) });
    await start(page);
    await told(page, 'The backup is done: 100 students. It was running already, as CSV: that one is shown.');
  },
);

for (const [what, answer, line] of [
  ['failed at once', json(502, { ...RUN, status: 'failed', error: 'no room', mail: 'sent' }), 'no room. Mail: sent.'],
  ['was not begun', json(503, { error: 'another one is just begun' }), 'Another one is just begun.'],
  ['was one too many', json(429, { error: 'too many requests at once' }), 'Too many requests at once.'],
  ['is strange', json(200, { status: 'lost' }), 'does not understand'],
  ['leads elsewhere', json(202, { ...RUN, statusUrl: 'https://evil.example/' }), 'does not understand'],
  ['got no answer', (request) => void request.socket.destroy(), 'cannot be reached'],
] as [string, Answer, string][]) {
  test(`a backup that ${what} is told, and can be started again`, inBrowser, async (t) => {
    const page = await opened(t, { ...NOBODY, 'POST /api/backup': inTurn(answer, json(200, DONE)) });
    await start(page);
    await page.getByRole('alert').filter({ hasText: line }).waitFor();
    ok(!(await bar(page).isVisible()));
    await accessible(page);
    await start(page);
    await told(page, 'The backup is done');
    equal(await page.locator('#backup-problem').textContent(), '');
  });
}

test('a backup that fails on its way tells why', inBrowser, async (t) => {
  const failed = { ...RUN, format: 'json', status: 'failed', error: '<b>no room</b>', mail: 'not sent: no leave' };
  const page = await withClock(t, {
    'POST /api/backup': json(202, RUN),
    'GET /api/backup/1': json(200, failed),
  });
  await start(page);
  await told(page, 'The backup runs: 40');
  await look(page);
  const line = 'The backup failed: <b>no room</b>. Mail: not sent: no leave.';
  await page.getByRole('alert').filter({ hasText: line }).waitFor();
  equal(await page.locator('#backup-status').textContent(), '');
});

test('a backup that is never over is not waited for for ever', inBrowser, async (t) => {
  const page = await withClock(t, {
    'POST /api/backup': json(202, { ...RUN, expected: 0 }),
    'GET /api/backup/1': json(200, { ...RUN, expected: 0 }),
  });
  await start(page);
  await told(page, 'The backup runs: 40 students so far.');
  equal(await bar(page).getAttribute('value'), null);
  await look(page);
  // The page's clock goes on while answers take their time: what was waited for is over at last.
  await page.clock.fastForward('18:00');
  await page.getByRole('alert').filter({ hasText: 'The backup has not ended in time.' }).waitFor();
  ok(!(await bar(page).isVisible()));
});

test('looks that are refused or lost do not end the backup', inBrowser, async (t) => {
  const page = await withClock(t, {
    'POST /api/backup': json(202, RUN),
    'GET /api/backup/1': inTurn(
      json(429, {}, { 'retry-after': '5' }),
      (request) => void request.socket.destroy(),
      json(200, DONE),
    ),
  });
  await start(page);
  await told(page, 'The backup runs: 40');
  await look(page);
  await told(page, 'Too many requests at once: asking again in 5 seconds.');
  const lost = page.waitForEvent('requestfailed');
  await page.clock.runFor(5_000);
  await lost;
  await told(page, 'The backup runs: 40');
  await look(page);
  await told(page, 'The backup is done');
});

test('started twice while it runs, a backup is asked for once', inBrowser, async (t) => {
  let asked = 0;
  const hanging = () => {
    asked += 1;
  };
  const page = await opened(t, { ...NOBODY, 'POST /api/backup': hanging });
  await start(page);
  await told(page, 'The backup runs…');
  await page.getByRole('button', { name: 'Back up now' }).click({ force: true });
  await page.getByLabel('JSON, to restore from').press('Enter');
  await accessible(page);
  equal(asked, 1);
});
