import { deepEqual } from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, type TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { launchBrowser } from '../../../templates/student/browser.ts';

let browser: Promise<Browser> | undefined;

after(async () => (await browser)?.close());

const TELL_VIOLATIONS = `addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
  console.error('CSP: ' + violatedDirective + ' ' + blockedURI);
});`;

/**
 * A page from a file, as a person opens it. Once the test is over it must have said nothing on the console, have thrown
 * nothing, and have asked for nothing but itself, unless somebody listens for that.
 */
export async function openedFile(
  t: TestContext,
  html: string,
  options: BrowserContextOptions = {},
  onProblem?: (problem: string) => void,
): Promise<Page> {
  const folder = await mkdtemp(join(tmpdir(), 'stackwarden-page-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'review.html');
  await writeFile(file, html);
  browser ??= launchBrowser();
  const context = await (await browser).newContext({
    reducedMotion: 'reduce',
    viewport: { width: 1280, height: 900 },
    ...options,
  });
  const page = await context.newPage();
  const problems: string[] = [];
  const told = onProblem ?? ((problem: string) => void problems.push(problem));
  page.on('pageerror', (error) => told(String(error)));
  page.on('console', (message) => told(`${message.type()}: ${message.text()}`));
  page.on('dialog', (dialog) => {
    told(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (request.url() !== pathToFileURL(file).href) told(`request: ${request.url()}`);
  });
  await page.addInitScript(TELL_VIOLATIONS);
  t.after(async () => {
    await context.close();
    deepEqual(problems, []);
  });
  await page.goto(pathToFileURL(file).href);
  return page;
}

export interface Seen {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The part of the drawing that is seen. */
export async function seen(page: Page): Promise<Seen> {
  const text = (await page.locator('#drawing').getAttribute('viewBox')) ?? '';
  const [x = 0, y = 0, width = 0, height = 0] = text.split(' ').map(Number);
  return { x, y, width, height };
}

/** Asks again and again; the time that a test has ends it. What Playwright has for this the page's policy forbids. */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await setTimeout(20);
}
