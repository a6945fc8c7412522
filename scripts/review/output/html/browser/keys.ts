import type { Page } from './page.ts';
import { stepFrom } from './steps.ts';
import type { Viewport } from './viewport.ts';

const ZOOM = 1.25;
const MOVE = 80;
const MOVES: Record<string, readonly [x: number, y: number]> = {
  ArrowLeft: [-MOVE, 0],
  ArrowRight: [MOVE, 0],
  ArrowUp: [0, -MOVE],
  ArrowDown: [0, MOVE],
};

interface Nodes {
  all: readonly SVGElement[];
  pick(id: number): void;
  leave(): void;
}

/** The graph is one stop of Tab, and its nodes another one: arrows go on from there. */
export function listenToKeys(frame: HTMLElement, viewport: Viewport, page: Page, nodes: Nodes): void {
  if (nodes.all[0]) nodes.all[0].tabIndex = 0;
  frame.addEventListener('focusin', ({ target }) => {
    const id = idOf(target);
    if (id === null) return;
    for (const node of nodes.all) node.tabIndex = -1;
    const [node, box] = [nodes.all[id], page.boxes[id]];
    if (node) node.tabIndex = 0;
    if (!box || !(target instanceof Element) || !target.matches(':focus-visible')) return;
    viewport.reveal(box);
    // The browser has gone to where it was, which may be far outside of the frame.
    frame.scrollIntoView({ block: 'nearest' });
  });
  frame.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (onKey(event.key, idOf(event.target), viewport, page, nodes)) event.preventDefault();
  });
}

function onKey(key: string, id: number | null, viewport: Viewport, page: Page, nodes: Nodes): boolean {
  if (key === 'Escape') nodes.leave();
  else if (key === '+' || key === '=') viewport.zoom(ZOOM);
  else if (key === '-' || key === '_') viewport.zoom(1 / ZOOM);
  else if (key === '0') viewport.showAll();
  else if (id === null) return onGround(key, viewport);
  else return onNode(key, id, page, nodes);
  return true;
}

function onGround(key: string, viewport: Viewport): boolean {
  const move = Object.hasOwn(MOVES, key) ? MOVES[key] : undefined;
  if (move) viewport.move(...move);
  return move !== undefined;
}

function onNode(key: string, id: number, page: Page, { all, pick }: Nodes): boolean {
  if (key === 'Enter' || key === ' ') pick(id);
  else {
    const next = stepFrom(page, id, key);
    if (next === null) return key.startsWith('Arrow');
    all[next]?.focus({ preventScroll: true });
  }
  return true;
}

function idOf(target: EventTarget | null): number | null {
  const id = target instanceof SVGElement ? target.dataset.node : undefined;
  return id === undefined ? null : Number(id);
}
