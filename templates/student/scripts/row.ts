import type { Student } from './shapes.ts';
import { LABELS } from './validation.ts';
import { nameOfValue, valueElement } from './value.ts';

const COLUMNS = ['studentId', 'name', 'class', 'age', 'notes'] as const;
/** Others can put tens of thousands of fields into an item. */
const MOST_FIELDS = 50;

export function rowOf(student: Student): HTMLTableRowElement {
  const row = document.createElement('tr');
  row.setAttribute('role', 'row');
  const cells = COLUMNS.map((column) => {
    const cell = document.createElement(column === 'studentId' ? 'th' : 'td');
    cell.setAttribute('role', column === 'studentId' ? 'rowheader' : 'cell');
    // On a phone the cells stand below each other, and say what they are.
    cell.dataset.label = LABELS[column];
    const name = nameOfValue(LABELS[column].toLowerCase(), student.studentId);
    if (student[column] !== '') cell.append(valueElement(student[column], name));
    return cell;
  });
  const [first, last] = [cells[0], cells.at(-1)];
  first?.setAttribute('scope', 'row');
  // Where the focus goes when these are the newest rows.
  if (first) first.tabIndex = -1;
  if (student.more.length > 0) last?.append(moreFields(student));
  row.append(...cells);
  return row;
}

/** What others have stored of a student, made when somebody looks at it. */
function moreFields({ more, studentId }: Student): HTMLElement {
  const box = document.createElement('details');
  const summary = document.createElement('summary');
  summary.textContent = more.length === 1 ? '1 more field' : `${more.length.toLocaleString('en')} more fields`;
  box.append(summary);
  const fill = () => {
    const list = document.createElement('dl');
    for (const [name, text] of more.slice(0, MOST_FIELDS)) {
      const [term, fact] = [document.createElement('dt'), document.createElement('dd')];
      term.append(valueElement(name, `a field’s name of ${studentId.slice(0, 40)}`));
      fact.append(valueElement(text, nameOfValue(name.slice(0, 40), studentId)));
      list.append(term, fact);
    }
    box.append(list);
    if (more.length > MOST_FIELDS) box.append(`… and ${(more.length - MOST_FIELDS).toLocaleString('en')} others`);
  };
  box.addEventListener('toggle', fill, { once: true });
  return box;
}
