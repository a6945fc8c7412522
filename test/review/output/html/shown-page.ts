import type { TestContext } from 'node:test';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { readAssets } from '../../../../scripts/review/output/html/assets.ts';
import { htmlPage } from '../../../../scripts/review/output/html/page.ts';
import { change, finding, PUBLIC, report } from '../report.ts';
import { openedFile } from './opened.ts';
import { FILES, traced } from './repository.ts';

export const ACCESS = [
  PUBLIC,
  change({ principal: 'a/Role', actions: ['s3:PutObject'], resources: ['${Bucket.Arn}/*'] }),
  change({ principal: 'a/Role', change: 'lost', actions: ['kms:Decrypt'], resources: ['arn:aws:kms:*:*:key/k'] }),
];

const ASSETS = readAssets();

export async function opened(t: TestContext, access = ACCESS, options: BrowserContextOptions = {}): Promise<Page> {
  const told = report({
    access,
    findings: [
      finding(),
      finding({ severity: 'warning', line: 4 }),
      finding({ severity: 'suggestion', suppressed: true }),
    ],
    undecided: [{ principal: 'a/Role', actions: ['s3:*'], resources: ['*'], reason: 'too many keys' }],
    unresolved: [{ file: 'templates/a.yaml', line: 7, expression: '!Ref A', reason: 'a parameter' }],
    ...(access.length === 0 ? { base: null, changedLines: null } : {}),
  });
  return openedFile(t, htmlPage(told, await traced(t, FILES, access), await ASSETS), options);
}

export const node = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
export const panel = (page: Page) => page.getByRole('complementary', { name: 'Selection' });
export const lit = (page: Page, what: 'node' | 'link') => page.locator(`.${what}.lit`).count();
export const middle = async (page: Page) => {
  const box = await page.locator('#viewport').boundingBox();
  return {
    x: (box?.x ?? 0) + (box?.width ?? 0) / 2,
    y: (box?.y ?? 0) + (box?.height ?? 0) / 2,
    top: box?.y ?? 0,
    left: box?.x ?? 0,
  };
};
