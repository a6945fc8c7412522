import type { Api } from './api.ts';
import { byId, say, show } from './elements.ts';
import { count } from './format.ts';
import type { Student } from './shapes.ts';
import { valueElement } from './value.ts';

export interface ListView {
  /** Shows the first page of what the address asks for. */
  load(): Promise<void>;
}

const COLUMNS = ['studentId', 'name', 'class', 'age', 'notes'] as const;
const LABELS: Record<(typeof COLUMNS)[number], string> = {
  studentId: 'Id',
  name: 'Name',
  class: 'Class',
  age: 'Age',
  notes: 'Notes',
};

/** @param told what went wrong is told there */
export function listView(api: Api, told: (error: unknown) => void): ListView {
  const form = byId('search', HTMLFormElement);
  const field = byId('search-text', HTMLInputElement);
  const status = byId('list-status', HTMLElement);
  const table = byId('students', HTMLTableElement);
  const more = byId('more', HTMLButtonElement);
  const rows = table.tBodies[0] as HTMLTableSectionElement;
  let next: string | null = null;
  // The newest question counts: an answer to an earlier one that comes late is dropped.
  let asked = 0;

  const search = () => new URLSearchParams(location.search).get('search') ?? '';

  async function page(isFirst: boolean): Promise<void> {
    asked += 1;
    const own = asked;
    more.disabled = true;
    if (isFirst) say(status, 'Loading…');
    try {
      const found = await api.list({ search: search(), next: isFirst ? null : next });
      if (own !== asked) return;
      const shown = found.students.map(rowOf);
      if (isFirst) rows.replaceChildren(...shown);
      else rows.append(...shown);
      next = found.next;
      say(status, statusLine(rows.rows.length, next !== null, search()));
      if (!isFirst) shown[0]?.focus();
    } catch (error) {
      if (own !== asked) return;
      say(status, '');
      told(error);
    }
    show(table, rows.rows.length > 0);
    show(more, next !== null);
    more.disabled = false;
  }

  async function load(): Promise<void> {
    field.value = search();
    await page(true);
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const text = field.value.trim();
    history.pushState(null, '', text === '' ? location.pathname : `?${new URLSearchParams({ search: text })}`);
    void page(true);
  });
  more.addEventListener('click', () => void page(false));
  window.addEventListener('popstate', () => void load());
  return { load };
}

function statusLine(shown: number, hasMore: boolean, search: string): string {
  const about = search === '' ? '' : ` for “${search}”`;
  if (shown === 0) return hasMore ? `None found yet${about}: there is more to look at.` : `No students${about}.`;
  return `${count(shown, 'student', 'students')}${about}${hasMore ? ', and there are more' : ''}.`;
}

function rowOf(student: Student): HTMLTableRowElement {
  const row = document.createElement('tr');
  row.tabIndex = -1;
  for (const column of COLUMNS) {
    const cell = document.createElement(column === 'studentId' ? 'th' : 'td');
    if (column === 'studentId') cell.setAttribute('scope', 'row');
    // On a phone the cells stand below each other, and say what they are.
    cell.dataset.label = LABELS[column];
    if (student[column] !== '') cell.append(valueElement(student[column], LABELS[column].toLowerCase()));
    row.append(cell);
  }
  return row;
}
