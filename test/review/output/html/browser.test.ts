import { deepEqual, equal, match, notDeepEqual, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { accessible, inBrowser } from '../../../templates/student/page.ts';
import { ACCESS, lit, middle, node, opened, panel } from './shown-page.ts';

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

test('without a script the drawing, the table and the findings are there', inBrowser, async (t) => {
  const page = await opened(t, ACCESS, { javaScriptEnabled: false });
  equal(await page.locator('.node').count(), 10);
  equal(await page.locator('#connections tbody tr').count(), 7);
  equal(await page.locator('.finding').count(), 3);
  equal(await page.locator('.tools:visible, button:visible').count(), 0);
});
