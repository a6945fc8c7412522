import { type Found, joined, NOTHING } from './find.ts';
import type { Page, Thing } from './page.ts';

export interface State {
  selected: Thing | null;
  hovered: Thing | null;
  found: Found;
  hasQuery: boolean;
  onlyChanges: boolean;
}

/** What is lit, everything else being dimmed; null where nothing is asked for. */
export function litIn(page: Page, { selected, hovered, found, hasQuery, onlyChanges }: State): Found | null {
  if (selected !== null) return joined(page, foundOf(selected));
  if (hasQuery) return joined(page, found);
  if (onlyChanges) return joined(page, changed(page));
  return hovered === null ? null : joined(page, foundOf(hovered));
}

/** The rows of the table: what is asked for, whatever is selected. */
export function rowsIn(page: Page, { found, hasQuery, onlyChanges }: State): ReadonlySet<number> {
  const asked = hasQuery ? joined(page, found).links : new Set(page.links.keys());
  const some = changed(page).links;
  return onlyChanges ? new Set([...asked].filter((id) => some.has(id))) : asked;
}

export function changed({ links }: Page): Found {
  return { ...NOTHING, links: new Set(links.flatMap(({ change }, id) => (change === null ? [] : [id]))) };
}

export function foundOf({ kind, id }: Thing): Found {
  return kind === 'node' ? { ...NOTHING, nodes: new Set([id]) } : { ...NOTHING, links: new Set([id]) };
}
