import { ok } from 'node:assert/strict';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page, Response } from 'playwright-core';
import { projectFolder } from '../../../../scripts/cli/project.ts';
import type { Run } from '../../../../scripts/scenario/students/backups.ts';
import type { Place } from './place.ts';

const SHOTS = join(projectFolder, '.stackwarden', 'screenshots');

export interface Visit {
  place: Place;
  browser: Browser;
  context: BrowserContext;
  page: Page;
  watch: Watch;
  /** Once a backup was made. */
  run?: Run;
}

/** One of the things that a person does, or that nobody can do, in the order of the list. */
export type Step = [title: string, take: (visit: Visit) => Promise<void>];

/** All that a browser met, to look for the key in. */
interface Watch {
  texts: string[];
  problems: string[];
}

export async function visitor(browser: Browser) {
  const context = await browser.newContext({ reducedMotion: 'reduce', viewport: { width: 1280, height: 900 } });
  const watch: Watch = { texts: [], problems: [] };
  const page = await context.newPage();
  page.on('response', (response) => void textsOf(response).then((texts) => watch.texts.push(...texts)));
  page.on('pageerror', (error) => void watch.problems.push(String(error)));
  page.on('console', (message) => {
    // A refused call is told in the console, too; whether it should be refused, the steps say.
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) watch.problems.push(message.text());
  });
  await page.addInitScript(() => {
    const { addEventListener, console } = globalThis as unknown as { addEventListener: Listen; console: Console };
    type Listen = (name: string, listener: (event: { violatedDirective: string; blockedURI: string }) => void) => void;
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      console.error(`CSP: ${violatedDirective} ${blockedURI}`);
    });
  });
  return { context, page, watch };
}

async function textsOf(response: Response): Promise<string[]> {
  const request = response.request();
  const sent = [JSON.stringify(await request.allHeaders().catch(() => ({}))), request.postData() ?? '', request.url()];
  const got = [JSON.stringify(await response.allHeaders().catch(() => ({}))), await response.text().catch(() => '')];
  return [...sent, ...got];
}

export async function shot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true });
}

/** What the browser keeps of the page. */
export function kept({ context, page }: Pick<Visit, 'context' | 'page'>): Promise<string[]> {
  const storage = page.evaluate(async () => {
    type Stored = Record<string, string>;
    const all = globalThis as unknown as {
      localStorage: Stored;
      sessionStorage: Stored;
      document: { cookie: string };
      caches: { keys(): Promise<string[]> };
      indexedDB: { databases(): Promise<object[]> };
    };
    const { localStorage, sessionStorage, document, caches, indexedDB } = all;
    const databases = await indexedDB.databases();
    return JSON.stringify([
      { ...localStorage },
      { ...sessionStorage },
      document.cookie,
      await caches.keys(),
      databases,
    ]);
  });
  return Promise.all([storage, context.cookies().then((cookies) => JSON.stringify(cookies)), page.content()]);
}

/** The token of who signed in. */
export async function tokenOf(visit: Visit): Promise<string> {
  const token = (await kept(visit))[0]?.match(/ey[\w-]+\.[\w-]+\.[\w-]+/)?.[0] ?? '';
  ok(token !== '', 'the token is where it is looked for');
  return token;
}
