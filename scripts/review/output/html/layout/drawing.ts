import type { PageData } from '../data/model.ts';
import { bandsOf, type Members, meanOf } from './bands.ts';
import { columnsOf, type Place } from './columns.ts';
import { levels } from './levels.ts';
import type { Band, Box, Drawing } from './model.ts';
import { routesOf } from './routes.ts';
import { BAND, BOX, COLUMNS, PITCH, TOP, WIDTH } from './sizes.ts';

/** The graph in three columns, the second and third in bands, one a stack. The same data gives the same drawing. */
export function drawingOf(data: PageData): Drawing {
  const columns = columnsOf(data);
  const near = data.nodes.map((): number[] => []);
  for (const { from, to } of data.links) {
    near[from]?.push(to);
    near[to]?.push(from);
  }
  const boxes: Box[] = data.nodes.map((_, id) => boxAt(columns[id] ?? 2, 0));
  const bands = placeBands(bandsOf(data, columns), near, boxes);
  const bottom = Math.max(TOP, ...bands.map(({ y, height }) => y + height));
  const outside = data.nodes.flatMap((_, id) => (columns[id] === 0 ? [id] : []));
  placeNear(outside, near, boxes, { low: TOP + BAND.title, high: Number.POSITIVE_INFINITY }, true);
  return {
    width: WIDTH,
    height: Math.max(bottom, ...outside.map((id) => (boxes[id]?.y ?? 0) + BOX.height)) + BAND.bottom,
    columns: COLUMNS.map(({ x, title }) => ({ x, title })),
    bands,
    boxes,
    routes: routesOf(data.links, columns, boxes, bands),
  };
}

function boxAt(column: Place, y: number): Box {
  const { x, width } = COLUMNS[column];
  return { x, y, width, height: BOX.height };
}

function placeBands(all: readonly Members[], near: readonly number[][], boxes: Box[]): Band[] {
  const [, { x: left }, { x: right, width }] = COLUMNS;
  let top = TOP;
  return all.map(({ title, principals, resources }) => {
    const y = top;
    const low = y + BAND.title;
    const rows = Math.max(principals.length, resources.length);
    const high = low + (rows - 1) * PITCH;
    const [longer, other] = principals.length > resources.length ? [principals, resources] : [resources, principals];
    for (const [row, id] of longer.entries()) Object.assign(boxes[id] ?? {}, { y: low + row * PITCH });
    placeNear(other, near, boxes, { low, high }, false);
    const height = BAND.title + rows * PITCH - BOX.gap + BAND.bottom;
    top = y + height + BAND.gap;
    return { title, x: left - BAND.side, y, width: right + width - left + 2 * BAND.side, height };
  });
}

/** Beside those that they are joined to, among those that have their place. */
function placeNear(
  ids: readonly number[],
  near: readonly number[][],
  boxes: Box[],
  { low, high }: { low: number; high: number },
  isSorted: boolean,
): void {
  const taken = new Set(ids);
  const wanted = ids.map((id, row) => {
    const placed = (near[id] ?? []).filter((other) => !taken.has(other));
    const inside = placed.map((other) => Math.min(Math.max(boxes[other]?.y ?? low, low), high));
    return { id, y: meanOf(inside) ?? low + row * PITCH };
  });
  if (isSorted) wanted.sort((one, other) => one.y - other.y || one.id - other.id);
  const found = levels(
    wanted.map(({ y }) => y),
    PITCH,
    low,
    high,
  );
  for (const [row, { id }] of wanted.entries()) Object.assign(boxes[id] ?? {}, { y: found[row] });
}
