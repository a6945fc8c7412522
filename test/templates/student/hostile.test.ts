import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { accessible, accessibleEverywhere, inBrowser, OPEN, opened, student } from './page.ts';
import { json } from './site-server.ts';

// Whatever others have written into the table is shown as text, and neither breaks nor stops the page.

const SCRIPT = '<img src=x onerror="document.title=1"><script>document.title=2</script><b>bold</b>';
/** Turns what follows it around, to the end of its paragraph. */
const OVERRIDE = '\u202E';

const students = (...list: object[]) => ({ 'GET /api/students': json(200, { students: list, next: null }) });

/** Milliseconds that the page was not free for anything else, at most; a page that hangs is not waited for. */
async function longestPause(page: Page, work: () => Promise<unknown>): Promise<number> {
  await page.evaluate(`longest = 0; last = performance.now(); ticking = setInterval(() => {
    longest = Math.max(longest, performance.now() - last); last = performance.now();
  }, 10)`);
  const measured = async () => {
    await work();
    await page.evaluate('new Promise((resolve) => setTimeout(resolve, 100))');
    return (await page.evaluate('clearInterval(ticking), longest')) as number;
  };
  const limit = new AbortController();
  const hangs = setTimeout(10_000, Number.POSITIVE_INFINITY, { signal: limit.signal });
  const found = await Promise.race([measured(), hangs]);
  limit.abort();
  await hangs.catch(() => {});
  return found;
}

test('HTML is text, wherever it stands', inBrowser, async (t) => {
  const answers = {
    ...students(
      student(SCRIPT, { name: SCRIPT, class: SCRIPT, age: SCRIPT, notes: SCRIPT, [SCRIPT]: { [SCRIPT]: 1 } }),
    ),
    'POST /api/students': json(400, { error: `name ${SCRIPT}` }),
    'POST /api/backup': json(500, { error: SCRIPT }),
  };
  const page = await opened(t, answers, { at: `/?search=${encodeURIComponent(SCRIPT)}` });
  await page.getByText('1 student for').waitFor();
  await page.locator('summary').click();
  const cells = await page.locator('tbody th, tbody td').allTextContents();
  deepEqual(cells.slice(0, 4), [SCRIPT, SCRIPT, SCRIPT, SCRIPT]);
  deepEqual(await page.locator('dd').allTextContents(), [JSON.stringify({ [SCRIPT]: 1 })]);
  await page.getByLabel('Id', { exact: true }).fill('s-1');
  await page.getByLabel('Name', { exact: true }).fill(SCRIPT);
  await page.getByRole('button', { name: 'Add the student' }).click();
  await page.locator('#add-name-error').filter({ hasText: 'Name <img' }).waitFor();
  await page.getByRole('button', { name: 'Back up now' }).click();
  await page.locator('#backup-problem').filter({ hasText: '<script>' }).waitFor();
  equal(await page.locator('main img, main script, main b').count(), 0);
  equal(await page.title(), 'Students');
  await accessibleEverywhere(page, 'HTML');
});

test('a text that turns its direction turns nothing around it', inBrowser, async (t) => {
  const page = await opened(t, students(student('s-1', { name: `Ada${OVERRIDE}ecalevoL`, notes: OVERRIDE })), {
    at: `/?search=${encodeURIComponent(`${OVERRIDE}abc`)}`,
  });
  await page.getByText('1 student for').waitFor();
  // The dot at the end of the line is at its right end.
  const range = `(() => {
    const line = document.querySelector('#list-status');
    const [first, last] = [line.firstChild, line.lastChild].map((node) => {
      const range = document.createRange();
      range.selectNodeContents(node);
      return range.getBoundingClientRect();
    });
    return first.left < last.left;
  })()`;
  ok(await page.evaluate(range));
  const isolated = `[...document.querySelectorAll('tbody bdi, #list-status bdi')].every((one) =>
    getComputedStyle(one).unicodeBidi === 'isolate' && one.closest('p, td, th') !== null)`;
  ok(await page.evaluate(isolated));
});

const LARGE: Record<string, string> = {
  'a single word': 'a'.repeat(400_000),
  'line breaks': 'a\n'.repeat(200_000),
  'marks on one letter': `a${'\u0301'.repeat(200_000)}`,
  'both directions': `\u202Eאב ab `.repeat(50_000),
  'joined emoji': '👩‍👩‍👧‍👦'.repeat(15_000),
};

for (const [what, notes] of Object.entries(LARGE)) {
  test(`400 KB of ${what} are clipped, shown when asked for, and stop nothing`, inBrowser, async (t) => {
    const page = await opened(t, students(student('s-1', { notes }), student('s-2')));
    await page.getByText('2 students.').waitFor();
    const row = page.getByRole('row').filter({ hasText: 's-1' });
    ok(((await row.getByRole('cell').last().textContent()) ?? '').length < 300);
    ok(((await row.boundingBox())?.height ?? 1e9) < 400);
    await accessible(page);
    const button = page.getByRole('button', { name: 'Show all of the notes of s-1' });
    const pause = await longestPause(page, () => button.click());
    t.diagnostic(`${Math.round(pause)} ms`);
    ok(pause < 2_000, `${pause} ms`);
    const whole = page.getByRole('group', { name: 'All of the notes of s-1' });
    equal(await whole.textContent(), notes);
    ok((await page.evaluate('document.activeElement?.className')) === 'whole');
    await accessible(page, 'all of it');
    ok(((await row.boundingBox())?.height ?? 1e9) < 600);
    await page.getByRole('button', { name: 'Show less of the notes of s-1' }).click();
    await whole.waitFor({ state: 'detached' });
  });
}

test('an item of tens of thousands of fields shows some of them', inBrowser, async (t) => {
  const more = Object.fromEntries(Array.from({ length: 40_000 }, (_, at) => [`f${at}`, at]));
  const page = await opened(t, students(student('s-1', more)));
  await page.getByText('1 student.').waitFor();
  const pause = await longestPause(page, () => page.getByText('40,000 more fields').click());
  ok(pause < 1_000, `${pause} ms`);
  equal(await page.locator('dt').count(), 50);
  await page.getByText('… and 39,950 others').waitFor();
  await accessible(page);
});

test('marks that pile up stay in their cell', inBrowser, async (t) => {
  const page = await opened(t, students(student('s-1'), student(`a${'\u0301'.repeat(150)}`), student('s-3')), {
    config: OPEN,
  });
  await page.getByText('3 students.').waitFor();
  const overflow = `[...document.querySelectorAll('tbody th, tbody td')].every((cell) =>
    getComputedStyle(cell).overflowY === 'clip')`;
  ok(await page.evaluate(overflow));
});
