import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { inBrowser } from '../../../templates/student/page.ts';
import { seen, until } from './opened.ts';
import { ACCESS, middle, node, opened, panel } from './shown-page.ts';

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
