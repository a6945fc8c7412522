import { byId } from './dom.ts';
import type { Page, Thing } from './page.ts';
import { litIn, rowsIn, type State } from './paint.ts';

interface Painter {
  (state: State): void;
  nodes: readonly SVGElement[];
}

/** Lights and dims what is on the page; the only place that does. */
export function painter(page: Page): Painter {
  const drawing = byId('drawing', SVGSVGElement);
  const nodes = [...drawing.querySelectorAll<SVGElement>('[data-node]')];
  const links = [...drawing.querySelectorAll<SVGElement>('[data-link]')];
  const rows = [...document.querySelectorAll<HTMLElement>('tr[data-row]')];
  const toggle = document.getElementById('only-changes');
  const paint = (state: State) => {
    const lit = litIn(page, state);
    const { selected, found } = state;
    drawing.classList.toggle('dimmed', lit !== null);
    for (const [id, node] of nodes.entries()) {
      node.classList.toggle('lit', lit?.nodes.has(id) === true);
      node.classList.toggle('match', found.nodes.has(id));
      node.setAttribute('aria-pressed', String(is(selected, 'node', id)));
    }
    for (const [id, link] of links.entries()) {
      link.classList.toggle('lit', lit?.links.has(id) === true);
      link.classList.toggle('selected', is(selected, 'link', id));
    }
    paintRows(rows, page, state);
    toggle?.setAttribute('aria-pressed', String(state.onlyChanges));
  };
  return Object.assign(paint, { nodes });
}

function paintRows(rows: readonly HTMLElement[], page: Page, state: State): void {
  const shown = rowsIn(page, state);
  for (const [id, row] of rows.entries()) {
    row.hidden = !shown.has(id);
    row.classList.toggle('selected', is(state.selected, 'link', id));
  }
  const text =
    shown.size === rows.length ? '' : `${shown.size} of ${rows.length} are shown: clear the search to see all.`;
  const told = byId('rows-shown', HTMLElement);
  if (told.textContent !== text) told.textContent = text;
}

function is(thing: Thing | null, kind: Thing['kind'], id: number): boolean {
  return thing?.kind === kind && thing.id === id;
}
