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
export function say(element: HTMLElement, line: string): void {
  element.textContent = line;
}
