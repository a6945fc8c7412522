import { addressOf, searchIn } from './address.ts';
import { byId, show } from './elements.ts';

/**
 * What is searched for stands in the address, so that reloading and going back keep it.
 * @param current what is searched for now
 * @param load searches for what the address says
 */
export function searchForm(current: () => string, load: () => Promise<void>): void {
  const form = byId('search', HTMLFormElement);
  const field = byId('search-text', HTMLInputElement);
  const clear = byId('search-clear', HTMLButtonElement);
  const follow = (): void => {
    field.value = searchIn(location.search);
    show(clear, field.value !== '');
  };
  const goTo = (search: string): void => {
    if (search !== searchIn(location.search)) history.pushState(null, '', addressOf(location.pathname, search));
    follow();
    void load();
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    goTo(field.value.trim());
  });
  clear.addEventListener('click', () => {
    goTo('');
    field.focus();
  });
  window.addEventListener('popstate', () => {
    // A link within the page comes here, too, and asks for nothing else.
    if (searchIn(location.search) === current()) return;
    follow();
    void load();
  });
  follow();
}
