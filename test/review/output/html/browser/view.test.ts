import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  type Area,
  areaOf,
  centred,
  fitted,
  kept,
  moved,
  showing,
  type View,
  zoomed,
} from '../../../../../scripts/review/output/html/browser/view.ts';

const WINDOW = { width: 800, height: 600 };
const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const anyView = fc.record({ x: number(-500, 3_000), y: number(-500, 3_000), scale: number(0.1, 4) });
const anyArea = fc.record({
  x: number(0, 2_000),
  y: number(0, 3_000),
  width: number(10, 400),
  height: number(10, 400),
});

const near = (one: number, other: number) => ok(Math.abs(one - other) < 1e-6, `${one} and ${other}`);
const isSeen = ({ x, y, scale }: View, area: Area) =>
  x <= area.x &&
  y <= area.y &&
  area.x + area.width <= x + WINDOW.width / scale &&
  area.y + area.height <= y + WINDOW.height / scale;

test('what is under the pointer stays there when it is zoomed', () => {
  const property = fc.property(anyView, number(0.2, 5), number(0, 800), number(0, 600), (view, factor, x, y) => {
    const next = zoomed(view, factor, { x, y }, 0.05);
    near(view.x + x / view.scale, next.x + x / next.scale);
    near(view.y + y / view.scale, next.y + y / next.scale);
  });
  fc.assert(property);
});

test('zoom has an end at both sides', () => {
  const view = { x: 0, y: 0, scale: 1 };
  equal(zoomed(view, 100, { x: 0, y: 0 }, 0.2).scale, 4);
  equal(zoomed(view, 0.001, { x: 0, y: 0 }, 0.2).scale, 0.2);
});

test('it moves by what it is moved by, in pixels', () => {
  deepEqual(moved({ x: 10, y: 10, scale: 2 }, 40, -20), { x: 30, y: 0, scale: 2 });
});

test('all of an area is seen when it is fitted', () => {
  fc.assert(fc.property(anyArea, (area) => ok(isSeen(fitted(area, WINDOW), area))));
  equal(fitted({ x: 0, y: 0, width: 10, height: 10 }, WINDOW, 1.25).scale, 1.25);
  equal(fitted({ x: 0, y: 0, width: 10_000, height: 10 }, WINDOW, 4, 0.6).scale, 0.6);
});

test('the middle of what is centred is in the middle', () => {
  deepEqual(centred({ x: 100, y: 100, width: 40, height: 20 }, WINDOW, 2), { x: -80, y: -40, scale: 2 });
});

test('what is shown is seen where the window is large enough, and what is seen is not moved', () => {
  const property = fc.property(anyView, anyArea, (view, area) => {
    const next = showing(view, area, WINDOW);
    const [wide, high] = [WINDOW.width / view.scale, WINDOW.height / view.scale];
    const margin = 48 / view.scale;
    if (area.width + margin <= wide && area.height + margin <= high) ok(isSeen(next, area));
    deepEqual(showing(next, area, WINDOW), next);
  });
  fc.assert(property);
});

test('the drawing is never lost', () => {
  const drawing = { width: 1_000, height: 2_000 };
  const property = fc.property(anyView, number(-1e5, 1e5), number(-1e5, 1e5), (view, x, y) => {
    const next = kept(moved(view, x, y), drawing, WINDOW);
    ok(next.x < drawing.width && next.x + WINDOW.width / next.scale > 0);
    ok(next.y < drawing.height && next.y + WINDOW.height / next.scale > 0);
  });
  fc.assert(property);
});

test('the area of boxes', () => {
  deepEqual(
    areaOf([
      { x: 5, y: 9, width: 10, height: 1 },
      { x: 0, y: 20, width: 2, height: 5 },
    ]),
    { x: 0, y: 9, width: 15, height: 16 },
  );
  equal(areaOf([]), null);
});
