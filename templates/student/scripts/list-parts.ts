import { byId, quoted, say, setBusy, show } from './elements.ts';
import { count } from './format.ts';
import { type Notice, noticeIn } from './notice.ts';
import { rowOf } from './row.ts';
import type { StudentPage } from './shapes.ts';

/** What the list is made of. */
export interface ListParts {
  heading: HTMLElement;
  status: HTMLElement;
  notice: Notice;
  table: HTMLTableElement;
  rows: HTMLTableSectionElement;
  more: HTMLButtonElement;
}

export function listParts(): ListParts {
  const table = byId('students', HTMLTableElement);
  giveRoles(table);
  return {
    heading: byId('list-title', HTMLElement),
    status: byId('list-status', HTMLElement),
    notice: noticeIn('list-problem'),
    table,
    rows: table.tBodies[0] as HTMLTableSectionElement,
    more: byId('more', HTMLButtonElement),
  };
}

/** Browsers have taken them from tables that are not shown as such, which this one is not on a phone. */
function giveRoles(table: HTMLTableElement): void {
  const roles = { table: [table], rowgroup: [table.tHead, ...table.tBodies], row: table.rows };
  for (const [role, elements] of Object.entries(roles)) {
    for (const element of elements) element?.setAttribute('role', role);
  }
  for (const cell of table.tHead?.rows[0]?.cells ?? []) cell.setAttribute('role', 'columnheader');
}

export function showLoading({ notice, table, more }: ListParts): void {
  notice.clear();
  table.setAttribute('aria-busy', 'true');
  setBusy(more, true);
}

export function showFirst(parts: ListParts, { students, next }: StudentPage, search: string): void {
  parts.rows.replaceChildren(...students.map(rowOf));
  fit(parts, next !== null);
  tellCount(parts, next !== null, search);
}

export function showMore(parts: ListParts, { students, next }: StudentPage, search: string): void {
  const added = students.map(rowOf);
  parts.rows.append(...added);
  fit(parts, next !== null);
  tellCount(parts, next !== null, search);
  // To the first that is new; without one, not into nothing, where the button has been.
  const target = added[0]?.cells[0] ?? (next === null ? parts.heading : parts.more);
  target.focus();
}

/** @param isKept whether what is shown is still what was asked for */
export function showFailure(parts: ListParts, line: string, isKept: boolean, again: () => void): void {
  if (!isKept) parts.rows.replaceChildren();
  fit(parts, false);
  say(parts.status);
  parts.notice.tell(line, () => {
    // The button goes away, and the focus with it.
    parts.heading.focus();
    again();
  });
}

export function showNothing(parts: ListParts): void {
  parts.rows.replaceChildren();
  parts.notice.clear();
  say(parts.status);
  fit(parts, false);
}

function fit({ table, rows, more }: ListParts, hasMore: boolean): void {
  show(table, rows.rows.length > 0);
  show(more, hasMore);
  setBusy(more, false);
  table.removeAttribute('aria-busy');
}

function tellCount({ status, rows }: ListParts, hasMore: boolean, search: string): void {
  const shown = rows.rows.length;
  const about = search === '' ? [] : [' for “', quoted(search), '”'];
  if (shown > 0) say(status, count(shown, 'student', 'students'), ...about, hasMore ? ', and there are more.' : '.');
  else if (hasMore) say(status, 'None found yet', ...about, ': there is more to look at.');
  else say(status, 'No students', ...about, '.');
}
