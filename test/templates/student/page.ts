import { deepEqual } from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, type TestContext } from 'node:test';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { launchBrowser, withoutBrowser } from './browser.ts';
import type { SignInServer } from './sign-in-server.ts';
import { type Answers, close, json, originOf, siteServer } from './site-server.ts';

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const inBrowser = { skip: withoutBrowser, timeout: 120_000 };

export const OPEN = { RequireSignIn: 'false', SignInUrl: null, UserPoolClientId: null, SignInScope: null };
export const NOBODY: Answers = { 'GET /api/students': json(200, { students: [], next: null }) };

export const student = (studentId: string, more = {}) => ({ studentId, name: 'Ada', ...more });

let browser: Promise<Browser> | undefined;

after(async () => inTime((await browser)?.close()));

export interface Opening {
  config?: object;
  signIn?: SignInServer;
  /** Path and query. */
  at?: string;
  context?: BrowserContextOptions;
  /** What browsers tell on the console, and is as it should be. */
  expected?: RegExp;
}

/** A page that hangs cannot be closed; its browser ends with this process. */
function inTime(closing: Promise<void> | undefined): Promise<unknown> {
  return Promise.race([closing, new Promise((resolve) => setTimeout(resolve, 5_000).unref())]);
}

/** A status that is no success, and an answer that is missing, are told on the console by the browser itself. */
const TOLD = /the server responded with a status of [45]\d\d|net::ERR_/;

/** The page in a browser. Once the test is over it must not have thrown, nor have broken its policy. */
export async function opened(t: TestContext, answers: Answers, opening: Opening = {}): Promise<Page> {
  const { config = opening.signIn?.config ?? OPEN, signIn, at = '/', expected } = opening;
  const server = await siteServer(answers, config, signIn?.config.SignInUrl);
  if (signIn) signIn.site = originOf(server);
  browser ??= launchBrowser();
  const context = await (await browser).newContext({
    reducedMotion: 'reduce',
    viewport: { width: 1280, height: 900 },
    ...opening.context,
  });
  const page = await context.newPage();
  const problems = watched(page, expected);
  await page.addInitScript(TELL_VIOLATIONS);
  t.after(async () => {
    await inTime(context.close());
    close(server);
    if (signIn) close(signIn.server);
    deepEqual(problems, []);
  });
  await page.goto(`${originOf(server)}${at}`);
  return page;
}

function watched(page: Page, expected?: RegExp): string[] {
  const problems: string[] = [];
  page.on('pageerror', (error) => void problems.push(String(error)));
  page.on('console', (message) => {
    const text = message.text();
    if (message.type() === 'error' && !TOLD.test(text) && !expected?.test(text)) problems.push(text);
  });
  return problems;
}

const TELL_VIOLATIONS = `addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
  console.error('CSP: ' + violatedDirective + ' ' + blockedURI);
});`;

/** axe finds nothing, and nothing is wider than the window. */
export async function accessible(page: Page, what = ''): Promise<void> {
  await page.evaluate(AXE);
  const found = (await page.evaluate('axe.run()')) as { violations: { id: string; nodes: { html: string }[] }[] };
  deepEqual(
    found.violations.map(({ id, nodes }) => `${what} ${id} at ${nodes.map(({ html }) => html).join(' ')}`),
    [],
  );
  const beyond = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
  deepEqual([what, await page.evaluate(beyond)], [what, 0]);
}

const LOOKS = [
  { width: 1280, colorScheme: 'light' },
  { width: 320, colorScheme: 'light' },
  { width: 320, colorScheme: 'dark' },
  { width: 1280, colorScheme: 'dark' },
] as const;

/** In light and dark, wide and narrow, and with text twice as large. */
export async function accessibleEverywhere(page: Page, what: string): Promise<void> {
  for (const { width, colorScheme } of LOOKS) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    await accessible(page, `${what}, ${width} px, ${colorScheme}:`);
    await shot(page, `${what} ${width} ${colorScheme}`);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await withLargeText(page, what);
}

/** As people set it in their browser: 32 px, not 16; on a narrow window, too. */
async function withLargeText(page: Page, what: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Page.setFontSizes', { fontSizes: { standard: 32, fixed: 26 } });
  for (const width of [1280, 320]) {
    await page.setViewportSize({ width, height: 900 });
    deepEqual(await page.evaluate('getComputedStyle(document.documentElement).fontSize'), '32px');
    await accessible(page, `${what}, ${width} px, large text:`);
    await shot(page, `${what} ${width} large`, false);
  }
  await session.send('Page.setFontSizes', { fontSizes: { standard: 16, fixed: 13 } });
  await session.detach();
}

/** To look at, where SCREENSHOTS names a folder. That of a whole page has text of the usual size. */
async function shot(page: Page, name: string, fullPage = true): Promise<void> {
  const folder = process.env.SCREENSHOTS;
  if (folder) await page.screenshot({ path: `${folder}/${name.replaceAll(' ', '-')}.png`, fullPage });
}

export function focused(page: Page): Promise<string> {
  return page.evaluate('document.activeElement?.id') as Promise<string>;
}
