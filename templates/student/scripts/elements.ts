import { clipped } from './format.ts';

/** The element of an id in index.html. @throws when the page has none: the two belong together */
export function byId<T extends HTMLElement>(id: string, type: new () => T): T {
  const element = document.getElementById(id);
  if (element instanceof type) return element;
  throw new Error(`the page has no ${type.name} #${id}`);
}

export function show(element: HTMLElement, isShown: boolean): void {
  element.hidden = !isShown;
}

/** Says a line where a screen reader hears it, or takes it back. */
export function say(element: HTMLElement, ...parts: (string | Node)[]): void {
  element.replaceChildren(...parts);
}

/** A text of others within a line: what it holds turns nothing around it, and it is not long. */
export function quoted(text: string): HTMLElement {
  const element = document.createElement('bdi');
  element.textContent = clipped(text, 80);
  return element;
}

/** A button that works on something. `disabled` would take the focus from it, which then is nowhere. */
export function setBusy(button: HTMLButtonElement, is: boolean): void {
  if (is) button.setAttribute('aria-disabled', 'true');
  else button.removeAttribute('aria-disabled');
}

export function isBusy(button: HTMLButtonElement): boolean {
  return button.hasAttribute('aria-disabled');
}
