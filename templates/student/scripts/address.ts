/** What the page's query asks to search for; empty: nothing. */
export function searchIn(query: string): string {
  return new URLSearchParams(query).get('search')?.trim() ?? '';
}

/** The page's address, path and query, that asks for a search. */
export function addressOf(path: string, search: string): string {
  return search === '' ? path : `${path}?${new URLSearchParams({ search })}`;
}
