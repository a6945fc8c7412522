import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { PageData } from '../../../../../scripts/review/output/html/data/model.ts';
import { drawingOf } from '../../../../../scripts/review/output/html/layout/drawing.ts';
import type { Box, Drawing } from '../../../../../scripts/review/output/html/layout/model.ts';
import { anyGraph, graph, largeGraph, link, node } from '../graphs.ts';

function overlap(one: Box, other: Box): boolean {
  const isBeside = one.x + one.width <= other.x || other.x + other.width <= one.x;
  return !isBeside && one.y < other.y + other.height && other.y < one.y + one.height;
}

/** Boxes by their top, so that each is compared with those near it alone. */
function assertNoOverlaps(boxes: readonly Box[]): void {
  const sorted = [...boxes].sort((one, other) => one.y - other.y);
  for (const [index, box] of sorted.entries()) {
    for (let next = index + 1; next < sorted.length; next++) {
      const other = sorted[next] as Box;
      if (other.y >= box.y + box.height) break;
      ok(!overlap(box, other), `${JSON.stringify(box)} and ${JSON.stringify(other)}`);
    }
  }
}

/** No route is under a box but where it starts and ends. */
function assertFreeRoutes({ nodes, links }: PageData, { boxes, routes, columns }: Drawing): void {
  equal(routes.length, links.length);
  for (const [id, { from, by, to, isLoop }] of routes.entries()) {
    const [source, target] = [boxes[links[id]?.from ?? 0] as Box, boxes[links[id]?.to ?? 0] as Box];
    equal(from.x, source.x + source.width);
    equal(to.x, isLoop ? target.x + target.width : target.x);
    ok(from.y > source.y && from.y < source.y + source.height);
    ok(to.y > target.y && to.y < target.y + target.height);
    ok(isLoop || from.x < to.x, 'it leads to the left');
    equal(by !== null, source.x === columns[0]?.x && target.x === columns[2]?.x);
    if (by === null) continue;
    for (const box of boxes.filter(({ x }) => x > source.x && x < target.x)) {
      ok(by[0].y < box.y || by[0].y > box.y + box.height, `link ${id} is under a box of ${nodes.length}`);
    }
  }
}

function assertInside({ width, height, boxes, bands }: Drawing): void {
  for (const box of [...boxes, ...bands]) {
    ok(box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height, JSON.stringify(box));
  }
  for (const box of boxes.filter(({ x }) => x > 16)) {
    equal(bands.filter((band) => overlap(band, box)).length, 1);
  }
}

test('whatever the graph, no box lies on another, no link under a box, and all is inside', () => {
  const property = fc.property(anyGraph, (data) => {
    const drawing = drawingOf(data);
    assertNoOverlaps(drawing.boxes);
    assertNoOverlaps(drawing.bands);
    assertInside(drawing);
    assertFreeRoutes(data, drawing);
  });
  fc.assert(property, { numRuns: 300 });
});

test('the same graph is drawn the same', () => {
  const property = fc.property(anyGraph, (data) => {
    equal(JSON.stringify(drawingOf(data)), JSON.stringify(drawingOf(structuredClone(data))));
  });
  fc.assert(property, { numRuns: 100 });
});

test('two thousand links of four hundred roles are drawn', () => {
  const data = largeGraph(2_000);
  const drawing = drawingOf(data);
  equal(drawing.routes.length, 2_000);
  assertNoOverlaps(drawing.boxes);
  assertInside(drawing);
  equal(drawing.bands.length, 50);
});

test('those outside stand left, roles in the middle, what they reach right, each stack in its band', () => {
  const data = graph(
    [
      node('lambda.amazonaws.com', { kind: 'service' }),
      node('b/Role', { kind: 'principal', group: 'b' }),
      node('a/Role', { kind: 'principal', group: 'a' }),
      node('a/Bucket', { kind: 'resource', group: 'a' }),
      node('s3 x', {}),
      node('s3 shared', {}),
      node('alone.json', { kind: 'document' }),
      node('b/Idle', { kind: 'principal', group: 'b' }),
    ],
    [link(0, 1), link(0, 2), link(2, 3), link(1, 4), link(1, 5), link(2, 5), link(6, 3), link(2, 7), link(0, 3)],
  );
  const { boxes, bands, routes, columns } = drawingOf(data);
  deepEqual(
    bands.map(({ title }) => title),
    ['a', 'b', 'Policies that no template includes', 'Reached from several stacks'],
  );
  const xs = columns.map(({ x }) => x);
  deepEqual(
    boxes.map(({ x }) => xs.indexOf(x)),
    [0, 1, 1, 2, 2, 2, 1, 1],
  );
  const bandOf = (id: number) => bands.find((band) => overlap(band, boxes[id] as Box))?.title;
  deepEqual([1, 2, 3, 4, 5, 6, 7].map(bandOf), [
    'b',
    'a',
    'a',
    'b',
    'Reached from several stacks',
    'Policies that no template includes',
    'b',
  ]);
  deepEqual(
    routes.map(({ isLoop, by }) => (isLoop ? 'loop' : by ? 'passes' : 'straight')),
    ['straight', 'straight', 'straight', 'straight', 'straight', 'straight', 'straight', 'loop', 'passes'],
  );
});

test('links that would cross are untangled', () => {
  const role = (name: string) => node(name, { kind: 'principal', group: 'a' });
  const bucket = (name: string) => node(name, { kind: 'resource', group: 'a' });
  const nodes = [role('a/A'), role('a/B'), role('a/C'), bucket('a/X'), bucket('a/Y'), bucket('a/Z')];
  const { boxes } = drawingOf(graph(nodes, [link(0, 5), link(1, 4), link(2, 3)]));
  const rank = (ids: number[]) => ids.sort((one, other) => (boxes[one]?.y ?? 0) - (boxes[other]?.y ?? 0));
  deepEqual(
    rank([0, 1, 2]).map((id) => 5 - id),
    rank([3, 4, 5]),
  );
});

test('nothing is drawn of nothing', () => {
  deepEqual(drawingOf(graph([], [])).bands, []);
});
