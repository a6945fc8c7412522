import { clipped, SHOWN } from './format.ts';

/**
 * A value of a student, as text whatever it holds. Its direction is its own, so that one written from right to left
 * turns nothing around it; of a long one the beginning is shown until somebody asks for all of it.
 */
export function valueElement(text: string, name: string): HTMLElement {
  const value = document.createElement('bdi');
  value.className = 'value';
  value.textContent = clipped(text);
  if (text.length <= SHOWN) return value;
  const box = document.createElement('div');
  const more = document.createElement('button');
  more.type = 'button';
  more.className = 'quiet small';
  more.textContent = 'Show all';
  more.setAttribute('aria-label', `Show all of the ${name}`);
  more.addEventListener('click', () => {
    const all = document.createElement('div');
    all.className = 'all';
    // It scrolls, so the keyboard must reach it.
    all.tabIndex = 0;
    all.setAttribute('role', 'group');
    all.setAttribute('aria-label', `All of the ${name}`);
    value.textContent = text;
    all.append(value);
    box.replaceChildren(all);
    all.focus();
  });
  box.append(value, '… ', more);
  return box;
}
