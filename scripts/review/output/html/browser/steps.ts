import type { Page } from './page.ts';

/** The node that an arrow key leads to: up and down in the column, left and right along a connection; null for none. */
export function stepFrom(page: Page, id: number, key: string): number | null {
  const box = page.boxes[id];
  if (box === undefined) return null;
  const column = inColumn(page, box.x);
  const place = column.indexOf(id);
  if (key === 'ArrowDown') return column[place + 1] ?? null;
  if (key === 'ArrowUp') return column[place - 1] ?? null;
  if (key === 'Home') return column[0] ?? null;
  if (key === 'End') return column.at(-1) ?? null;
  if (key === 'ArrowRight' || key === 'ArrowLeft') return aside(page, id, key === 'ArrowRight');
  return null;
}

function inColumn({ boxes }: Page, x: number): number[] {
  const found = boxes.flatMap((box, id) => (box.x === x ? [id] : []));
  return found.sort((one, other) => yOf(boxes, one) - yOf(boxes, other));
}

/** Along the connection that is nearest; where there is none, to the node beside it in the next column. */
function aside(page: Page, id: number, isRight: boolean): number | null {
  const { boxes, links } = page;
  const own = boxes[id]?.x ?? 0;
  const isThere = (other: number) => (isRight ? (boxes[other]?.x ?? 0) > own : (boxes[other]?.x ?? 0) < own);
  const ends = links.flatMap(({ from, to }) => ((isRight ? from === id : to === id) ? [isRight ? to : from] : []));
  const joined = ends.filter(isThere);
  const all = boxes.flatMap((_, other) => (isThere(other) ? [other] : []));
  const columns = all.map((other) => boxes[other]?.x ?? 0);
  const next = isRight ? Math.min(...columns) : Math.max(...columns);
  const candidates = joined.length > 0 ? joined : all.filter((other) => boxes[other]?.x === next);
  const far = (other: number) => Math.abs(yOf(boxes, other) - yOf(boxes, id));
  return candidates.sort((one, other) => far(one) - far(other))[0] ?? null;
}

function yOf(boxes: Page['boxes'], id: number): number {
  return boxes[id]?.y ?? 0;
}
