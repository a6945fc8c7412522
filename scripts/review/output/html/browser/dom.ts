/** The element of an id. @throws when the page has none: the two belong together */
export function byId<T extends Element>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (found instanceof type) return found;
  throw new Error(`the page has no ${type.name} #${id}`);
}

type Child = Node | string | null;

/** Text is text, whatever is in it. */
export function element(tag: string, className: string, ...children: readonly Child[]): HTMLElement {
  const made = document.createElement(tag);
  if (className !== '') made.className = className;
  made.append(...children.filter((child) => child !== null));
  return made;
}

export function button(className: string, onClick: () => void, ...children: readonly Child[]): HTMLButtonElement {
  const made = document.createElement('button');
  made.type = 'button';
  made.className = className;
  made.append(...children.filter((child) => child !== null));
  made.addEventListener('click', onClick);
  return made;
}

/** Names, each on its own line; what is beyond some is folded. */
export function codes(texts: readonly string[], most = 12): HTMLElement {
  const list = (some: readonly string[]) =>
    element('ul', 'codes', ...some.map((text) => element('li', '', element('code', '', text))));
  if (texts.length <= most + 1) return list(texts);
  const rest = element(
    'details',
    'more',
    element('summary', '', `${texts.length - most} more`),
    list(texts.slice(most)),
  );
  return element('div', '', list(texts.slice(0, most)), rest);
}

export function facts(rows: readonly (readonly [term: string, value: Node | string] | null)[]): HTMLElement {
  const told = rows.filter((row) => row !== null);
  return element(
    'dl',
    'facts',
    ...told.map(([term, value]) => element('div', '', element('dt', '', term), element('dd', '', value))),
  );
}
