import { deepEqual, equal, match, notDeepEqual, ok } from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { readAssets } from '../../../../scripts/review/output/html/assets.ts';
import { htmlPage } from '../../../../scripts/review/output/html/page.ts';
import { accessible, inBrowser } from '../../../templates/student/page.ts';
import { change, finding, PUBLIC, report } from '../report.ts';
import { openedFile, seen, until } from './opened.ts';
import { FILES, traced } from './repository.ts';

const ACCESS = [
  PUBLIC,
  change({ principal: 'a/Role', actions: ['s3:PutObject'], resources: ['${Bucket.Arn}/*'] }),
  change({ principal: 'a/Role', change: 'lost', actions: ['kms:Decrypt'], resources: ['arn:aws:kms:*:*:key/k'] }),
];

const ASSETS = readAssets();

async function opened(t: TestContext, access = ACCESS, options: BrowserContextOptions = {}): Promise<Page> {
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

const node = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const panel = (page: Page) => page.getByRole('complementary', { name: 'Selection' });
const lit = (page: Page, what: 'node' | 'link') => page.locator(`.${what}.lit`).count();
const middle = async (page: Page) => {
  const box = await page.locator('#viewport').boundingBox();
  return {
    x: (box?.x ?? 0) + (box?.width ?? 0) / 2,
    y: (box?.y ?? 0) + (box?.height ?? 0) / 2,
    top: box?.y ?? 0,
    left: box?.x ?? 0,
  };
};

test('the wheel zooms to where the pointer is, and moves sideways', inBrowser, async (t) => {
  const page = await opened(t);
  const at = await middle(page);
  await page.mouse.move(at.left + 100, at.top + 50);
  const before = await seen(page);
  await page.mouse.wheel(0, -300);
  await until(async () => (await seen(page)).width < before.width - 1);
  const after = await seen(page);
  const under = (view: typeof before) => view.x + (100 * view.width) / (at.x - at.left) / 2;
  ok(Math.abs(under(before) - under(after)) < 1, `${under(before)} ${under(after)}`);
  equal(await page.evaluate('scrollY'), 0);
  await page.keyboard.down('Shift');
  await page.mouse.wheel(0, 120);
  await page.keyboard.up('Shift');
  await until(async () => (await seen(page)).x > after.x + 1);
});

test('two fingers zoom', inBrowser, async (t) => {
  const page = await opened(t, ACCESS, { hasTouch: true });
  const { x, y } = await middle(page);
  const before = await seen(page);
  const session = await page.context().newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', far: number) =>
    session.send('Input.dispatchTouchEvent', {
      type,
      touchPoints:
        type === 'touchEnd'
          ? []
          : [
              { x: x - far, y, id: 1 },
              { x: x + far, y, id: 2 },
            ],
    });
  await touch('touchStart', 50);
  for (const far of [70, 90, 110]) await touch('touchMove', far);
  await touch('touchEnd', 0);
  await until(async () => (await seen(page)).width < before.width / 1.8);
  equal(await panel(page).count(), 0);
});

test('dragging moves the drawing and selects nothing', inBrowser, async (t) => {
  const page = await opened(t);
  const before = await seen(page);
  const box = await node(page, 'Role IAM Role, a/Role').boundingBox();
  const [x, y] = [(box?.x ?? 0) + 20, (box?.y ?? 0) + 10];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x - 90, y - 40, { steps: 5 });
  await page.mouse.up();
  const after = await seen(page);
  const scale =
    (await page.locator('#viewport').evaluate((one) => (one as unknown as { clientWidth: number }).clientWidth)) /
    after.width;
  ok(Math.abs(after.x - before.x - 90 / scale) < 1 && Math.abs(after.y - before.y - 40 / scale) < 1);
  equal(await panel(page).count(), 0);
});

test('buttons and keys zoom, move, and show all', inBrowser, async (t) => {
  const page = await opened(t);
  const start = await seen(page);
  await page.getByRole('button', { name: 'Zoom in' }).click();
  ok((await seen(page)).width < start.width);
  await page.getByRole('button', { name: 'Zoom out' }).click();
  await page.getByRole('button', { name: 'Width' }).click();
  equal((await seen(page)).y, 0);
  await page.locator('#viewport').focus();
  const wide = await seen(page);
  await page.keyboard.press('+');
  ok((await seen(page)).width < wide.width);
  await page.keyboard.press('-');
  await page.keyboard.press('ArrowRight');
  ok((await seen(page)).x > wide.x);
  await page.keyboard.press('ArrowDown');
  ok((await seen(page)).y > wide.y);
  await page.keyboard.press('0');
  const all = await seen(page);
  await page.getByRole('button', { name: 'All', exact: true }).click();
  deepEqual(await seen(page), all);
  const [width = 0, height = 0] = (await page.evaluate(
    '[...document.querySelectorAll(".band")].map((band) => band.getBBox()).reduce(([x, y], { x: left, y: top, width, height }) => [Math.max(x, left + width), Math.max(y, top + height)], [0, 0])',
  )) as number[];
  ok(all.x <= 0 && all.y <= 0 && all.x + all.width >= width && all.y + all.height >= height);
});

test('search lights what is found and what it is joined to; Enter goes from one to the next', inBrowser, async (t) => {
  const page = await opened(t);
  const field = page.getByRole('searchbox', { name: 'Search' });
  await field.fill('bucket');
  equal(await page.locator('#matches').textContent(), '1 resource');
  deepEqual([await lit(page, 'node'), await lit(page, 'link'), await page.locator('.node.match').count()], [2, 1, 1]);
  equal(await page.locator('#connections tbody tr:visible').count(), 1);
  equal(await page.locator('#rows-shown').textContent(), '1 of 7 are shown: clear the search to see all.');
  await field.fill('s3:GetObject');
  equal(await page.locator('#matches').textContent(), '3 connections');
  await field.press('Enter');
  match((await page.locator('#matches').textContent()) ?? '', /^1 of 3: /);
  const first = await panel(page).getByRole('heading', { level: 3 }).textContent();
  await field.press('Enter');
  notDeepEqual(await panel(page).getByRole('heading', { level: 3 }).textContent(), first);
  await field.press('Shift+Enter');
  equal(await panel(page).getByRole('heading', { level: 3 }).textContent(), first);
  await field.press('Shift+Enter');
  match((await page.locator('#matches').textContent()) ?? '', /^3 of 3: /);
  await field.fill('nobody');
  equal(await page.locator('#matches').textContent(), 'Nothing found');
  equal(await panel(page).count(), 0);
  await field.press('Enter');
  await field.press('Escape');
  deepEqual([await field.inputValue(), await page.locator('#matches').textContent()], ['', '']);
  deepEqual(
    [await page.locator('.dimmed').count(), await page.locator('#connections tbody tr:visible').count()],
    [0, 7],
  );
});

test('a node tells what it reaches, what reaches it, and what limits it', inBrowser, async (t) => {
  const page = await opened(t);
  await node(page, 'Role IAM Role, a/Role').click();
  const text = (await panel(page).innerText()).replaceAll(/\s+/g, ' ');
  match(
    text,
    /a\/Role IAM Role · templates\/a\.yaml:4 Its permissions boundary limits it: arn:aws:iam::111122223333:policy\/limit/,
  );
  match(text, /Reaches 4 .*a\/Bucket s3: PutObject, GetObject gained/);
  match(text, /Reached by 1 lambda\.amazonaws\.com sts: AssumeRole/);
  match(text, /Denied by 1 templates\/a\.yaml:20 Actions all but s3:\* On all but \*/);
  equal(await node(page, 'Role IAM Role, a/Role').getAttribute('aria-pressed'), 'true');
  await accessible(page, 'a node');
  await page.getByRole('button', { name: 'Close the selection' }).click();
  equal(await panel(page).count(), 0);
  equal(await page.evaluate('document.activeElement.id'), 'viewport');
});

test('gained access is marked, and shown with its witness and the line of its policy', inBrowser, async (t) => {
  const page = await opened(t);
  equal(await page.locator('#links .link.gained').count(), 2);
  equal(await page.locator('#links .link.lost').count(), 1);
  await page.locator('#gained').getByRole('button', { name: 'Show in the graph for a/Role' }).click();
  const text = (await panel(page).innerText()).replaceAll(/\s+/g, ' ');
  match(text, /^× ?a\/Role → a\/Bucket s3: PutObject, GetObject gained/);
  match(text, /This change gives Actions s3:PutObject .*As in this request s3:PutObject arn:aws:s3:::b\/example by/);
  match(text, /With this context aws:SecureTransport=true/);
  match(text, /Allowed by 1 templates\/a\.yaml:15 Write .*Only if StringEquals s3:x-amz-acl = private or public/);
  match(String(await page.evaluate('document.activeElement.className')), /panel-title/);
  equal(await page.locator('.link.selected').count(), 1);
  await accessible(page, 'a connection');
  await panel(page).getByRole('button', { name: 'a/Bucket' }).click();
  equal(await panel(page).getByRole('heading', { level: 3 }).textContent(), 'a/Bucket');
  await page.keyboard.press('Escape');
  equal(await panel(page).count(), 0);
});

test('an arrow is selected by a click near it', inBrowser, async (t) => {
  const page = await opened(t);
  const [x = 0, y = 0] = (await page.evaluate(`(() => {
    const line = document.querySelector('.link.lost .line');
    const { x, y } = line.getPointAtLength(line.getTotalLength() / 2);
    const { a, d, e, f } = line.getScreenCTM();
    return [a * x + e, d * y + f + 3];
  })()`)) as number[];
  await page.mouse.click(x, y);
  equal(await panel(page).getByRole('heading', { level: 3 }).textContent(), 'a/Role → kms key/k');
  match(await panel(page).innerText(), /This change takes/);
  const { left, top } = await middle(page);
  await page.mouse.click(left + 3, top + 3);
  equal(await panel(page).count(), 0);
});

test('only what changed: the rest is dimmed, and not in the table', inBrowser, async (t) => {
  const page = await opened(t);
  const toggle = page.getByRole('button', { name: 'Only what changed' });
  await toggle.click();
  deepEqual([await toggle.getAttribute('aria-pressed'), await lit(page, 'link')], ['true', 3]);
  equal(await page.locator('#connections tbody tr:visible').count(), 3);
  await toggle.click();
  equal(await page.locator('.dimmed').count(), 0);
});

test(
  'by keyboard alone: from the field to a node, along a connection, into the panel and back',
  inBrowser,
  async (t) => {
    const page = await opened(t);
    await page.keyboard.press('/');
    equal(await page.evaluate('document.activeElement.id'), 'search');
    const on = () =>
      page.evaluate(
        'document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent',
      ) as Promise<string>;
    for (const name of ['Only what changed', 'Zoom out', 'Zoom in', 'Width', 'All']) {
      await page.keyboard.press('Tab');
      equal(await on(), name);
    }
    await page.keyboard.press('Tab');
    match(await on(), /^Graph\. Arrows move/);
    await page.keyboard.press('Tab');
    equal(await on(), 'Bucket S3 Bucket, a/Bucket');
    await page.keyboard.press('ArrowLeft');
    equal(await on(), 'Role IAM Role, a/Role');
    ok(await page.evaluate('matchMedia("(prefers-reduced-motion: reduce)").matches'));
    const isSeen = `(() => {
    const [node, frame] = [document.activeElement, document.querySelector('#viewport')].map((one) => one.getBoundingClientRect());
    return node.top >= frame.top && node.bottom <= frame.bottom && frame.bottom > 0 && frame.top < innerHeight;
  })()`;
    ok(await page.evaluate(isSeen));
    await page.keyboard.press('Enter');
    equal(await panel(page).getByRole('heading', { level: 3 }).textContent(), 'a/Role');
    equal(await on(), 'Role IAM Role, a/Role');
    await page.keyboard.press('Tab');
    equal(await on(), 'Close the selection');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    match((await panel(page).getByRole('heading', { level: 3 }).textContent()) ?? '', /^a\/Role → /);
    await page.keyboard.press('Escape');
    equal(await panel(page).count(), 0);
    await page.keyboard.press('Tab');
    equal(await on(), 'Role IAM Role, a/Role');
    await page.keyboard.press('End');
    await page.keyboard.press('Home');
    ok(await page.evaluate(isSeen));
  },
);

test('from the table into the graph', inBrowser, async (t) => {
  const page = await opened(t, []);
  await page.getByRole('button', { name: 'Show lambda.amazonaws.com to a/Role in the graph' }).press('Enter');
  equal(await panel(page).getByRole('heading', { level: 3 }).textContent(), 'lambda.amazonaws.com → a/Role');
  ok(((await page.locator('#graph').boundingBox())?.y ?? -1) >= 0);
  equal(await page.locator('tr.selected').count(), 1);
});

const LOOKS = [
  { width: 1280, colorScheme: 'light' },
  { width: 1280, colorScheme: 'dark' },
  { width: 320, colorScheme: 'light' },
  { width: 320, colorScheme: 'dark' },
] as const;

test('axe finds nothing, in light and dark, wide and narrow, with everything unfolded', inBrowser, async (t) => {
  const page = await opened(t);
  await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
  for (const { width, colorScheme } of LOOKS) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    await accessible(page, `${width} px, ${colorScheme}:`);
    if (width < 1280) continue;
    await page.getByRole('searchbox').fill('role');
    await page.getByRole('searchbox').press('Enter');
    await accessible(page, `${width} px, ${colorScheme}, found:`);
    await page.getByRole('searchbox').press('Escape');
    await page.keyboard.press('Escape');
  }
});

test('with motion, the view ends where it ends without', inBrowser, async (t) => {
  const page = await opened(t, ACCESS, { reducedMotion: 'no-preference' });
  await page.getByRole('button', { name: 'All', exact: true }).click();
  await page.getByRole('searchbox').fill('bucket');
  await page.getByRole('searchbox').press('Enter');
  const still = await opened(t);
  await still.getByRole('button', { name: 'All', exact: true }).click();
  await still.getByRole('searchbox').fill('bucket');
  await still.getByRole('searchbox').press('Enter');
  const { x, y } = await seen(still);
  await until(async () => {
    const moving = await seen(page);
    return Math.hypot(moving.x - x, moving.y - y) < 0.01;
  });
});

test('without a script the drawing, the table and the findings are there', inBrowser, async (t) => {
  const page = await opened(t, ACCESS, { javaScriptEnabled: false });
  equal(await page.locator('.node').count(), 10);
  equal(await page.locator('#connections tbody tr').count(), 7);
  equal(await page.locator('.finding').count(), 3);
  equal(await page.locator('.tools:visible, button:visible').count(), 0);
});
