import { byId } from './dom.ts';
import { countText, type Found, find } from './find.ts';
import type { Page, Thing } from './page.ts';

interface Listening {
  onFound(found: Found, hasQuery: boolean): void;
  onNext(thing: Thing): void;
}

/** Enter goes to the next match, with Shift to the one before; Escape clears it. */
export function searchField(page: Page, { onFound, onNext }: Listening): void {
  const field = byId('search', HTMLInputElement);
  const status = byId('matches', HTMLElement);
  let matches: Thing[] = [];
  let place = -1;
  let count = '';
  const look = () => {
    const hasQuery = field.value.trim() !== '';
    const found = find(page, field.value);
    matches = inOrder(page, found);
    place = -1;
    count = hasQuery ? countText(page, found) : '';
    status.textContent = count;
    onFound(found, hasQuery);
  };
  const go = (by: number) => {
    if (matches.length === 0) return;
    place = place < 0 && by < 0 ? matches.length - 1 : (place + by + matches.length) % matches.length;
    status.textContent = `${place + 1} of ${matches.length}: ${count}`;
    const match = matches[place];
    if (match) onNext(match);
  };
  field.addEventListener('input', look);
  field.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    if (event.key === 'Enter') go(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape') {
      field.value = '';
      look();
    } else return;
    event.preventDefault();
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    field.focus();
  });
}

/** As they stand in the drawing, from the top; nodes before connections. */
function inOrder({ boxes }: Page, { nodes, links }: Found): Thing[] {
  const at = (id: number) => boxes[id] ?? { x: 0, y: 0 };
  const ids = [...nodes].sort((one, other) => at(one).y - at(other).y || at(one).x - at(other).x);
  return [
    ...ids.map((id) => ({ kind: 'node' as const, id })),
    ...[...links].map((id) => ({ kind: 'link' as const, id })),
  ];
}
