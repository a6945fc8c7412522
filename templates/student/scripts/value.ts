import { clipped, portions, preview } from './format.ts';

/**
 * A value of a student, as text whatever it holds. Its direction is its own, so that one written from right to left
 * turns nothing around it; of a long one the beginning is shown until somebody asks for all of it.
 * @param name what it is, for who hears the button and not what stands around it
 */
export function valueElement(text: string, name: string): HTMLElement {
  const beginning = preview(text);
  if (beginning === text) return isolated(text);
  const box = document.createElement('div');
  const head = document.createElement('span');
  const button = document.createElement('button');
  // Beside the value, not in it: there it would be turned with it.
  head.append(isolated(beginning), '…');
  button.type = 'button';
  button.className = 'quiet small';
  button.addEventListener('click', () => {
    const isOpen = button.getAttribute('aria-expanded') !== 'true';
    const shown = isOpen ? wholeOf(text, name) : head;
    box.firstElementChild?.replaceWith(shown);
    describe(button, isOpen, name);
    if (isOpen) shown.focus();
  });
  describe(button, false, name);
  box.append(head, ' ', button);
  return box;
}

function isolated(text: string): HTMLElement {
  const value = document.createElement('bdi');
  value.className = 'value';
  value.textContent = text;
  return value;
}

function describe(button: HTMLButtonElement, isOpen: boolean, name: string): void {
  button.textContent = isOpen ? 'Show less' : 'Show all';
  button.setAttribute('aria-label', `${button.textContent} of ${name}`);
  button.setAttribute('aria-expanded', String(isOpen));
}

/** It scrolls, so the keyboard must reach it. */
function wholeOf(text: string, name: string): HTMLElement {
  const whole = document.createElement('div');
  whole.className = 'whole';
  whole.tabIndex = 0;
  whole.setAttribute('role', 'group');
  whole.setAttribute('aria-label', `All of ${name}`);
  for (const portion of portions(text)) {
    const piece = document.createElement('div');
    piece.className = 'value portion';
    piece.dir = 'auto';
    piece.textContent = portion;
    whole.append(piece);
  }
  return whole;
}

/** What a value is called: `the notes of s-1`. */
export function nameOfValue(field: string, studentId: string): string {
  return `the ${field} of ${clipped(studentId, 40)}`;
}
