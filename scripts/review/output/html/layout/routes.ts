import type { PageData } from '../data/model.ts';
import type { Place } from './columns.ts';
import type { Band, Box, Point, Route } from './model.ts';
import { BAND, BOX, COLUMNS, TOP } from './sizes.ts';

const NOWHERE: Box = { x: 0, y: 0, width: 0, height: BOX.height };

/** The way of each link. None crosses a box: those that pass the middle column go between its boxes. */
export function routesOf(
  links: PageData['links'],
  columns: readonly Place[],
  boxes: readonly Box[],
  bands: readonly Band[],
): Route[] {
  const boxOf = (id: number) => boxes[id] ?? NOWHERE;
  const isLoop = ({ from, to }: PageData['links'][number]) => columns[from] === columns[to];
  const starts = ports(
    links,
    ({ from }) => from,
    ({ to }) => boxOf(to).y,
  );
  const ends = ports(
    links,
    ({ to }) => to,
    ({ from }) => boxOf(from).y,
  );
  const gaps = gapsOf(
    boxes.filter((_, id) => columns[id] === 1),
    bands,
  );
  const [, middle] = COLUMNS;
  return links.map((link, id) => {
    const [source, target] = [boxOf(link.from), boxOf(link.to)];
    const from = { x: source.x + source.width, y: source.y + (starts[id] ?? 0) };
    const to = { x: isLoop(link) ? target.x + target.width : target.x, y: target.y + (ends[id] ?? 0) };
    const passes = columns[link.from] === 0 && columns[link.to] === 2;
    const y = passes ? nearestIn(gaps, (from.y + to.y) / 2) : 0;
    const by: [Point, Point] = [
      { x: middle.x - 4, y },
      { x: middle.x + middle.width + 4, y },
    ];
    return { from, by: passes ? by : null, to, isLoop: isLoop(link) };
  });
}

type End = (link: PageData['links'][number]) => number;

/** How far below the top of its box each link starts or ends, in the order of the other ends. */
function ports(links: PageData['links'], idOf: End, otherOf: End): number[] {
  const ids = new Map<number, number[]>();
  for (const [place, link] of links.entries()) {
    const there = ids.get(idOf(link));
    if (there === undefined) ids.set(idOf(link), [place]);
    else there.push(place);
  }
  const found = links.map(() => 0);
  for (const places of ids.values()) {
    const other = (place: number) => otherOf(links[place] as PageData['links'][number]);
    const sorted = places.sort((one, two) => other(one) - other(two) || one - two);
    for (const [index, place] of sorted.entries()) found[place] = ((index + 1) * BOX.height) / (sorted.length + 1);
  }
  return found;
}

type Gap = readonly [low: number, high: number];

/** Where the middle column is free: between its boxes, and not over the titles of bands. */
function gapsOf(boxes: readonly Box[], bands: readonly Band[]): Gap[] {
  const taken = [
    ...boxes.map(({ y, height }) => [y, y + height] as const),
    ...bands.map(({ y }) => [y, y + BAND.title - BOX.gap] as const),
  ].sort(([one], [other]) => one - other);
  const gaps: Gap[] = [];
  let low = TOP;
  for (const [start, end] of taken) {
    if (start - low >= BOX.gap) gaps.push([low + 3, start - 3]);
    low = Math.max(low, end);
  }
  return [...gaps, [low + 3, Number.POSITIVE_INFINITY]];
}

function nearestIn(gaps: readonly Gap[], wanted: number): number {
  let best = Number.POSITIVE_INFINITY;
  for (const [low, high] of gaps) {
    const y = Math.min(Math.max(wanted, low), high);
    if (Math.abs(y - wanted) < Math.abs(best - wanted)) best = y;
  }
  return Math.round(best);
}
