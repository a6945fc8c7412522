import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { accessible, focused, inBrowser, opened, student } from './page.ts';
import { type Mood, type SignInServer, signInServer } from './sign-in-server.ts';
import { type Answers, json } from './site-server.ts';

const signInButton = (page: Page) => page.getByRole('button', { name: 'Sign in' });
const alert = (page: Page, line: string) => page.getByRole('alert').filter({ hasText: line });
const stored = (page: Page) => page.evaluate('JSON.stringify([{ ...sessionStorage }, { ...localStorage }])');

/** An API for who has the newest token. */
function apiOf(signIn: SignInServer): Answers {
  const guarded =
    (status: number, body: object): Answers[string] =>
    (request, response) => {
      const isRight = request.headers.authorization === `Bearer ${signIn.tokens.at(-1)}`;
      (isRight ? json(status, body) : json(401, { error: 'sign in first' }))(request, response);
    };
  return {
    'GET /api/students': guarded(200, { students: [student('s-1')], next: null }),
    'POST /api/students': guarded(201, { student: student('s-2') }),
  };
}

async function signsIn(page: Page): Promise<void> {
  await signInButton(page).click();
  await page.getByRole('link', { name: 'Continue' }).click();
}

test('a person signs in, is where they were, and signs out', inBrowser, async (t) => {
  const signIn = await signInServer();
  const page = await opened(t, apiOf(signIn), { signIn, at: '/?search=ada' });
  await signInButton(page).waitFor();
  equal(await page.getByRole('heading').allTextContents().then(String), 'Students');
  await signsIn(page);
  await page.getByRole('row').filter({ hasText: 's-1' }).waitFor();
  equal(new URL(page.url()).search, '?search=ada');
  ok(!(await signInButton(page).isVisible()));
  const [token = ''] = signIn.tokens;
  const [inTab, elsewhere] = JSON.parse(String(await stored(page)));
  ok(inTab.token.includes(token) && elsewhere.token === undefined);
  deepEqual(Object.keys(inTab), ['token']);
  await page.reload();
  await page.getByRole('row').filter({ hasText: 's-1' }).waitFor();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await signInButton(page).waitFor();
  equal(signIn.signedOut, 1);
  equal(await stored(page), '[{},{}]');
});

for (const [mood, line] of [
  ['denies', 'You were not signed in. Try again.'],
  ['forges the state', 'This sign-in was not begun here'],
  ['refuses the code', 'The sign-in service did not take the sign-in.'],
  ['gives no answer', 'The sign-in service cannot be reached.'],
] as [Mood, string][]) {
  test(`a sign-in service that ${mood} is told in one line, and the person tries again`, inBrowser, async (t) => {
    const signIn = await signInServer();
    signIn.mood = mood;
    const page = await opened(t, apiOf(signIn), { signIn });
    await signsIn(page);
    await alert(page, line).waitFor();
    equal(new URL(page.url()).search, '');
    await accessible(page);
    signIn.mood = 'kind';
    await signsIn(page);
    await page.getByRole('row').filter({ hasText: 's-1' }).waitFor();
    ok(!(await alert(page, line).isVisible()));
  });
}

test('who is led here with a code of somebody else’s stays who they are', inBrowser, async (t) => {
  const signIn = await signInServer();
  const page = await opened(t, apiOf(signIn), { signIn });
  await signsIn(page);
  await page.getByRole('row').filter({ hasText: 's-1' }).waitFor();
  await page.goto(`${signIn.site}/?code=stolen&state=forged`);
  await alert(page, 'This sign-in was not begun here').waitFor();
  await page.getByRole('row').filter({ hasText: 's-1' }).waitFor();
  deepEqual([new URL(page.url()).search, signIn.tokens.length], ['', 1]);
});

test('when a session ends, it is told, nothing of it stays, and what was being written waits', inBrowser, async (t) => {
  const signIn = await signInServer();
  const page = await opened(t, apiOf(signIn), { signIn });
  await signsIn(page);
  await page.getByRole('row').filter({ hasText: 's-1' }).waitFor();
  await page.getByLabel('Id', { exact: true }).fill('s-2');
  await page.getByLabel('Name', { exact: true }).fill('Zoë');
  await page.getByLabel('Notes').fill('a long text');
  const [ended = ''] = signIn.tokens.splice(0);
  await page.getByRole('button', { name: 'Add the student' }).click();
  await alert(page, 'Your session has ended. Sign in again.').waitFor();
  equal(await focused(page), 'sign-in');
  ok(!(await page.getByRole('heading', { name: 'Add a student' }).isVisible()));
  equal(await page.locator('tbody tr').count(), 0);
  ok(!String(await stored(page)).includes(ended));
  await accessible(page);
  await signsIn(page);
  await page.getByText('What you were writing is still here.').waitFor();
  equal(await page.getByLabel('Notes').inputValue(), 'a long text');
  await page.getByRole('button', { name: 'Add the student' }).click();
  await page.getByText('Zoë was added.').waitFor();
});

test('a session whose time is over ends before anything is sent', inBrowser, async (t) => {
  const signIn = await signInServer();
  let asked = 0;
  const page = await opened(
    t,
    {
      'GET /api/students': (request, response) => {
        asked += 1;
        json(200, { students: [], next: null })(request, response);
      },
    },
    { signIn },
  );
  await signsIn(page);
  await page.getByText('No students.').waitFor();
  await page.evaluate('sessionStorage.setItem("token", JSON.stringify({ token: "a.b.c", until: Date.now() - 1 }))');
  await page.getByRole('button', { name: 'Search' }).click();
  await alert(page, 'Your session has ended.').waitFor();
  equal(asked, 1);
});

test('a backup ends with the session, and says nothing more', inBrowser, async (t) => {
  const signIn = await signInServer();
  const run = { status: 'running', statusUrl: 'backup/1', items: 1 };
  const page = await opened(t, { ...apiOf(signIn), 'POST /api/backup': json(202, run) }, { signIn });
  await signsIn(page);
  await page.getByRole('row').filter({ hasText: 's-1' }).waitFor();
  await page.evaluate('sessionStorage.removeItem("token")');
  await page.getByRole('button', { name: 'Back up now' }).click();
  await alert(page, 'Your session has ended.').waitFor();
  equal(await page.locator('#backup-status, #backup-problem').allTextContents().then(String), ',');
});

test('going back to a page that was left by signing out shows no students', inBrowser, async (t) => {
  const signIn = await signInServer();
  const page = await opened(t, apiOf(signIn), { signIn });
  await signsIn(page);
  await page.getByRole('row').filter({ hasText: 's-1' }).waitFor();
  // What a browser does that keeps pages: it says so, and shows the page as it was.
  await page.evaluate(`sessionStorage.clear();
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))`);
  await signInButton(page).waitFor();
  equal(await page.locator('tbody tr').count(), 0);
});

test('a browser that keeps nothing is told what signing in needs', inBrowser, async (t) => {
  const signIn = await signInServer();
  const page = await opened(t, apiOf(signIn), { signIn });
  await page.addInitScript(`Object.defineProperty(window, 'sessionStorage', { get() { throw new Error('no') } })`);
  await page.reload();
  await alert(page, 'Signing in needs this browser to keep data of this site.').waitFor();
  await accessible(page);
});

test('a browser that cannot make a challenge says so', inBrowser, async (t) => {
  const signIn = await signInServer();
  const page = await opened(t, apiOf(signIn), { signIn });
  await signInButton(page).waitFor();
  await page.evaluate('Object.defineProperty(crypto, "subtle", { value: undefined })');
  await signInButton(page).click();
  await alert(page, 'The sign-in could not be begun in this browser.').waitFor();
});
