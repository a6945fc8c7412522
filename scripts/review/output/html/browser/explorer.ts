import { byId } from './dom.ts';
import { joined } from './find.ts';
import { listenToPointers } from './gestures.ts';
import { listenToKeys } from './keys.ts';
import type { Page, Thing } from './page.ts';
import { changed, foundOf, type State } from './paint.ts';
import { painter } from './painter.ts';
import { fillPanel } from './panel.ts';
import { searchField } from './search.ts';
import { type Area, areaOf } from './view.ts';
import { type Viewport, viewportOf } from './viewport.ts';

/** Brings the graph, the search, the panel and the table together. */
export function explorer(page: Page): void {
  const frame = byId('viewport', HTMLElement);
  for (const hidden of document.querySelectorAll<HTMLElement>('#tools, .keys')) hidden.hidden = false;
  frame.classList.add('live');
  const viewport = viewportOf(frame, byId('drawing', SVGSVGElement));
  const paint = painter(page);
  const state: State = {
    selected: null,
    hovered: null,
    found: { nodes: new Set(), links: new Set() },
    hasQuery: false,
    onlyChanges: false,
  };
  const update = (more: Partial<State>) => paint(Object.assign(state, more));
  const select = selecting(page, viewport, (selected) => update({ selected, hovered: null }));
  listenToPointers(frame, viewport, (on) => select(thingOf(on)));
  listenToHover(frame, (hovered) => state.selected === null && update({ hovered }));
  listenToKeys(frame, viewport, page, {
    all: paint.nodes,
    pick: (id) => select({ kind: 'node', id }),
    leave: () => select(null),
  });
  searchField(page, {
    onFound: (found, hasQuery) => {
      select(null);
      update({ found, hasQuery });
    },
    onNext: (thing) => select(thing, { isCentred: true }),
  });
  listenToButtons(viewport, () => update({ onlyChanges: !state.onlyChanges }));
  listenToRows((id) => select({ kind: 'link', id }, { isCentred: true, isFocused: true }));
  showFirst(page, viewport);
  update({});
}

interface Selecting {
  isCentred?: boolean;
  isFocused?: boolean;
}

/** Shows in the panel what was selected; null closes it. */
function selecting(page: Page, viewport: Viewport, onSelected: (thing: Thing | null) => void) {
  const panel = byId('panel', HTMLElement);
  const select = (thing: Thing | null, { isCentred = false, isFocused = false }: Selecting = {}): void => {
    const hadFocus = panel.contains(document.activeElement);
    panel.hidden = thing === null;
    onSelected(thing);
    if (thing === null) {
      panel.replaceChildren();
      if (hadFocus) byId('viewport', HTMLElement).focus();
      return;
    }
    fillPanel(panel, page, thing, { select: (other) => select(other, { isCentred: true }), close: () => select(null) });
    const around = joined(page, foundOf(thing));
    viewport.bring(areaIn(page, endsOf(page, thing)), areaIn(page, [...around.nodes]), isCentred);
    const title = panel.querySelector<HTMLElement>('.panel-title');
    if (hadFocus || isFocused) title?.focus({ preventScroll: !isFocused });
    if (isFocused) byId('graph', HTMLElement).scrollIntoView();
  };
  byId('panel', HTMLElement).addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') select(null);
  });
  return select;
}

function endsOf({ links }: Page, { kind, id }: Thing): number[] {
  const link = links[id];
  if (kind === 'node') return [id];
  return link === undefined ? [] : [link.from, link.to];
}

function areaIn({ boxes }: Page, nodes: readonly number[]): Area {
  return areaOf(nodes.flatMap((id) => boxes[id] ?? [])) ?? { x: 0, y: 0, width: 0, height: 0 };
}

/** What changed, where something did. */
function showFirst(page: Page, viewport: Viewport): void {
  const ends = [...changed(page).links].flatMap((id) => endsOf(page, { kind: 'link', id }));
  if (ends.length === 0) viewport.showWidth();
  else viewport.showAreas(ends.flatMap((id) => page.boxes[id] ?? []).map(withTitle));
}

/** Of the band, which stands above its first box. */
function withTitle({ x, y, width, height }: Area): Area {
  const title = 40;
  return { x, y: y - title, width, height: height + title };
}

function thingOf(on: Element | null): Thing | null {
  if (!(on instanceof SVGElement)) return null;
  const { node, link } = on.dataset;
  if (node !== undefined) return { kind: 'node', id: Number(node) };
  return link === undefined ? null : { kind: 'link', id: Number(link) };
}

function listenToHover(frame: HTMLElement, onHover: (thing: Thing | null) => void): void {
  let last: Element | null = null;
  frame.addEventListener('pointerover', ({ target, pointerType }) => {
    const on = target instanceof Element ? target.closest('[data-node], [data-link]') : null;
    if (pointerType !== 'mouse' || on === last) return;
    last = on;
    onHover(thingOf(on));
  });
  frame.addEventListener('pointerleave', () => {
    last = null;
    onHover(null);
  });
}

function listenToButtons(viewport: Viewport, onChanges: () => void): void {
  const on = (id: string, act: () => void) => document.getElementById(id)?.addEventListener('click', act);
  on('zoom-in', () => viewport.zoom(1.4));
  on('zoom-out', () => viewport.zoom(1 / 1.4));
  on('zoom-width', viewport.showWidth);
  on('zoom-all', viewport.showAll);
  on('only-changes', onChanges);
}

/** In the table and in the lists of what changed. */
function listenToRows(onShow: (link: number) => void): void {
  for (const show of document.querySelectorAll<HTMLElement>('button[data-show]')) {
    show.hidden = false;
    show.addEventListener('click', () => onShow(Number(show.dataset.show)));
  }
}
